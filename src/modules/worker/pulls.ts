/** Late binding: workers pull tasks for their free slots, as far as reservations have been made with them. */
import type { Departures } from './departures.ts';
import type { WorkerMessages } from './messages.ts';
import { Reservations } from './reservations.ts';

export class Pulls {
  readonly #reservations: Reservations;
  readonly #messages: WorkerMessages;
  readonly #departures: Departures;

  constructor(messages: WorkerMessages, departures: Departures, workers: number) {
    this.#messages = messages;
    this.#departures = departures;
    this.#reservations = new Reservations(workers);
  }

  /** As `Reservations.made`. */
  made(self: number, total: number, life: number, again: boolean): void {
    this.#reservations.made(self, total, life, again);
  }

  /** As `Reservations.answered`. */
  settled(self: number, upTo: number, life: number): void {
    this.#reservations.answered(self, upTo, life);
  }

  /**
   * Pulls tasks for so many free slots, if reservations are left. A worker that is to leave pulls nothing.
   *
   * @param always also when there is nothing to pull, to show that the worker lives
   */
  pull(self: number, free: number, always: boolean): void {
    const reservations = this.#reservations;
    if (this.#departures.isLeaving(self)) return;
    if (!reservations.ask(self, free) && !always) return;
    this.#messages.pull(self, reservations.asked(self), reservations.life(self));
  }

  /** The worker has crashed. */
  forget(self: number): void {
    this.#reservations.forget(self);
  }
}
