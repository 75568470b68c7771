/**
 * Sample quantiles, in all nine definitions of Hyndman and Fan.
 */
import { checkProbability, checkSample } from '../../mathematics/errors.ts';

/** The nine definitions of Hyndman and Fan (The American Statistician 50, 1996), by name, in their order. */
export const QUANTILE_METHODS = [
  'inverted_cdf',
  'averaged_inverted_cdf',
  'closest_observation',
  'interpolated_inverted_cdf',
  'hazen',
  'weibull',
  'linear',
  'median_unbiased',
  'normal_unbiased',
] as const;

export type QuantileMethod = (typeof QUANTILE_METHODS)[number];

/** Ascending copy. */
export function sorted(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/** Plotting position: the fractional 1-based rank at which the p quantile lies, for the continuous definitions. */
function fractionalRank(p: number, n: number, method: QuantileMethod): number {
  switch (method) {
    case 'interpolated_inverted_cdf':
      return n * p;
    case 'hazen':
      return n * p + 0.5;
    case 'weibull':
      return (n + 1) * p;
    case 'linear':
      return (n - 1) * p + 1;
    case 'median_unbiased':
      return (n + 1 / 3) * p + 1 / 3;
    case 'normal_unbiased':
      return (n + 0.25) * p + 0.375;
    default:
      return n * p;
  }
}

/** Ranks that fall within rounding of a whole number are that number: 0.07 * 100 is not to select the 8th value. */
function snapped(rank: number): number {
  const whole = Math.round(rank);
  return Math.abs(rank - whole) <= 4 * Number.EPSILON * Math.max(1, rank) ? whole : rank;
}

/** Quantile of values that are in ascending order already. */
export function quantileSorted(
  ascending: ArrayLike<number>,
  p: number,
  method: QuantileMethod = 'linear',
): number {
  checkProbability('quantile', 'p', p);
  checkSample('quantile', 'values', ascending, 1);
  const n = ascending.length;
  const at = (rank: number): number => ascending[Math.min(n, Math.max(1, rank)) - 1];
  const rank = snapped(fractionalRank(p, n, method));
  const below = Math.floor(rank);
  const fraction = rank - below;
  if (method === 'inverted_cdf') return fraction > 0 ? at(below + 1) : at(below);
  if (method === 'averaged_inverted_cdf') {
    return fraction > 0 ? at(below + 1) : at(below) + (at(below + 1) - at(below)) / 2;
  }
  if (method === 'closest_observation') {
    if (fraction !== 0.5) return at(Math.round(rank));
    return at(below % 2 === 0 ? below : below + 1);
  }
  return at(below) + fraction * (at(below + 1) - at(below));
}

/**
 * The p quantile of at least one value, p in [0, 1]. The default, `linear`, is type 7 of Hyndman and Fan.
 */
export function quantile(values: ArrayLike<number>, p: number, method: QuantileMethod = 'linear'): number {
  return quantileSorted(sorted(values), p, method);
}

/** The median of at least one value. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}
