/**
 * Heartbeats: the first at a random phase of their period, so that those of many workers are spread over it. Where work holds them up, they are
 * left out while a worker executes anything, and one is sent instead whenever an execution begins or ends.
 */
import type { Departures } from './departures.ts';
import { TIMER, type WorkerMachine } from './machine.ts';

export class Heartbeats {
  readonly #machine: WorkerMachine;
  readonly #departures: Departures;
  readonly #interval: number;
  readonly #isHeldUp: (self: number) => boolean;

  /**
   * @param interval microseconds, 0 for none
   * @param isHeldUp whether what the worker does keeps it from sending any now
   */
  constructor(
    machine: WorkerMachine,
    departures: Departures,
    interval: number,
    isHeldUp: (self: number) => boolean,
  ) {
    this.#machine = machine;
    this.#departures = departures;
    this.#interval = interval;
    this.#isHeldUp = isHeldUp;
  }

  start(self: number): void {
    if (this.#interval === 0) return;
    const phase = Math.floor(this.#machine.random(self) * this.#interval);
    this.#machine.setTimer(self, phase, TIMER.heartbeat, this.#machine.incarnation(self));
  }

  /** The worker is up again: it says so at once. */
  restarted(self: number): void {
    if (this.#interval > 0) this.onDue(self, this.#machine.incarnation(self));
  }

  onDue(self: number, incarnation: number): void {
    const machine = this.#machine;
    if (!machine.isPaused(self) && !this.#isHeldUp(self)) this.#send(self, incarnation);
    machine.setTimer(self, this.#interval, TIMER.heartbeat, incarnation);
  }

  /** Between two executions, or before the first: nothing holds it up. */
  between(self: number): void {
    if (this.#interval > 0) this.#send(self, this.#machine.incarnation(self));
  }

  #send(self: number, incarnation: number): void {
    this.#departures.repeat(self);
    this.#machine.sendHeartbeat(self, incarnation);
  }
}
