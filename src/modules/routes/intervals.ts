/** What has ended with each worker in the present interval, and how the workers compare. */

export class Intervals {
  readonly ended: Int32Array;
  readonly #succeeded: Int32Array;

  constructor(workers: number) {
    this.ended = new Int32Array(workers);
    this.#succeeded = new Int32Array(workers);
  }

  count(worker: number, success: boolean): void {
    this.ended[worker]++;
    if (success) this.#succeeded[worker]++;
  }

  /** Share of the attempts that succeeded, of a worker that has any. */
  rate(worker: number): number {
    return this.#succeeded[worker] / this.ended[worker];
  }

  clear(worker: number): void {
    this.ended[worker] = 0;
    this.#succeeded[worker] = 0;
  }

  clearAll(): void {
    this.ended.fill(0);
    this.#succeeded.fill(0);
  }
}

/** Shares of successes of so many workers; the deviation is that of the population. */
export interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
}

export function spreadOf(intervals: Intervals, counts: (worker: number) => boolean): Spread {
  let count = 0;
  let sum = 0;
  for (let worker = 0; worker < intervals.ended.length; worker++)
    if (counts(worker)) {
      count++;
      sum += intervals.rate(worker);
    }
  const mean = sum / Math.max(1, count);
  let squares = 0;
  for (let worker = 0; worker < intervals.ended.length; worker++)
    if (counts(worker)) {
      const distance = intervals.rate(worker) - mean;
      squares += distance * distance;
    }
  return { count, mean, deviation: Math.sqrt(squares / Math.max(1, count)) };
}
