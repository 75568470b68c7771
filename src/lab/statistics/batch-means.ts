/**
 * Interval for a steady-state mean from one long, autocorrelated run.
 */

import { checkCount, checkSample, StatisticsError } from '../../mathematics/errors.ts';
import { autocorrelation, vonNeumannTest } from './autocorrelation.ts';
import { type Estimate, studentInterval } from './interval.ts';
import { Moments } from './summary.ts';

export interface BatchMeansOptions {
  /** Default 0.95. */
  readonly confidence?: number;
  /** Use exactly this many batches, at least 4. Default: found from the data. */
  readonly batches?: number;
}

export interface BatchMeansInterval extends Estimate {
  readonly batches: number;
  /** Values in each batch. */
  readonly batch_size: number;
  /** Values left out at the start, because they do not fill a batch. */
  readonly discarded: number;
  /** Lag-1 autocorrelation of the batch means; 0 where they do not vary. */
  readonly lag1_autocorrelation: number;
  /** p-value of von Neumann's test that neighbouring batch means are independent. */
  readonly independence_p: number;
  /** False: batches are still correlated, so the run is too short and the interval too narrow. */
  readonly independent: boolean;
}

/** Batches in which the interval is formed once they are long enough to be independent: Schmeiser (1982) found 10 to 30 enough. */
const MOST_BATCHES = 30;
/** Fewest batches on which the test of independence is trusted. */
const FEWEST_TESTED = 20;
/** Batches in which the interval is formed when independence was never reached. */
const FALLBACK_BATCHES = 10;
/** A test below this p-value calls neighbours dependent. High, since missing dependence is the costlier mistake. */
const LEVEL = 0.2;

/** Means of consecutive batches of `size` values; those at the start that do not fill a batch are left out. */
export function batchesOf(values: ArrayLike<number>, size: number): Float64Array {
  checkCount('batch means', 'size', size, 1);
  const count = Math.floor(values.length / size);
  const first = values.length - count * size;
  const means = new Float64Array(count);
  for (let batch = 0; batch < count; batch++) {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += values[first + batch * size + i];
    means[batch] = sum / size;
  }
  return means;
}

/**
 * The number of batches for which neighbouring batch means pass as independent: batch size doubles from 1 until von Neumann's
 * test passes (Fishman 1978), then batches are merged to at most 30, which makes what correlation is left smaller still.
 */
function independentBatches(values: ArrayLike<number>): number {
  for (let size = 1; values.length / size >= FEWEST_TESTED; size *= 2) {
    const means = batchesOf(values, size);
    if (vonNeumannTest(means).p > LEVEL) return Math.min(MOST_BATCHES, means.length);
  }
  return FALLBACK_BATCHES;
}

/**
 * Batch means interval for the mean of a stationary series: truncate its warm-up first. At least 20 values, or four per
 * wanted batch count where that is given.
 */
export function batchMeansInterval(
  values: ArrayLike<number>,
  options: BatchMeansOptions = {},
): BatchMeansInterval {
  const { confidence = 0.95, batches: wanted } = options;
  checkSample('batch means', 'values', values, wanted === undefined ? FEWEST_TESTED : 4);
  if (wanted !== undefined) {
    checkCount('batch means', 'batches', wanted, 4);
    if (wanted > values.length) {
      throw new StatisticsError(
        'batch means',
        'batches',
        wanted,
        `at most ${values.length}, the number of values`,
      );
    }
  }
  const batches = wanted ?? independentBatches(values);
  const size = Math.floor(values.length / batches);
  const means = batchesOf(values, size).slice(-batches);
  const moments = Moments.of(means);
  const test = vonNeumannTest(means);
  const fallback = wanted === undefined && batches === FALLBACK_BATCHES;
  return {
    ...studentInterval(moments.mean, moments.standardError, batches - 1, confidence),
    batches,
    batch_size: size,
    discarded: values.length - batches * size,
    lag1_autocorrelation: moments.variance > 0 ? autocorrelation(means, 1) : 0,
    independence_p: test.p,
    independent: !fallback && test.p > 0.05,
  };
}
