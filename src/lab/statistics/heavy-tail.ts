/**
 * How heavy a tail is, and whether few values make up most of a sample.
 */
import { checkCount, checkSample, StatisticsError } from '../../mathematics/errors.ts';
import { Moments } from './summary.ts';

export interface TailIndex {
  /** Hill's estimate of alpha: P(X > x) falls as x^-alpha. Infinite where the largest values are equal. */
  readonly alpha: number;
  /** alpha over the square root of the number of values used. */
  readonly standard_error: number;
}

/**
 * Hill's estimator (Annals of Statistics 3, 1975): one over the mean logarithm of the `largest` greatest values relative to the
 * next one.
 * @param values above 0, more than `largest` of them
 */
export function hillEstimator(values: ArrayLike<number>, largest: number): TailIndex {
  checkCount('Hill estimator', 'largest', largest, 1);
  checkSample('Hill estimator', 'values', values, largest + 1);
  const descending = Float64Array.from(values).sort().reverse();
  const threshold = descending[largest];
  if (!(threshold > 0)) throw new StatisticsError('Hill estimator', 'the next value', threshold, 'above 0');
  let sum = 0;
  for (let i = 0; i < largest; i++) sum += Math.log(descending[i] / threshold);
  const alpha = sum === 0 ? Number.POSITIVE_INFINITY : largest / sum;
  return { alpha, standard_error: alpha / Math.sqrt(largest) };
}

/** The largest share that one value has of the sum of all, and of the sum of their squared deviations from the median. */
export function largestShares(values: ArrayLike<number>): { readonly sum: number; readonly spread: number } {
  checkSample('largest share', 'values', values, 2);
  const sorted = Float64Array.from(values).sort();
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  const total = Moments.of(values).mean * values.length;
  let [largest, squares, square] = [0, 0, 0];
  for (const value of sorted) {
    const own = (value - middle) * (value - middle);
    largest = Math.max(largest, Math.abs(value));
    square = Math.max(square, own);
    squares += own;
  }
  return { sum: total > 0 ? largest / total : 0, spread: squares > 0 ? square / squares : 0 };
}
