/**
 * The range that a search through noise is given.
 */
import {
  checkCount,
  checkFinite,
  checkOpenUnit,
  checkPositive,
  StatisticsError,
} from '../../mathematics/errors.ts';

export interface SearchRange {
  /** Ends of the range searched, lower < upper. */
  readonly lower: number;
  readonly upper: number;
  /** Stop when the interval is at most this wide. */
  readonly tolerance: number;
  /** Most evaluations. */
  readonly budget: number;
  /** Probability that the interval holds what is sought; default 0.95. */
  readonly confidence?: number;
  /** Only whole numbers are inputs. Default false. */
  readonly integer?: boolean;
  /** Evaluations at one place before considering others. */
  readonly patience?: number;
}

/**
 * Refuses a range in which nothing can be searched.
 * @param least smallest tolerance allowed for whole numbers; others need one above 0
 */
export function checkRange(name: string, range: SearchRange, least: number): void {
  const { lower, upper, tolerance, integer = false } = range;
  checkFinite(name, 'lower', lower);
  checkFinite(name, 'upper', upper);
  if (!(lower < upper)) throw new StatisticsError(name, 'lower', lower, `below ${upper}, the upper end`);
  checkCount(name, 'budget', range.budget, 1);
  if (range.patience !== undefined) checkCount(name, 'patience', range.patience, 2);
  if (range.confidence !== undefined) checkOpenUnit(name, 'confidence', range.confidence);
  if (!integer) {
    checkPositive(name, 'tolerance', tolerance);
    return;
  }
  if (!(tolerance >= least && tolerance < Infinity)) {
    throw new StatisticsError(name, 'tolerance', tolerance, `finite and at least ${least} for whole numbers`);
  }
  for (const [key, value] of Object.entries({ lower, upper })) {
    if (!Number.isSafeInteger(value)) throw new StatisticsError(name, key, value, 'a whole number');
  }
}
