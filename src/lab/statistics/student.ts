/**
 * Student's t distribution, for any real number of degrees of freedom.
 */
import { betaInverseLogit, betaTails } from '../../mathematics/beta.ts';
import { checkPositive, checkProbability, StatisticsError } from '../../mathematics/errors.ts';
import { normalCdf, normalQuantile } from '../../mathematics/normal.ts';

/** From here the distribution is the normal to double accuracy. */
const NORMAL_FROM = 1e17;

/**
 * P(T <= t) with `df` > 0 degrees of freedom (Infinity: the normal distribution). From the incomplete beta function
 * (Abramowitz and Stegun 26.5.27).
 */
export function studentCdf(t: number, df: number): number {
  checkPositive('Student t distribution', 'df', df, true);
  if (Number.isNaN(t)) throw new StatisticsError('Student t distribution', 't', t, 'a number');
  if (df >= NORMAL_FROM) return normalCdf(t);
  if (t === 0) return 0.5;
  const size = Math.abs(t);
  // Scaled by the larger of the two, since t * t may overflow.
  const root = Math.sqrt(df);
  const ratio = size > root ? root / size : size / root;
  const small = (ratio * ratio) / (1 + ratio * ratio);
  const large = 1 / (1 + ratio * ratio);
  const { lower, upper } =
    size > root ? betaTails(df / 2, 0.5, small, large) : betaTails(df / 2, 0.5, large, small);
  if (t < 0) return lower / 2;
  return lower < 0.5 ? 1 - lower / 2 : 0.5 + upper / 2;
}

/** P(|T| >= |t|): the two-sided p-value, without cancellation. */
export function studentTwoSided(t: number, df: number): number {
  return Math.min(1, 2 * studentCdf(-Math.abs(t), df));
}

/** t with P(T <= t) = p, for p in [0, 1] and `df` > 0 degrees of freedom. */
export function studentQuantile(p: number, df: number): number {
  checkPositive('Student t quantile', 'df', df, true);
  checkProbability('Student t quantile', 'p', p);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (df >= NORMAL_FROM) return normalQuantile(p);
  if (p === 0.5) return 0;
  const tail = Math.min(p, 1 - p);
  // t^2 / df = x / (1 - x) for a beta(1/2, df/2) variable x, whose upper tail is twice that of t.
  const u =
    tail < 0.25
      ? betaInverseLogit(0.5, df / 2, 2 * tail, false)
      : betaInverseLogit(0.5, df / 2, 1 - 2 * tail, true);
  const size = Math.sqrt(df) * Math.exp(u / 2);
  return p < 0.5 ? -size : size;
}

/** The t value whose interval around 0 has probability `confidence`. */
export function studentCritical(confidence: number, df: number): number {
  return -studentQuantile((1 - confidence) / 2, df);
}
