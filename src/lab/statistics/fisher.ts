/**
 * Fisher's F distribution.
 */
import { betaInverseLogit, betaTails } from '../../mathematics/beta.ts';
import { checkPositive, checkProbability, StatisticsError } from '../../mathematics/errors.ts';
import type { Tails } from '../../mathematics/gamma.ts';

/** Both tails at f >= 0, with `numerator` and `denominator` > 0 degrees of freedom (Abramowitz and Stegun 26.6.2). */
export function fisherTails(f: number, numerator: number, denominator: number): Tails {
  checkPositive('F distribution', 'numerator', numerator);
  checkPositive('F distribution', 'denominator', denominator);
  if (!(f >= 0)) throw new StatisticsError('F distribution', 'f', f, 'at least 0');
  const scaled = numerator * f;
  if (scaled === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  const total = scaled + denominator;
  return betaTails(numerator / 2, denominator / 2, scaled / total, denominator / total);
}

/** P(F <= f). */
export function fisherCdf(f: number, numerator: number, denominator: number): number {
  return fisherTails(f, numerator, denominator).lower;
}

/** f with P(F <= f) = p, p in [0, 1]. */
export function fisherQuantile(p: number, numerator: number, denominator: number): number {
  checkPositive('F quantile', 'numerator', numerator);
  checkPositive('F quantile', 'denominator', denominator);
  checkProbability('F quantile', 'p', p);
  if (p === 0) return 0;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const lower = p <= 0.5;
  const u = betaInverseLogit(numerator / 2, denominator / 2, lower ? p : 1 - p, lower);
  return (denominator / numerator) * Math.exp(u);
}
