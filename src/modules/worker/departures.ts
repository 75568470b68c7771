/** Workers that are to leave: they take nothing new, say so with every heartbeat, and are done when they hold nothing. */
import type { Holdings } from './holdings.ts';
import type { WorkerMachine } from './machine.ts';
import type { WorkerMessages } from './messages.ts';

export class Departures {
  readonly #machine: WorkerMachine;
  readonly #holdings: Holdings;
  readonly #messages: WorkerMessages;
  readonly #leaving: Uint8Array;

  constructor(machine: WorkerMachine, holdings: Holdings, messages: WorkerMessages, workers: number) {
    this.#machine = machine;
    this.#holdings = holdings;
    this.#messages = messages;
    this.#leaving = new Uint8Array(workers);
  }

  isLeaving(self: number): boolean {
    return this.#leaving[self] === 1;
  }

  /** The worker takes nothing new from now on. */
  drain(self: number): void {
    this.#leaving[self] = 1;
    this.goIfDone(self);
  }

  /** The same, and the worker tells its coordinator. */
  leave(self: number): void {
    this.#leaving[self] = 1;
    this.#messages.leave(self, false);
    this.goIfDone(self);
  }

  /** A heartbeat is about to leave: what has been said may have been lost. */
  repeat(self: number): void {
    if (this.#leaving[self] === 1) this.#messages.leave(self, false);
  }

  /** A holding has gone: a worker that was to leave and has nothing left is done. */
  goIfDone(self: number): void {
    if (this.#leaving[self] === 0 || !this.#holdings.isEmpty(self)) return;
    this.#leaving[self] = 0;
    this.#machine.facts.drained(self);
  }

  /** The worker has crashed: whether it was to leave. */
  forget(self: number): boolean {
    const wasLeaving = this.#leaving[self] === 1;
    this.#leaving[self] = 0;
    return wasLeaving;
  }
}
