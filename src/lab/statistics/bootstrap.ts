/**
 * Bootstrap intervals for any statistic.
 */
import type { RandomSource } from '../../engine/types.ts';
import { checkCount, checkOpenUnit, checkSample, StatisticsError } from '../../mathematics/errors.ts';
import { normalCdf, normalQuantile } from '../../mathematics/normal.ts';
import type { Interval } from './interval.ts';
import { quantileSorted } from './quantiles.ts';

export interface BootstrapOptions {
  /** Where the resamples come from: the same source in the same state gives the same interval. */
  readonly random: RandomSource;
  /** Default 0.95. */
  readonly confidence?: number;
  /** Number of resamples, at least 100; default 2000. */
  readonly resamples?: number;
  /**
   * `percentile` takes quantiles of the resampled statistic; `bca`, the default, corrects them for bias and for skewness
   * (Efron, Journal of the American Statistical Association 82, 1987) and is accurate to second order.
   */
  readonly method?: 'percentile' | 'bca';
}

export interface BootstrapInterval extends Interval {
  readonly estimate: number;
  /** Standard deviation of the statistic over the resamples. */
  readonly standard_error: number;
  /** Mean of the resampled statistic less the estimate. */
  readonly bias: number;
}

/** A statistic as a function of which rows of each group were drawn. */
export type RowStatistic = (rows: readonly Int32Array[]) => number;

function evaluated(statistic: RowStatistic, rows: readonly Int32Array[]): number {
  const value = statistic(rows);
  if (!Number.isFinite(value)) throw new StatisticsError('bootstrap', 'the statistic', value, 'finite');
  return value;
}

/** Efron's acceleration from the jackknife; for several groups each leaves out one row at a time. */
function acceleration(sizes: readonly number[], statistic: RowStatistic): number {
  const whole = sizes.map((size) => Int32Array.from({ length: size }, (_, i) => i));
  let squares = 0;
  let cubes = 0;
  sizes.forEach((size, group) => {
    const left = new Float64Array(size);
    const rows = [...whole];
    const kept = whole[group].slice(1);
    rows[group] = kept;
    let total = 0;
    for (let omitted = 0; omitted < size; omitted++) {
      if (omitted > 0) kept[omitted - 1] = omitted - 1;
      left[omitted] = evaluated(statistic, rows);
      total += left[omitted];
    }
    for (const value of left) {
      const influence = ((total / size - value) * (size - 1)) / size;
      squares += influence * influence;
      cubes += influence * influence * influence;
    }
  });
  return squares === 0 ? 0 : cubes / (6 * squares * Math.sqrt(squares));
}

/** The level of the resampling distribution that BCa reads instead of `level`. */
function correctedLevel(level: number, bias: number, skew: number): number {
  const z = bias + normalQuantile(level);
  const denominator = 1 - skew * z;
  if (denominator <= 0) return z > 0 ? 1 : 0;
  return normalCdf(bias + z / denominator);
}

/**
 * Bootstrap interval of a statistic of one or more independent groups of rows, each resampled within itself. Rows are given
 * by index, so that a row may be anything: a number, a pair, all alternatives under one replication.
 * @param sizes rows in each group, at least 2
 */
export function bootstrapRows(
  sizes: readonly number[],
  statistic: RowStatistic,
  options: BootstrapOptions,
): BootstrapInterval {
  const { random, confidence = 0.95, resamples = 2000, method = 'bca' } = options;
  checkOpenUnit('bootstrap', 'confidence', confidence);
  checkCount('bootstrap', 'resamples', resamples, 100);
  for (const size of sizes) checkCount('bootstrap', 'rows', size, 2);
  const estimate = evaluated(
    statistic,
    sizes.map((size) => Int32Array.from({ length: size }, (_, i) => i)),
  );
  const rows = sizes.map((size) => new Int32Array(size));
  const results = new Float64Array(resamples);
  let below = 0;
  let sum = 0;
  for (let b = 0; b < resamples; b++) {
    for (const group of rows) {
      for (let i = 0; i < group.length; i++) group[i] = Math.floor(random.uniform() * group.length);
    }
    const value = evaluated(statistic, rows);
    results[b] = value;
    sum += value;
    if (value < estimate) below += 1;
    else if (value === estimate) below += 0.5;
  }
  results.sort();
  const centre = sum / resamples;
  const spread = Math.sqrt(results.reduce((s, v) => s + (v - centre) * (v - centre), 0) / (resamples - 1));
  const tail = (1 - confidence) / 2;
  let levels = [tail, 1 - tail];
  if (method === 'bca' && results[0] < results[resamples - 1]) {
    const share = Math.min(resamples / (resamples + 1), Math.max(1 / (resamples + 1), below / resamples));
    const bias = normalQuantile(share);
    const skew = acceleration(sizes, statistic);
    levels = levels.map((level) => correctedLevel(level, bias, skew));
  }
  return {
    estimate,
    lower: quantileSorted(results, levels[0], 'weibull'),
    upper: quantileSorted(results, levels[1], 'weibull'),
    confidence,
    standard_error: spread,
    bias: centre - estimate,
  };
}

/**
 * Bootstrap interval of a statistic of one sample of at least two values. The sample that the statistic is given is a buffer
 * that is filled anew for every call.
 */
export function bootstrapInterval(
  values: ArrayLike<number>,
  statistic: (sample: Float64Array) => number,
  options: BootstrapOptions,
): BootstrapInterval {
  return bootstrapSamples([values], ([sample]) => statistic(sample), options);
}

/** Bootstrap interval of a statistic of several independent samples, such as a difference of percentiles. */
export function bootstrapSamples(
  samples: readonly ArrayLike<number>[],
  statistic: (samples: readonly Float64Array[]) => number,
  options: BootstrapOptions,
): BootstrapInterval {
  samples.forEach((sample, i) => {
    checkSample('bootstrap', `samples[${i}]`, sample, 2);
  });
  const buffers = samples.map((sample) => new Float64Array(sample.length));
  return bootstrapRows(
    samples.map((sample) => sample.length),
    (rows) => {
      const drawn = rows.map((chosen, group) => {
        const buffer = buffers[group];
        for (let i = 0; i < chosen.length; i++) buffer[i] = samples[group][chosen[i]];
        return buffer.subarray(0, chosen.length);
      });
      return statistic(drawn);
    },
    options,
  );
}
