/**
 * How many replications an answer needs, before or after a pilot.
 */

import {
  checkCount,
  checkOpenUnit,
  checkPairs,
  checkPositive,
  StatisticsError,
} from '../../mathematics/errors.ts';
import { chiSquareCdf } from './chi-square.ts';
import { noncentralStudentCdf } from './noncentral-t.ts';
import { studentCritical } from './student.ts';
import { correlation, differences, variance } from './summary.ts';

/** Beyond this many replications a question is refused rather than answered. */
const MOST = 1e9;

/** The smallest n from `minimum` on with `enough(n)`, which must stay true once it is. */
function smallest(statistic: string, minimum: number, enough: (n: number) => boolean): number {
  let high = minimum;
  while (!enough(high)) {
    high *= 2;
    if (high > MOST) {
      throw new StatisticsError(
        statistic,
        'replications needed',
        high,
        `at most ${MOST}: ask for less precision`,
      );
    }
  }
  let low = Math.max(minimum - 1, Math.floor(high / 2));
  if (high === minimum) return minimum;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

export interface HalfWidthQuestion {
  /** Standard deviation of one value, or for a paired comparison of one difference; above 0. */
  readonly sd: number;
  /** Wanted half-width of the t interval, above 0. */
  readonly half_width: number;
  /** Default 0.95. */
  readonly confidence?: number;
  /**
   * Probability that the interval will be at most that wide. Default: none, the typical (root mean square) half-width is
   * meant, which is exceeded about half of the time.
   */
  readonly assurance?: number;
}

/** Fewest replications for which the t interval of a mean is as narrow as wanted. */
export function replicationsForHalfWidth(question: HalfWidthQuestion): number {
  const name = 'replications for a half-width';
  const { sd, half_width: wanted, confidence = 0.95, assurance } = question;
  checkPositive(name, 'sd', sd);
  checkPositive(name, 'half_width', wanted);
  checkOpenUnit(name, 'confidence', confidence);
  if (assurance !== undefined) checkOpenUnit(name, 'assurance', assurance);
  const ratio = wanted / sd;
  return smallest(name, 2, (n) => {
    const allowed = (ratio * Math.sqrt(n)) / studentCritical(confidence, n - 1);
    // The sample variance over the true one is chi-square over its degrees of freedom.
    return assurance === undefined
      ? allowed >= 1
      : chiSquareCdf((n - 1) * allowed * allowed, n - 1) >= assurance;
  });
}

export type Design = 'paired' | 'unpaired';

/**
 * Probability that a two-sided t test finds a difference, exact for normal values, from the noncentral t distribution.
 * @param n replications of each alternative, at least 2
 * @param effect difference over the standard deviation: of the differences if paired, of each alternative if unpaired
 */
export function testPower(design: Design, n: number, effect: number, alpha = 0.05): number {
  checkCount('power', 'n', n, 2);
  checkOpenUnit('power', 'alpha', alpha);
  const df = design === 'paired' ? n - 1 : 2 * n - 2;
  const noncentrality = effect * Math.sqrt(design === 'paired' ? n : n / 2);
  const critical = studentCritical(1 - alpha, df);
  // By symmetry P(T > critical) at one noncentrality is P(T < -critical) at its opposite.
  return (
    noncentralStudentCdf(-critical, df, -noncentrality) + noncentralStudentCdf(-critical, df, noncentrality)
  );
}

export interface DifferenceQuestion {
  readonly design: Design;
  /** Difference of means worth finding, not 0. */
  readonly difference: number;
  /** Standard deviation: of the differences if paired, of each alternative if unpaired; above 0. */
  readonly sd: number;
  /** Wanted probability of finding it; default 0.8. */
  readonly power?: number;
  /** Level of the test; default 0.05. */
  readonly alpha?: number;
}

/** Fewest replications of each alternative with which a difference is found with the wanted probability. */
export function replicationsForDifference(question: DifferenceQuestion): number {
  const name = 'replications for a difference';
  const { design, difference, sd, power = 0.8, alpha = 0.05 } = question;
  checkPositive(name, 'sd', sd);
  checkPositive(name, 'size of the difference', Math.abs(difference));
  checkOpenUnit(name, 'power', power);
  checkOpenUnit(name, 'alpha', alpha);
  return smallest(name, 2, (n) => testPower(design, n, difference / sd, alpha) >= power);
}

/** The smallest difference of means that n replications of each alternative find with the wanted probability. */
export function smallestDetectableDifference(
  design: Design,
  n: number,
  sd: number,
  power = 0.8,
  alpha = 0.05,
): number {
  checkPositive('smallest detectable difference', 'sd', sd);
  checkOpenUnit('smallest detectable difference', 'power', power);
  if (power <= alpha) {
    throw new StatisticsError('smallest detectable difference', 'power', power, `above alpha, ${alpha}`);
  }
  let low = 0;
  let high = 1;
  while (testPower(design, n, high, alpha) < power) high *= 2;
  while (high - low > 1e-10 * high) {
    const middle = (low + high) / 2;
    if (testPower(design, n, middle, alpha) < power) low = middle;
    else high = middle;
  }
  return high * sd;
}

export interface PairingGain {
  readonly correlation: number;
  /** Standard deviation of one paired difference. */
  readonly paired_sd: number;
  /** Standard deviation of a difference of independent values: what it would be without common random numbers. */
  readonly unpaired_sd: number;
  /** Variance of independent over that of paired differences: 3 means a third of the replications. */
  readonly gain: number;
}

/** What common random numbers save, judged from at least three pairs. */
export function pairingGain(baseline: ArrayLike<number>, candidate: ArrayLike<number>): PairingGain {
  checkPairs('pairing gain', baseline, candidate, 3);
  const paired = variance(differences(baseline, candidate));
  const unpaired = variance(baseline) + variance(candidate);
  return {
    correlation: correlation(baseline, candidate),
    paired_sd: Math.sqrt(paired),
    unpaired_sd: Math.sqrt(unpaired),
    gain: paired === 0 ? (unpaired === 0 ? 1 : Infinity) : unpaired / paired,
  };
}
