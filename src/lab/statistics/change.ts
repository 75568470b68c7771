/**
 * Whether a benchmark has become better or worse.
 */
import {
  checkOpenUnit,
  checkPairs,
  checkPositive,
  checkSample,
  StatisticsError,
} from '../../mathematics/errors.ts';
import { normalQuantile } from '../../mathematics/normal.ts';
import { type Interval, logarithms } from './interval.ts';
import { hodgesLehmannShift } from './mann-whitney.ts';
import { pairedRatioOfMeans, ratioOfMeans } from './ratio.ts';
import { studentQuantile } from './student.ts';
import { pseudoMedian } from './wilcoxon.ts';

export interface ChangeOptions {
  /** Values of one index were measured together: same seed, same machine, same minute. */
  readonly paired: boolean;
  readonly better: 'lower' | 'higher';
  /**
   * Relative change too small to matter, above 0; default 0.05. Symmetric on the log scale: ratios from 1/(1 + tolerance) to
   * 1 + tolerance count as the same.
   */
  readonly tolerance?: number;
  /** Default 0.95. */
  readonly confidence?: number;
  /**
   * `mean` compares means (default: what costs add up to); `median` compares typical values by ranks of logarithms, which
   * outliers of a busy machine do not disturb.
   */
  readonly centre?: 'mean' | 'median';
  /** Probability with which the smallest detectable change would be found; default 0.8. */
  readonly power?: number;
}

/**
 * `worse`, `better`: there is a change, and it has not been shown to be negligible. `same`: the change, if any, is smaller than
 * the tolerance. `cannot tell`: neither; more values are needed.
 */
export type ChangeVerdict = 'worse' | 'better' | 'same' | 'cannot tell';

export interface Change {
  readonly verdict: ChangeVerdict;
  /** candidate / baseline, with its interval. */
  readonly ratio: Interval & { readonly estimate: number };
  /** The interval of the ratio excludes 1. True also where the verdict is `same`: a real, but negligible change. */
  readonly significant: boolean;
  /**
   * Relative increase, on the log scale also decrease, that these sample sizes and this spread would find with the wanted
   * power. Infinite where there are too few values.
   */
  readonly smallest_detectable: number;
}

interface LogChange {
  readonly estimate: number;
  /** Half-width of the interval at a confidence, on the log scale. */
  readonly lower: number;
  readonly upper: number;
  readonly error: number;
  readonly degrees: number;
}

function logChange(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  confidence: number,
  { paired, centre }: ChangeOptions,
): LogChange {
  if (centre !== 'median') {
    const ratio = (paired ? pairedRatioOfMeans : ratioOfMeans)(baseline, candidate, confidence);
    return {
      estimate: Math.log(ratio.estimate),
      lower: Math.log(ratio.lower),
      upper: Math.log(ratio.upper),
      error: ratio.standard_error / ratio.estimate,
      degrees: ratio.degrees_of_freedom,
    };
  }
  const first = logarithms('change detection', 'baseline', baseline);
  const second = logarithms('change detection', 'candidate', candidate);
  const shift = (paired ? pseudoMedian : hodgesLehmannShift)(first, second, confidence);
  const z = -normalQuantile((1 - confidence) / 2);
  return { ...shift, error: (shift.upper - shift.lower) / (2 * z), degrees: Infinity };
}

/**
 * Compares two benchmarks of positive values (durations, rates) by their ratio on the log scale. `worse` and `better` rest on a
 * two-sided interval of the given confidence that excludes 1, so that without any change either comes up with probability at
 * most 1 - confidence; `same` rests on two one-sided tests against the tolerance at the same level.
 */
export function detectChange(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  options: ChangeOptions,
): Change {
  const { tolerance = 0.05, confidence = 0.95, power = 0.8 } = options;
  const name = 'change detection';
  checkPositive(name, 'tolerance', tolerance);
  checkOpenUnit(name, 'confidence', confidence);
  checkOpenUnit(name, 'power', power);
  if (confidence <= 0.5) throw new StatisticsError(name, 'confidence', confidence, 'above 0.5');
  if (options.paired) checkPairs(name, baseline, candidate, 2);
  checkSample(name, 'baseline', baseline, 2);
  checkSample(name, 'candidate', candidate, 2);
  const twoSided = logChange(baseline, candidate, confidence, options);
  const oneSided = logChange(baseline, candidate, 1 - 2 * (1 - confidence), options);
  const margin = Math.log1p(tolerance);
  const significant = twoSided.lower > 0 || twoSided.upper < 0;
  let verdict: ChangeVerdict = 'cannot tell';
  if (oneSided.lower > -margin && oneSided.upper < margin) verdict = 'same';
  else if (significant) verdict = twoSided.lower > 0 === (options.better === 'lower') ? 'worse' : 'better';
  const quantiles =
    studentQuantile((1 + confidence) / 2, twoSided.degrees) + studentQuantile(power, twoSided.degrees);
  return {
    verdict,
    ratio: {
      estimate: Math.exp(twoSided.estimate),
      lower: Math.exp(twoSided.lower),
      upper: Math.exp(twoSided.upper),
      confidence,
    },
    significant,
    smallest_detectable: twoSided.error === 0 ? 0 : Math.expm1(quantiles * twoSided.error),
  };
}
