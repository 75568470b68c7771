/**
 * Distribution-free intervals for a quantile.
 */
import { binomialCdf, binomialQuantile, binomialUpper } from '../../mathematics/binomial.ts';
import { checkOpenUnit, checkSample } from '../../mathematics/errors.ts';
import type { Interval } from './interval.ts';
import { quantileSorted, sorted } from './quantiles.ts';

export interface QuantileInterval extends Interval {
  readonly estimate: number;
  /** Ranks (from 1) of the order statistics used; 0 and n + 1 stand for no bound. */
  readonly lower_rank: number;
  readonly upper_rank: number;
  /** Exact probability of coverage for a continuous distribution; at least `confidence` unless a bound is interpolated. */
  readonly coverage: number;
}

export interface QuantileIntervalOptions {
  /** Default 0.95. */
  readonly confidence?: number;
  /**
   * Interpolate between neighbouring order statistics so that coverage comes close to `confidence` instead of exceeding it
   * (Hettmansperger and Sheather 1986 for the median, Nyblom 1992 for any quantile). Default false.
   */
  readonly interpolated?: boolean;
}

/**
 * The largest rank r with P(the r-th value lies above the p quantile) <= tail: that is P(B < r) for a binomial B. 0 if there
 * is none.
 */
function lowerRank(n: number, p: number, tail: number): number {
  let rank = binomialQuantile(tail, n, p);
  while (rank > 0 && binomialCdf(rank - 1, n, p) > tail) rank--;
  while (rank < n && binomialCdf(rank, n, p) <= tail) rank++;
  return rank;
}

/**
 * Lower bound at tail probability `tail`, between the order statistics of ranks r and r + 1 (Nyblom, Statistics and
 * Probability Letters 14, 1992); `at(rank)` gives order statistics.
 */
function interpolatedBound(
  at: (rank: number) => number,
  n: number,
  p: number,
  tail: number,
  rank: number,
): number {
  if (rank === 0 || rank === n) return at(rank);
  const inner = binomialCdf(rank, n, p);
  const outer = binomialCdf(rank - 1, n, p);
  const odds = (rank * (1 - p) * (inner - tail)) / ((n - rank) * p * (tail - outer));
  const weight = 1 / (1 + odds);
  return at(rank) + weight * (at(rank + 1) - at(rank));
}

/**
 * Interval for the p quantile of independent values, from order statistics: exact for any continuous distribution,
 * conservative for others. With too few values for a bound, that bound is infinite.
 * @param p in (0, 1)
 */
export function quantileInterval(
  values: ArrayLike<number>,
  p: number,
  options: QuantileIntervalOptions = {},
): QuantileInterval {
  const confidence = options.confidence ?? 0.95;
  checkOpenUnit('quantile interval', 'p', p);
  checkOpenUnit('quantile interval', 'confidence', confidence);
  checkSample('quantile interval', 'values', values, 1);
  const ascending = sorted(values);
  const n = ascending.length;
  const tail = (1 - confidence) / 2;
  const low = lowerRank(n, p, tail);
  // The upper bound is the lower bound of the mirrored sample.
  const mirrored = lowerRank(n, 1 - p, tail);
  const high = n + 1 - mirrored;
  const at = (rank: number): number => {
    if (rank < 1) return Number.NEGATIVE_INFINITY;
    return rank > n ? Number.POSITIVE_INFINITY : ascending[rank - 1];
  };
  const interpolate = options.interpolated === true;
  return {
    estimate: quantileSorted(ascending, p),
    lower: interpolate ? interpolatedBound(at, n, p, tail, low) : at(low),
    upper: interpolate ? -interpolatedBound((rank) => -at(n + 1 - rank), n, 1 - p, tail, mirrored) : at(high),
    confidence,
    lower_rank: low,
    upper_rank: high,
    coverage: interpolate ? confidence : 1 - binomialCdf(low - 1, n, p) - binomialUpper(high, n, p),
  };
}

/** The fewest values for which both bounds of the interval are finite. */
export function valuesForQuantileInterval(p: number, confidence = 0.95): number {
  checkOpenUnit('quantile interval', 'p', p);
  checkOpenUnit('quantile interval', 'confidence', confidence);
  const extreme = Math.max(p, 1 - p);
  let n = Math.max(1, Math.ceil(Math.log((1 - confidence) / 2) / Math.log(extreme)) - 1);
  while (n * Math.log(extreme) > Math.log((1 - confidence) / 2)) n++;
  return n;
}
