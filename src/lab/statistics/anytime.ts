/**
 * Tests and intervals that stay valid however often one looks at them, and whenever one stops.
 */
import { logBeta } from '../../mathematics/beta.ts';
import { checkCount, checkOpenUnit } from '../../mathematics/errors.ts';
import type { Moments } from './summary.ts';

/**
 * Variance of the standardised effect over which the t statistic's likelihood is averaged. This one suits effects of about half
 * a standard deviation; the guarantee holds for any value.
 */
const EFFECT_VARIANCE = 0.25;

/**
 * Logarithm of the evidence against mean = `centre`: the Bayes factor of a t statistic whose standardised effect has a normal
 * prior, scale unknown (Rouder et al., Psychonomic Bulletin and Review 16, 2009). For independent normal values it is a test
 * martingale: at level alpha, the chance that it ever reaches log(1/alpha) when the mean is `centre` is at most alpha
 * (Hendriksen, de Heide and Grunwald, Bayesian Analysis 16, 2021). 0 below two values.
 */
export function meanEvidence(moments: Moments, centre: number): number {
  const n = moments.count;
  if (n < 2) return 0;
  const scale = 1 + n * EFFECT_VARIANCE;
  const offset = moments.mean - centre;
  if (offset === 0) return -0.5 * Math.log(scale);
  // t^2 / (n - 1) = offset^2 / spread.
  const spread = (moments.variance * (n - 1)) / n;
  const square = offset * offset;
  return (n / 2) * Math.log((spread + square) / (spread + square / scale)) - 0.5 * Math.log(scale);
}

/**
 * Half-width of the interval around the mean that contains the true mean at all times together with the given confidence: all
 * centres against which the evidence has not reached 1/(1 - confidence). Infinite while there are too few values.
 */
export function anytimeHalfWidth(moments: Moments, confidence: number): number {
  checkOpenUnit('anytime interval', 'confidence', confidence);
  const n = moments.count;
  if (n < 2) return Infinity;
  const scale = 1 + n * EFFECT_VARIANCE;
  const threshold = Math.exp((2 / n) * (0.5 * Math.log(scale) - Math.log(1 - confidence)));
  if (threshold >= scale) return Infinity;
  const spread = (moments.variance * (n - 1)) / n;
  return Math.sqrt((spread * (threshold - 1)) / (1 - threshold / scale));
}

/**
 * Logarithm of the evidence against "above and below are equally likely": the likelihood of so many signs averaged over a
 * uniform prior of their probability, over its value at one half (Robbins, Annals of Mathematical Statistics 41, 1970). A test
 * martingale for independent signs, whatever the distribution of the values.
 */
export function signEvidence(above: number, below: number): number {
  return logBeta(above + 1, below + 1) + (above + below) * Math.LN2;
}

/**
 * The i-th share (from 1) of an error probability spent on a sequence of tests: half of it evenly over as many tests as are
 * expected, the other half as 1/(j (j + 1)) over those beyond, however many, so that all shares together stay below alpha.
 */
export function spentError(alpha: number, test: number, expected: number): number {
  checkCount('error spending', 'test', test, 1);
  checkCount('error spending', 'expected', expected, 1);
  const beyond = test - expected;
  return beyond <= 0 ? alpha / (2 * expected) : alpha / (2 * beyond * (beyond + 1));
}
