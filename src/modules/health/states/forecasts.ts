/**
 * Whose degradation is to be expected: the mean response time of the latest answers has risen well above what the worker was used to. Both
 * means are exponentially weighted, and plain means of all answers up to as many as that makes sense for, so that a worker costs a
 * few numbers, however long the windows. What it was used to is not learned while a prediction holds, nor from a worker that is not healthy,
 * nor while it is half-way to a prediction: a baseline that learned the rise would never be far below it.
 */
import { exceeds } from '../../shares.ts';
import type { ForecastSettings } from './settings.ts';

const PERCENT = 100;

export class Forecasts {
  readonly #settings: ForecastSettings;
  readonly #baselineWeight: number;
  readonly #recentWeight: number;
  /** By worker: answers so far, up to those of a baseline. */
  readonly #count: Int32Array;
  readonly #baseline: Float64Array;
  readonly #recent: Float64Array;
  /** Until when a prediction holds; 0: there is none. */
  readonly #until: Float64Array;

  constructor(workers: number, settings: ForecastSettings) {
    this.#settings = settings;
    this.#baselineWeight = 2 / (settings.baseline + 1);
    this.#recentWeight = 2 / (settings.recent + 1);
    this.#count = new Int32Array(workers);
    this.#baseline = new Float64Array(workers);
    this.#recent = new Float64Array(workers);
    this.#until = new Float64Array(workers);
  }

  /**
   * A healthy worker has answered.
   * @param response microseconds for each piece of work of one size
   * @returns per cent by which its response time has risen, where that is predicted now; 0: nothing is
   */
  answered(worker: number, response: number, now: number): number {
    const value = Math.min(response, this.#settings.most);
    const until = this.#until[worker];
    if (until > now) {
      this.#recent[worker] += this.#recentWeight * (value - this.#recent[worker]);
      return 0;
    }
    if (until > 0) this.#settle(worker);
    this.#learn(worker, value);
    return this.#predict(worker, now);
  }

  isPredicted(worker: number, now: number): boolean {
    return this.#until[worker] > now;
  }

  /** The worker's state has changed: a prediction has come true, or the worker is well again, and as fast as it was used to be. */
  changed(worker: number): void {
    this.#until[worker] = 0;
    this.#recent[worker] = this.#baseline[worker];
  }

  forget(worker: number): void {
    this.#count[worker] = 0;
    this.#baseline[worker] = 0;
    this.#recent[worker] = 0;
    this.#until[worker] = 0;
  }

  /** It has not come true in time: what the worker takes now is what it is used to. */
  #settle(worker: number): void {
    this.#until[worker] = 0;
    this.#baseline[worker] = this.#recent[worker];
  }

  #learn(worker: number, value: number): void {
    const plain = 1 / (this.#count[worker] + 1);
    const usual = this.#baseline[worker];
    this.#recent[worker] += Math.max(plain, this.#recentWeight) * (value - this.#recent[worker]);
    const isNew = this.#count[worker] < this.#settings.baseline;
    if (isNew) this.#count[worker]++;
    else if (usual > 0 && this.#isAbove(worker, this.#settings.rise / 2)) return;
    this.#baseline[worker] += Math.max(plain, this.#baselineWeight) * (value - usual);
  }

  #isAbove(worker: number, rise: number): boolean {
    return !exceeds((1 + rise) * this.#baseline[worker], this.#recent[worker]);
  }

  #predict(worker: number, now: number): number {
    const { baseline, rise, horizon } = this.#settings;
    const usual = this.#baseline[worker];
    if (this.#count[worker] < baseline || usual === 0 || !this.#isAbove(worker, rise)) return 0;
    this.#until[worker] = now + horizon;
    return Math.round(PERCENT * (this.#recent[worker] / usual - 1));
  }
}
