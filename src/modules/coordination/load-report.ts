/** What a coordinator answers the one above when that probes it: its open tasks, and how long a task took that met as many. */
import { IntegerMap } from '../collections/integer-map.ts';
import { grown } from '../collections/typed-arrays.ts';
import type { Port, ProcessId } from '../ports.ts';
import { scheduling } from '../scheduling/vocabulary.ts';
import { LatencyByLoad } from '../worker/latency-by-load.ts';

export class LoadReport {
  readonly #port: Port;
  readonly #latencies = new LatencyByLoad(1);
  /** Rows of open tasks: when each came, and how many were open before it. */
  readonly #rows = new IntegerMap();
  readonly #free: number[] = [];
  #used = 0;
  #cameAt = new Float64Array(16);
  #load = new Int32Array(16);

  constructor(port: Port) {
    this.#port = port;
  }

  /** A task came when so many others were open. */
  came(task: number, open: number): void {
    if (this.#rows.get(task) >= 0) return;
    const row = this.#free.pop() ?? this.#used++;
    if (row >= this.#load.length) {
      this.#cameAt = grown(this.#cameAt, row + 1);
      this.#load = grown(this.#load, row + 1);
    }
    this.#rows.set(task, row);
    this.#cameAt[row] = this.#port.now();
    this.#load[row] = open;
  }

  /** A task has ended here; nothing is learned from those that came in an earlier life. */
  ended(task: number): void {
    const row = this.#rows.get(task);
    if (row < 0) return;
    this.#latencies.record(0, this.#load[row], this.#port.now() - this.#cameAt[row]);
    this.forget(task);
  }

  /** A task is no longer wanted here. */
  forget(task: number): void {
    const row = this.#rows.get(task);
    if (row < 0) return;
    this.#rows.delete(task);
    this.#free.push(row);
  }

  answer(to: ProcessId, open: number): void {
    this.#port.post(to, scheduling.probed, open, this.#latencies.estimate(0, open));
  }
}
