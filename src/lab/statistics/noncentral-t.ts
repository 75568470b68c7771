/**
 * The noncentral t distribution: what a t test's statistic follows when there is a difference.
 */

import { checkFinite, checkPositive, checkProbability } from '../../mathematics/errors.ts';
import { stirlingError } from '../../mathematics/gamma.ts';
import { normalCdf } from '../../mathematics/normal.ts';
import { chiSquareTails } from './chi-square.ts';
import { studentCdf } from './student.ts';

/** From here the chi variable in the denominator is taken as 1; the error is of order 1e-12. */
const NORMAL_FROM = 1e12;

/** From this many standard deviations of the denominator on the numerator is integrated over instead. */
const STEEP_FROM = 20;
/** Where the normal density is taken to end, and between two points of it. */
const NORMAL_END = 9;
const NORMAL_STEP = 1 / 16;

/**
 * P(T <= t) with `df` > 0 degrees of freedom and the given noncentrality, to about 1e-12 absolute.
 *
 * The definition itself: P = integral of Phi(t s - noncentrality) over the density of s = sqrt(chi-square / df). In
 * w = log s the integrand is smooth and falls off at both ends, where the trapezoidal rule converges exponentially. For large t it is a
 * step there, and the other order of integration is taken: P(s >= (z + noncentrality) / t) over the normal density of z.
 */
export function noncentralStudentCdf(t: number, df: number, noncentrality: number): number {
  checkPositive('noncentral t distribution', 'df', df, true);
  checkFinite('noncentral t distribution', 't', t);
  checkFinite('noncentral t distribution', 'noncentrality', noncentrality);
  if (noncentrality === 0) return studentCdf(t, df);
  if (df >= NORMAL_FROM) return normalCdf(t - noncentrality);
  // Density of w: 2 (df/2)^(df/2) / gamma(df/2) exp(df (w - e^(2w)/2)); its peak is at w = 0.
  const half = df / 2;
  const peak = Math.sqrt(df / Math.PI) * Math.exp(-stirlingError(half));
  const spread = 1 / Math.sqrt(2 * df);
  if (t > STEEP_FROM / spread) return steepCdf(t, df, noncentrality);
  if (t < -STEEP_FROM / spread) return 1 - steepCdf(-t, df, -noncentrality);
  const step = Math.min(spread / 6, 1 / (24 + 4 * Math.abs(t) * spread));
  let sum = 0;
  for (const direction of [1, -1]) {
    for (let i = direction === 1 ? 0 : 1; ; i++) {
      const w = direction * i * step;
      const square = Math.expm1(2 * w);
      const weight = Math.exp(half * (2 * w - square));
      if (weight < 1e-17) break;
      sum += weight * normalCdf(t * Math.exp(w) - noncentrality);
    }
  }
  return Math.min(1, Math.max(0, sum * step * peak));
}

/** The same for t so large that the quotient decides: smooth in z, since the denominator is spread over many of its steps. */
function steepCdf(t: number, df: number, noncentrality: number): number {
  let sum = 0;
  for (let z = -NORMAL_END; z <= NORMAL_END; z += NORMAL_STEP) {
    const s = (z + noncentrality) / t;
    sum += Math.exp((-z * z) / 2) * (s <= 0 ? 1 : chiSquareTails(df * s * s, df).upper);
  }
  return Math.min(1, (sum * NORMAL_STEP) / Math.sqrt(2 * Math.PI));
}

/**
 * The noncentrality at which P(T <= t) = p, by bisection: the distribution function falls as noncentrality grows. This is
 * how exact intervals for standardised differences are found.
 */
export function noncentralityOf(t: number, df: number, p: number): number {
  checkProbability('noncentrality', 'p', p);
  checkFinite('noncentrality', 't', t);
  checkPositive('noncentrality', 'df', df, true);
  if (p === 0) return Number.POSITIVE_INFINITY;
  if (p === 1) return Number.NEGATIVE_INFINITY;
  let width = 2 + Math.abs(t);
  let low = t - width;
  let high = t + width;
  while (noncentralStudentCdf(t, df, low) < p) low -= width *= 2;
  while (noncentralStudentCdf(t, df, high) > p) high += width *= 2;
  for (let i = 0; i < 100 && high - low > 1e-12 * Math.max(1, Math.abs(low)); i++) {
    const middle = low + (high - low) / 2;
    if (noncentralStudentCdf(t, df, middle) > p) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}
