/** Runs most of which give the same value: what they leave open of the mean. */
import { clopperPearsonInterval } from '../statistics/proportion.ts';
import { type Limits, meanLimits, modeOf, rangeOf, surelyWithin } from './mean-limits.ts';
import type { ValueKind } from './value-kind.ts';

/** A value on which more than half of the runs agree. */
export interface Agreement {
  readonly value: number;
  readonly runs: number;
  readonly differing: number;
  /** Share of all runs that there might be that give another value, at the most. */
  readonly share: number;
}

/** null where there is none. @param confidence of one side */
export function agreementOf(values: readonly number[], confidence: number): Agreement | null {
  const mode = modeOf(values);
  if (mode === null) return null;
  const [runs, differing] = [values.length, mode.above + mode.below];
  return { value: mode.value, runs, differing, share: shareOf(differing, runs, confidence) };
}

export function shareOf(differing: number, runs: number, confidence: number): number {
  return clopperPearsonInterval(differing, runs, 2 * confidence - 1).upper;
}

/**
 * `meanLimits`, and where most values agree at least as wide as `surelyWithin`: those that were seen to differ need not be like those
 * that may.
 * @param confidence of each side on its own
 */
export function cautiousLimits(
  values: readonly number[],
  kind: ValueKind,
  confidence: number,
  between: Limits = rangeOf(kind),
): Limits {
  const { lower, upper } = meanLimits(values, kind, 2 * confidence - 1, between);
  const agreement = agreementOf(values, confidence);
  if (agreement === null) return { lower, upper };
  const sure = surelyWithin(agreement.value, agreement.share, between);
  return {
    lower: agreement.value === between.lower ? lower : Math.min(lower, sure.lower),
    upper: agreement.value === between.upper ? upper : Math.max(upper, sure.upper),
  };
}
