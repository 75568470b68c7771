/**
 * t tests for a difference of means.
 */
import { checkPairs, checkSample } from '../../mathematics/errors.ts';
import { welchError } from './mean-interval.ts';
import { studentTwoSided } from './student.ts';
import { differences, Moments } from './summary.ts';

export interface StudentTest {
  /** Infinite where the samples differ without any spread. */
  readonly statistic: number;
  readonly degrees_of_freedom: number;
  /** Two-sided p-value. */
  readonly p: number;
}

function studentTest(difference: number, error: number, degrees: number): StudentTest {
  if (error === 0) {
    const statistic =
      difference === 0 ? 0 : difference > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    return { statistic, degrees_of_freedom: degrees, p: difference === 0 ? 1 : 0 };
  }
  const statistic = difference / error;
  return { statistic, degrees_of_freedom: degrees, p: studentTwoSided(statistic, degrees) };
}

/** Welch's test that two independent samples of at least two values have equal means (Welch 1947). */
export function welchTest(baseline: ArrayLike<number>, candidate: ArrayLike<number>): StudentTest {
  checkSample('Welch test', 'baseline', baseline, 2);
  checkSample('Welch test', 'candidate', candidate, 2);
  const first = Moments.of(baseline);
  const second = Moments.of(candidate);
  const { error, degrees } = welchError(first, second);
  return studentTest(second.mean - first.mean, error, degrees);
}

/** Student's test that paired values differ by 0 in the mean. */
export function pairedTest(baseline: ArrayLike<number>, candidate: ArrayLike<number>): StudentTest {
  checkPairs('paired t test', baseline, candidate, 2);
  const moments = Moments.of(differences(baseline, candidate));
  return studentTest(moments.mean, moments.standardError, moments.count - 1);
}
