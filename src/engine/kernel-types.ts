/** What the kernel is told, and what it answers. */
import type { FingerprintIngredient } from './fingerprint.ts';

/**
 * Names a scheduled event: a slot and its generation, or a lane and a position in it, packed in a double. Once the event
 * has run or was cancelled its id is stale, and stays so: it cancels nothing. 0 is never an id, so it can stand for "none".
 */
export type EventId = number;

export type EventHandler = (kind: number, target: number, a: number, b: number) => void;

/**
 * Why `run` came back: no event is left, the next one lies beyond the horizon, as many as allowed were executed, a
 * handler called `stop`, or a chain of events at one instant has become longer by `chainLimit`.
 */
export type StopReason = 'exhausted' | 'horizon' | 'budget' | 'stopped' | 'chain';

export interface KernelOptions {
  /** Pending events to make room for at first; it grows as needed. */
  readonly capacity?: number;
  /** How pending events are kept in order; the order itself is the same. Default 'calendar', the fast one. */
  readonly eventList?: 'calendar' | 'heap';
  /** What of each executed event enters the fingerprint; all by default, nothing when empty. */
  readonly fingerprint?: readonly FingerprintIngredient[];
  /**
   * `run` comes back with 'chain' whenever the longest chain of events at one instant, each scheduled by the one before it,
   * has grown by this many; 1 or more. Default: it never does.
   */
  readonly chainLimit?: number;
}
