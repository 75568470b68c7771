/** What workers answer when they are probed: their tasks in flight, and how long a task took that met as many. */
import { grown } from '../collections/typed-arrays.ts';
import type { ProcessId } from '../ports.ts';
import type { Holdings } from './holdings.ts';
import { LatencyByLoad } from './latency-by-load.ts';
import type { WorkerMachine } from './machine.ts';
import type { WorkerMessages } from './messages.ts';

export class ProbeAnswers {
  readonly #machine: WorkerMachine;
  readonly #holdings: Holdings;
  readonly #messages: WorkerMessages;
  readonly #inFlight: (self: number) => number;
  readonly #latencies: LatencyByLoad;
  /** By holding: when it came, and what was in flight before it. */
  #arrivedAt = new Float64Array(256);
  #load = new Int32Array(256);

  /** @param inFlight tasks that a worker runs or that wait at it */
  constructor(
    machine: WorkerMachine,
    holdings: Holdings,
    messages: WorkerMessages,
    workers: number,
    inFlight: (self: number) => number,
  ) {
    this.#machine = machine;
    this.#holdings = holdings;
    this.#messages = messages;
    this.#inFlight = inFlight;
    this.#latencies = new LatencyByLoad(workers);
  }

  onProbe(self: number, from: ProcessId): void {
    const inFlight = this.#inFlight(self);
    this.#messages.probed(self, from, inFlight, this.#latencies.estimate(self, inFlight));
  }

  /** A task has been accepted (call before it counts as in flight). */
  arrived(row: number): void {
    if (row >= this.#load.length) {
      this.#arrivedAt = grown(this.#arrivedAt, row + 1);
      this.#load = grown(this.#load, row + 1);
    }
    this.#arrivedAt[row] = this.#machine.now();
    this.#load[row] = this.#inFlight(this.#holdings.worker[row]);
  }

  /** A task ran to its end. */
  executed(row: number): void {
    const latency = this.#machine.now() - this.#arrivedAt[row];
    this.#latencies.record(this.#holdings.worker[row], this.#load[row], latency);
  }

  /** The worker has crashed. */
  forget(self: number): void {
    this.#latencies.forget(self);
  }
}
