/**
 * What follows from things that were seen seldom or never: a sample without variation is no certainty.
 */

import { checkCount, checkOpenUnit, checkPositive } from '../../mathematics/errors.ts';
import { logGamma } from '../../mathematics/gamma.ts';
import { chiSquareQuantile } from './chi-square.ts';
import type { Interval } from './interval.ts';

/** Interval for the mean of a Poisson count seen once, from chi-square quantiles (Garwood, Biometrika 28, 1936). */
export function poissonInterval(count: number, confidence = 0.95): Interval {
  checkCount('Poisson interval', 'count', count, 0);
  checkOpenUnit('Poisson interval', 'confidence', confidence);
  const tail = (1 - confidence) / 2;
  return {
    lower: count === 0 ? 0 : chiSquareQuantile(tail, 2 * count) / 2,
    upper: chiSquareQuantile(1 - tail, 2 * count + 2) / 2,
    confidence,
  };
}

/**
 * The largest probability of something that none of n independent trials showed which is still compatible with that: 1 - (1 -
 * confidence)^(1/n), about 3/n at 95 % (the rule of three; Hanley and Lippman-Hand, JAMA 249, 1983).
 */
export function unseenProbability(trials: number, confidence = 0.95): number {
  checkCount('rule of three', 'trials', trials, 1);
  checkOpenUnit('rule of three', 'confidence', confidence);
  return -Math.expm1(Math.log(1 - confidence) / trials);
}

/**
 * Logarithm of the evidence that a Poisson rate is below `rate`, from `count` events in n trials: the likelihood averaged over a
 * gamma prior with that mean, over the largest likelihood of any rate from `rate` on. A test martingale, valid however often one
 * looks (as Robbins 1970). 0 where there are as many events as that or more.
 */
export function fewEventsEvidence(count: number, trials: number, rate: number): number {
  checkCount('evidence of few events', 'trials', trials, 1);
  checkPositive('evidence of few events', 'rate', rate);
  if (count >= trials * rate) return 0;
  const shape = 0.5;
  const scale = shape / rate;
  return (
    -shape * Math.log1p(trials / scale) -
    count * Math.log(scale + trials) +
    logGamma(shape + count) -
    logGamma(shape) -
    count * Math.log(rate) +
    trials * rate
  );
}
