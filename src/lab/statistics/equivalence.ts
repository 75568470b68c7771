/**
 * Equivalence by two one-sided tests.
 */
import { checkOpenUnit, checkPositive, StatisticsError } from '../../mathematics/errors.ts';
import type { Estimate } from './interval.ts';
import { pairedInterval, welchInterval } from './mean-interval.ts';
import { studentCdf } from './student.ts';

export interface EquivalenceOptions {
  /** Differences strictly between these count as none; lower < upper. A single number m stands for -m and m. */
  readonly margin: number | { readonly lower: number; readonly upper: number };
  /** Values belong together pair by pair. */
  readonly paired: boolean;
  /** Level of each one-sided test; default 0.05. */
  readonly alpha?: number;
}

export interface EquivalenceTest {
  /** The larger of the two one-sided p-values. */
  readonly p: number;
  /** p <= alpha: the difference lies within the margin. */
  readonly equivalent: boolean;
  /** Of confidence 1 - 2 alpha: lies within the margin exactly when `equivalent`. */
  readonly interval: Estimate;
}

/**
 * Schuirmann's two one-sided t tests (Journal of Pharmacokinetics and Biopharmaceutics 15, 1987) that the means of candidate
 * and baseline differ by less than a margin. Unpaired samples are compared by Welch's statistic.
 */
export function equivalenceTest(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  options: EquivalenceOptions,
): EquivalenceTest {
  const alpha = options.alpha ?? 0.05;
  checkOpenUnit('equivalence test', 'alpha', alpha);
  if (alpha >= 0.5) throw new StatisticsError('equivalence test', 'alpha', alpha, 'below 0.5');
  const { margin } = options;
  if (typeof margin === 'number') checkPositive('equivalence test', 'margin', margin);
  const { lower, upper } = typeof margin === 'number' ? { lower: -margin, upper: margin } : margin;
  if (!(lower < upper))
    throw new StatisticsError('equivalence test', 'margin.lower', lower, `below ${upper}`);
  const interval = (options.paired ? pairedInterval : welchInterval)(baseline, candidate, 1 - 2 * alpha);
  const { estimate, standard_error: error, degrees_of_freedom: degrees } = interval;
  if (error === 0) {
    const inside = estimate > lower && estimate < upper;
    return { p: inside ? 0 : 1, equivalent: inside, interval };
  }
  const p = Math.max(
    studentCdf(-(estimate - lower) / error, degrees),
    studentCdf((estimate - upper) / error, degrees),
  );
  return { p, equivalent: p <= alpha, interval };
}
