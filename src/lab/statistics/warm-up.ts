/**
 * Where a run's initial transient ends.
 */

import { checkCount, checkSample } from '../../mathematics/errors.ts';
import { batchesOf } from './batch-means.ts';

export interface WarmUpOptions {
  /** Values averaged into one before the search; default 5, hence MSER-5. */
  readonly batch_size?: number;
}

export interface WarmUp {
  /** Values to discard from the start: a whole number of batches. */
  readonly truncation: number;
  /** The statistic, by number of batches discarded; its minimum is at truncation / batch_size. */
  readonly curve: Float64Array;
  readonly batch_size: number;
  /** Mean of what remains. */
  readonly mean: number;
  /** False: the minimum lies in the last half, so the run is too short to have settled, and its mean is not to be trusted. */
  readonly settled: boolean;
}

/** Batches that are never discarded: among the last few, a chance agreement makes the statistic tiny. */
const KEPT = 5;

/**
 * MSER-m truncation (White, Cobb and Spratt, Winter Simulation Conference 2000): discard d batches so that the standard error
 * of the mean of the remaining n - d, as if they were independent, is least: minimise
 * sum over i > d of (Y_i - mean_d)^2 / (n - d)^2. At least ten batches; values left over at the end do not count.
 */
export function mser(values: ArrayLike<number>, options: WarmUpOptions = {}): WarmUp {
  const size = options.batch_size ?? 5;
  checkCount('MSER', 'batch_size', size, 1);
  checkSample('MSER', 'values', values, 2 * KEPT * size);
  const whole = Math.floor(values.length / size);
  const used = Float64Array.from({ length: whole * size }, (_, i) => values[i]);
  const batches = batchesOf(used, size);
  const curve = new Float64Array(whole - KEPT + 1);
  // From the end backwards, Welford's update gives the sum of squares of every suffix in one pass.
  let mean = 0;
  let squares = 0;
  let best = 0;
  let bestMean = 0;
  for (let d = whole - 1; d >= 0; d--) {
    const count = whole - d;
    const delta = batches[d] - mean;
    mean += delta / count;
    squares += delta * (batches[d] - mean);
    if (d >= curve.length) continue;
    curve[d] = squares / (count * count);
    // Of equal minima the earliest is best: it keeps the most data.
    if (d === curve.length - 1 || curve[d] <= curve[best]) {
      best = d;
      bestMean = mean;
    }
  }
  return {
    truncation: best * size,
    curve,
    batch_size: size,
    mean: bestMean,
    settled: best <= whole / 2,
  };
}
