/**
 * How large a difference a gate sees where there is none, and from which it may speak.
 */
import { binomialCdf } from '../../mathematics/binomial.ts';
import { checkOpenUnit, checkPositive, checkSample } from '../../mathematics/errors.ts';
import { normalQuantile } from '../../mathematics/normal.ts';
import { median, sorted } from './quantiles.ts';

/** Makes the median absolute deviation of normal values their standard deviation. */
const MAD_TO_SD = 1.4826;

export interface NullThreshold {
  /** Estimates up to this are no finding: the margin, or what the nulls reach. */
  readonly threshold: number;
  readonly centre: number;
  /** 1.4826 times the median absolute deviation of the nulls. */
  readonly spread: number;
  /** Whether the nulls were many enough for a bound of their own quantile, free of any law. */
  readonly exact: boolean;
}

/**
 * The threshold of one row of a gate from estimates of the same against the same. Where there are enough of them, the upper 95 % bound of
 * their quantile 1 - rate (an order statistic); otherwise the fit of a normal law, centre + z 1.4826 MAD. Never below the margin.
 * @param nulls estimates where nothing has changed, at least three, in the unit of the margin
 * @param rate false alarms wanted per decision, in (0, 1)
 */
export function nullThreshold(nulls: ArrayLike<number>, margin: number, rate: number): NullThreshold {
  checkSample('null threshold', 'nulls', nulls, 3);
  checkPositive('null threshold', 'margin', margin);
  checkOpenUnit('null threshold', 'rate', rate);
  const centre = median(nulls);
  const spread = MAD_TO_SD * median(Float64Array.from(nulls, (value) => Math.abs(value - centre)));
  const rank = upperRank(nulls.length, 1 - rate);
  const exact = rank !== null;
  const reached = exact ? sorted(nulls)[rank - 1] : centre + normalQuantile(1 - rate) * spread;
  return { threshold: Math.max(margin, reached), centre, spread, exact };
}

/** The rank whose value is above the q quantile with 95 % confidence; null where even the largest is not. */
function upperRank(n: number, q: number): number | null {
  for (let rank = 1; rank <= n; rank++) if (binomialCdf(rank - 1, n, q) >= 0.95) return rank;
  return null;
}
