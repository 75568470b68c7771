/**
 * Moments of a sample, numerically stable and mergeable.
 */
import { checkFinite, checkSample, StatisticsError } from '../../mathematics/errors.ts';

/**
 * Running count, mean, variance, skewness and range. Updates by Welford (Technometrics 4, 1962), merges by Chan, Golub and
 * LeVeque (1983), third moment by Pebay (Sandia report 2008-6212). The result of a merge depends on the order of merging
 * in its last digits only.
 */
export class Moments {
  #count = 0;
  #mean = 0;
  #squares = 0;
  #cubes = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  static of(values: ArrayLike<number>): Moments {
    const moments = new Moments();
    for (let i = 0; i < values.length; i++) moments.add(values[i]);
    return moments;
  }

  /** Adds one finite value. */
  add(value: number): void {
    checkFinite('moments', 'value', value);
    const before = this.#count;
    const count = before + 1;
    const delta = value - this.#mean;
    const share = delta / count;
    const product = delta * share * before;
    this.#cubes += product * share * (count - 2) - 3 * share * this.#squares;
    this.#squares += product;
    this.#mean += share;
    this.#count = count;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** Adds everything that `other` has seen. */
  merge(other: Moments): void {
    const n = this.#count;
    const m = other.#count;
    if (m === 0) return;
    const total = n + m;
    const delta = other.#mean - this.#mean;
    const cross = delta * (n / total) * m;
    this.#cubes +=
      other.#cubes +
      (cross * delta * delta * (n - m)) / total +
      (3 * delta * (n * other.#squares - m * this.#squares)) / total;
    this.#squares += other.#squares + cross * delta;
    this.#mean = n === 0 ? other.#mean : this.#mean + (delta * m) / total;
    this.#count = total;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  get count(): number {
    return this.#count;
  }

  /** NaN while empty. */
  get mean(): number {
    return this.#count === 0 ? Number.NaN : this.#mean;
  }

  /** Unbiased variance (divisor n - 1); NaN below two values. */
  get variance(): number {
    return this.#count < 2 ? Number.NaN : this.#squares / (this.#count - 1);
  }

  /** Square root of the unbiased variance; NaN below two values. */
  get sd(): number {
    return Math.sqrt(this.variance);
  }

  /** Standard error of the mean of independent values; NaN below two values. */
  get standardError(): number {
    return Math.sqrt(this.variance / this.#count);
  }

  /** Adjusted Fisher-Pearson skewness; NaN below three values or without spread. */
  get skewness(): number {
    const n = this.#count;
    if (n < 3 || this.#squares === 0) return Number.NaN;
    const ratio = this.#cubes / (this.#squares * Math.sqrt(this.#squares));
    return (ratio * n * Math.sqrt(n - 1)) / (n - 2);
  }

  /** Infinity while empty. */
  get min(): number {
    return this.#min;
  }

  /** -Infinity while empty. */
  get max(): number {
    return this.#max;
  }
}

/** Arithmetic mean of at least one value. */
export function mean(values: ArrayLike<number>): number {
  checkSample('mean', 'values', values, 1);
  return Moments.of(values).mean;
}

/** Unbiased variance of at least two values. */
export function variance(values: ArrayLike<number>): number {
  checkSample('variance', 'values', values, 2);
  return Moments.of(values).variance;
}

/** Differences candidate - baseline, pair by pair. */
export function differences(baseline: ArrayLike<number>, candidate: ArrayLike<number>): Float64Array {
  if (baseline.length !== candidate.length) {
    throw new StatisticsError(
      'paired differences',
      'candidate.length',
      candidate.length,
      `${baseline.length}`,
    );
  }
  return Float64Array.from(baseline, (value, i) => candidate[i] - value);
}

/** Unbiased covariance of at least two pairs, in two passes. */
export function covariance(first: ArrayLike<number>, second: ArrayLike<number>): number {
  checkSample('covariance', 'first', first, 2);
  checkSample('covariance', 'second', second, first.length);
  const meanFirst = mean(first);
  const meanSecond = mean(second);
  let sum = 0;
  for (let i = 0; i < first.length; i++) sum += (first[i] - meanFirst) * (second[i] - meanSecond);
  return sum / (first.length - 1);
}

/** Pearson's correlation of at least two pairs; NaN where one sample has no spread. */
export function correlation(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const product = Math.sqrt(variance(first)) * Math.sqrt(variance(second));
  return product === 0 ? Number.NaN : Math.max(-1, Math.min(1, covariance(first, second) / product));
}
