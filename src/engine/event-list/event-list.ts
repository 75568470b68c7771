/** What the kernel asks of a set of pending events, ordered by (time, sequence number). */
export interface EventList {
  /** Events held, cancelled ones that were not yet met included. */
  readonly size: number;
  /** Add the event in `slot`, whose record is complete and whose time is `time`. */
  insert(slot: number, time: number): void;
  /** Slot of the first event, or -1. Cancelled events in front of it are dropped and their slots given back. */
  head(): number;
  /** Take out the event that `head()` just returned. Its slot stays taken. */
  removeHead(): void;
  /** Whether `cancelled` events still held are enough to make `purge` worth its cost. */
  worthPurging(cancelled: number): boolean;
  /** Drop all cancelled events and give back their slots. */
  purge(): void;
}
