/**
 * t intervals for a mean and for differences of means.
 */
import { checkPairs, checkSample, StatisticsError } from '../../mathematics/errors.ts';
import { type Estimate, studentInterval } from './interval.ts';
import { differences, Moments } from './summary.ts';

/** Student's interval for the mean of independent values, from their moments; at least two values. */
export function momentsInterval(moments: Moments, confidence = 0.95): Estimate {
  if (moments.count < 2) throw new StatisticsError('mean interval', 'count', moments.count, 'at least 2');
  return studentInterval(moments.mean, moments.standardError, moments.count - 1, confidence);
}

/** Student's interval for the mean of at least two independent values. */
export function meanInterval(values: ArrayLike<number>, confidence = 0.95): Estimate {
  checkSample('mean interval', 'values', values, 2);
  return momentsInterval(Moments.of(values), confidence);
}

/**
 * Interval for mean(candidate) - mean(baseline) from paired values: what two designs scored under the same random numbers.
 */
export function pairedInterval(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  confidence = 0.95,
): Estimate {
  checkPairs('paired interval', baseline, candidate, 2);
  return momentsInterval(Moments.of(differences(baseline, candidate)), confidence);
}

/** Standard error of a difference of independent means and its degrees of freedom (Welch 1947, Satterthwaite 1946). */
export function welchError(first: Moments, second: Moments): { error: number; degrees: number } {
  const a = first.variance / first.count;
  const b = second.variance / second.count;
  const sum = a + b;
  if (sum === 0) return { error: 0, degrees: first.count + second.count - 2 };
  const shareA = a / sum;
  const shareB = b / sum;
  const degrees = 1 / ((shareA * shareA) / (first.count - 1) + (shareB * shareB) / (second.count - 1));
  return { error: Math.sqrt(sum), degrees };
}

/**
 * Welch's interval for mean(candidate) - mean(baseline) from two independent samples of at least two values each, whose
 * variances may differ.
 */
export function welchInterval(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  confidence = 0.95,
): Estimate {
  checkSample('Welch interval', 'baseline', baseline, 2);
  checkSample('Welch interval', 'candidate', candidate, 2);
  const first = Moments.of(baseline);
  const second = Moments.of(candidate);
  const { error, degrees } = welchError(first, second);
  return studentInterval(second.mean - first.mean, error, degrees, confidence);
}
