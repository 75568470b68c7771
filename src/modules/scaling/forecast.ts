/**
 * Exponential smoothing with a damped trend and an optional additive season.
 *
 * Source: Gardner and McKenzie (1985), damped trend; Winters (1960), seasonal terms. With level l, trend b, damping p and
 * season s of m slots, after a sample y:
 *   l' = a (y - s[t]) + (1 - a)(l + p b),  b' = c (l' - l) + (1 - c) p b,  s[t] = g (y - l') + (1 - g) s[t]
 * and the forecast h samples ahead is l + (p + p^2 + ... + p^h) b + s[t + h].
 */
export interface ForecastOptions {
  /** Weights of the newest sample in level, trend and season, 0..1. */
  readonly level: number;
  readonly trend: number;
  readonly season: number;
  /** How much of the trend survives one sample, 0..1. */
  readonly damping: number;
  /** Samples in one season; 0: no season. */
  readonly seasonLength: number;
}

export class Forecast {
  readonly #options: ForecastOptions;
  readonly #season: Float64Array;
  #level = 0;
  #trend = 0;
  #samples = 0;

  constructor(options: ForecastOptions) {
    this.#options = options;
    this.#season = new Float64Array(options.seasonLength);
  }

  observe(value: number): void {
    const { level, trend, season, damping, seasonLength } = this.#options;
    const slot = seasonLength > 0 ? this.#samples % seasonLength : 0;
    const seasonal = seasonLength > 0 ? this.#season[slot] : 0;
    if (this.#samples === 0) this.#level = value;
    else {
      const before = this.#level;
      this.#level = level * (value - seasonal) + (1 - level) * (before + damping * this.#trend);
      this.#trend = trend * (this.#level - before) + (1 - trend) * damping * this.#trend;
    }
    if (seasonLength > 0) this.#season[slot] = season * (value - this.#level) + (1 - season) * seasonal;
    this.#samples++;
  }

  /** Forecast the given number of samples ahead of the last one, >= 0. O(steps), without allocation. */
  ahead(steps: number): number {
    const { damping, seasonLength } = this.#options;
    let factor = 0;
    let power = 1;
    for (let step = 0; step < steps; step++) {
      power *= damping;
      factor += power;
    }
    const slot = (this.#samples - 1 + steps) % Math.max(1, seasonLength);
    const seasonal = seasonLength > 0 && this.#samples > 0 ? this.#season[slot] : 0;
    return this.#level + factor * this.#trend + seasonal;
  }
}
