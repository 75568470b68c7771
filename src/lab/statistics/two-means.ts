/**
 * Whether a series has two modes: the exact split into two groups, and how far they are apart.
 */
import { checkSample } from '../../mathematics/errors.ts';
import { sorted } from './quantiles.ts';
import { Moments } from './summary.ts';

export interface Mode {
  readonly count: number;
  /** Of all values. */
  readonly share: number;
  readonly mean: number;
  /** 0 where there is one value. */
  readonly sd: number;
}

export interface TwoModes {
  readonly lower: Mode;
  readonly upper: Mode;
  /** Values up to this one belong to the lower mode. */
  readonly split: number;
  /** Smallest value of the upper mode less the largest of the lower. */
  readonly gap: number;
  /** Ashman's D of the two groups; infinite where neither has any spread. */
  readonly ashman: number;
  /** Both hold at least a fifth of the values, D > 2, and the gap is more than three standard deviations within the groups. */
  readonly bimodal: boolean;
}

const SMALLEST_SHARE = 0.2;
const LEAST_ASHMAN = 2;
const LEAST_GAP = 3;

/** Ashman's D of two normal components (Ashman, Bird and Zepf, The Astronomical Journal 108, 1994): above 2 they are apart. */
export function ashmanD(first: Pick<Mode, 'mean' | 'sd'>, second: Pick<Mode, 'mean' | 'sd'>): number {
  const spread = Math.sqrt(first.sd * first.sd + second.sd * second.sd);
  const distance = Math.SQRT2 * Math.abs(first.mean - second.mean);
  return distance === 0 ? 0 : distance / spread;
}

/**
 * Sarle's bimodality coefficient with the corrections for small samples (SAS/STAT, CLUSTER procedure); above 5/9 hints at two modes, and
 * is no more than a hint. NaN without spread.
 */
export function bimodalityCoefficient(values: ArrayLike<number>): number {
  checkSample('bimodality coefficient', 'values', values, 4);
  const n = values.length;
  const moments = Moments.of(values);
  const { mean, variance, skewness } = moments;
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    const square = (values[i] - mean) * (values[i] - mean);
    fourth += (square / variance) * (square / variance);
  }
  const weight = (3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3));
  const excess = (n * (n + 1) * fourth) / ((n - 1) * (n - 2) * (n - 3)) - weight;
  return (skewness * skewness + 1) / (excess + weight);
}

/**
 * The split of the values into two groups with the least sum of squares within them, found exactly in the sorted values: an
 * optimal split of a line is a cut. Of equal cuts the lowest. null where all values are equal, or there are fewer than four.
 */
export function twoModes(values: ArrayLike<number>): TwoModes | null {
  checkSample('two modes', 'values', values, 1);
  const ascending = sorted(values);
  const n = ascending.length;
  if (n < 4 || ascending[0] === ascending[n - 1]) return null;
  const total = ascending.reduce((sum, value) => sum + value, 0);
  let left = 0;
  let cut = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let size = 1; size < n; size++) {
    left += ascending[size - 1];
    // Values that are equal belong together.
    if (ascending[size - 1] === ascending[size]) continue;
    // The less the squares within the groups, the more there is between them.
    const distance = left / size - (total - left) / (n - size);
    const between = ((size * (n - size)) / n) * distance * distance;
    if (between > most) {
      most = between;
      cut = size;
    }
  }
  return describe(ascending, cut);
}

function describe(ascending: Float64Array, cut: number): TwoModes {
  const n = ascending.length;
  const lower = modeOf(ascending.subarray(0, cut), n);
  const upper = modeOf(ascending.subarray(cut), n);
  const squares = lower.sd * lower.sd * (lower.count - 1) + upper.sd * upper.sd * (upper.count - 1);
  const within = Math.sqrt(squares / (n - 2));
  const gap = ascending[cut] - ascending[cut - 1];
  const ashman = ashmanD(lower, upper);
  const shared = Math.min(lower.share, upper.share) >= SMALLEST_SHARE;
  return {
    lower,
    upper,
    split: ascending[cut - 1],
    gap,
    ashman,
    bimodal: shared && ashman > LEAST_ASHMAN && gap > LEAST_GAP * within,
  };
}

function modeOf(values: Float64Array, all: number): Mode {
  const { count, mean, sd } = Moments.of(values);
  return { count, share: count / all, mean, sd: count < 2 ? 0 : sd };
}
