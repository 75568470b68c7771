/**
 * Intervals for a probability from counts.
 */
import { probabilityAtLeast, probabilityAtMost } from '../../mathematics/binomial.ts';
import { checkCount, checkOpenUnit, StatisticsError } from '../../mathematics/errors.ts';
import { normalQuantile } from '../../mathematics/normal.ts';
import type { Interval } from './interval.ts';

export interface ProportionInterval extends Interval {
  readonly estimate: number;
}

function check(statistic: string, successes: number, trials: number, confidence: number): void {
  checkCount(statistic, 'trials', trials, 1);
  checkCount(statistic, 'successes', successes, 0);
  if (successes > trials) {
    throw new StatisticsError(statistic, 'successes', successes, `at most ${trials}, the number of trials`);
  }
  checkOpenUnit(statistic, 'confidence', confidence);
}

/**
 * Wilson's score interval (Journal of the American Statistical Association 22, 1927): close to its confidence on average,
 * recommended by Brown, Cai and DasGupta (2001).
 */
export function wilsonInterval(successes: number, trials: number, confidence = 0.95): ProportionInterval {
  check('Wilson interval', successes, trials, confidence);
  const z = -normalQuantile((1 - confidence) / 2);
  const estimate = successes / trials;
  const square = z * z;
  const centre = (successes + square / 2) / (trials + square);
  const half = (z * Math.sqrt((successes * (trials - successes)) / trials + square / 4)) / (trials + square);
  return {
    estimate,
    lower: successes === 0 ? 0 : Math.max(0, centre - half),
    upper: successes === trials ? 1 : Math.min(1, centre + half),
    confidence,
  };
}

/** The exact interval of Clopper and Pearson (Biometrika 26, 1934): covers at least its confidence, always. */
export function clopperPearsonInterval(
  successes: number,
  trials: number,
  confidence = 0.95,
): ProportionInterval {
  check('Clopper-Pearson interval', successes, trials, confidence);
  const tail = (1 - confidence) / 2;
  return {
    estimate: successes / trials,
    lower: probabilityAtLeast(successes, trials, tail),
    upper: probabilityAtMost(successes, trials, tail),
    confidence,
  };
}
