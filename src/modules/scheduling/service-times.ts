/**
 * Service times of workers, learned by their dispatcher from what it sees: when it gave tasks and when results came. While a
 * worker has o outstanding tasks and s slots, min(o, s) slots count as busy; the slot time between two results is a sample of the
 * time that one task takes (in the long run exactly its mean). The way of messages is part of it, as it is part of the delay.
 */
import type { WorkerView } from './workers.ts';

/** Microseconds; a rate stays finite. */
const SHORTEST = 1;

export class ServiceTimes {
  readonly #workers: WorkerView;
  readonly #now: () => number;
  readonly #smoothing: number;
  /** Smoothed service time by worker in microseconds a slot, 0 where nothing has been observed. */
  readonly #service: Float64Array;
  /** Slot time since the last result, as of `since`, and the busy slots since then. */
  readonly #spent: Float64Array;
  readonly #since: Float64Array;
  readonly #busy: Int32Array;
  /** Work of a task at speed 1 in microseconds, over all workers. */
  #work = 0;
  #samples = 0;

  /** @param smoothing weight of the newest sample, 0..1 */
  constructor(workers: WorkerView, now: () => number, smoothing: number) {
    this.#workers = workers;
    this.#now = now;
    this.#smoothing = smoothing;
    this.#service = new Float64Array(workers.count);
    this.#spent = new Float64Array(workers.count);
    this.#since = new Float64Array(workers.count);
    this.#busy = new Int32Array(workers.count);
  }

  /** Microseconds a task takes a worker, 0 when it has not ended one yet. */
  of(worker: number): number {
    return this.#service[worker];
  }

  /** Microseconds a task would take a worker of speed 1, from all results so far; 1 before the first. */
  get work(): number {
    return this.#samples === 0 ? 1 : this.#work;
  }

  /** The worker's outstanding tasks or availability changed. */
  update(worker: number): void {
    const now = this.#now();
    this.#spent[worker] += this.#busy[worker] * (now - this.#since[worker]);
    this.#since[worker] = now;
    const { outstanding, slots, available } = this.#workers;
    this.#busy[worker] = Math.min(outstanding[worker], slots[worker]);
    // What a lost worker seemed to be doing tells nothing of its speed.
    if (available[worker] === 0) this.#spent[worker] = 0;
  }

  /** A result came from the worker (call after `update`). */
  finished(worker: number): void {
    const sample = Math.max(SHORTEST, this.#spent[worker]);
    this.#spent[worker] = 0;
    const speed = this.#workers.speed[worker];
    this.#samples++;
    if (this.#samples === 1) this.#work = sample * speed;
    // What the others took is the guess to start from, so that one short task does not make a worker look fast.
    const before = this.#service[worker] === 0 ? this.#work / speed : this.#service[worker];
    this.#service[worker] = Math.max(SHORTEST, before + this.#smoothing * (sample - before));
    const share = Math.max(this.#smoothing / this.#workers.count, 1 / this.#samples);
    this.#work += share * (sample * speed - this.#work);
  }
}
