/** Heartbeats: the first at a random phase of their period, so that those of many workers are spread over it. */
import type { Departures } from './departures.ts';
import { TIMER, type WorkerMachine } from './machine.ts';

export class Heartbeats {
  readonly #machine: WorkerMachine;
  readonly #departures: Departures;
  readonly #interval: number;

  /** @param interval microseconds, 0 for none */
  constructor(machine: WorkerMachine, departures: Departures, interval: number) {
    this.#machine = machine;
    this.#departures = departures;
    this.#interval = interval;
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
    if (!machine.isPaused(self)) {
      this.#departures.repeat(self);
      machine.sendHeartbeat(self, incarnation);
    }
    machine.setTimer(self, this.#interval, TIMER.heartbeat, incarnation);
  }
}
