/**
 * The chi-square distribution.
 */
import { checkPositive } from '../../mathematics/errors.ts';
import { regularisedGamma, regularisedGammaInverse, type Tails } from '../../mathematics/gamma.ts';

/** Both tails at x >= 0 with `df` > 0 degrees of freedom (Abramowitz and Stegun 26.4.19). */
export function chiSquareTails(x: number, df: number): Tails {
  checkPositive('chi-square distribution', 'df', df);
  return regularisedGamma(df / 2, x / 2);
}

/** P(X <= x). */
export function chiSquareCdf(x: number, df: number): number {
  return chiSquareTails(x, df).lower;
}

/** x with P(X <= x) = p, p in [0, 1]. */
export function chiSquareQuantile(p: number, df: number): number {
  checkPositive('chi-square quantile', 'df', df);
  return 2 * regularisedGammaInverse(df / 2, p);
}
