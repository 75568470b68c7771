/**
 * What every interval in this folder has.
 */
import { checkOpenUnit, StatisticsError } from '../../mathematics/errors.ts';
import { studentCritical } from './student.ts';

/** An interval that covers the true value with probability `confidence`, over repetitions of the whole experiment. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
  /** In (0, 1). */
  readonly confidence: number;
}

/** A value with its interval. */
export interface Estimate extends Interval {
  readonly estimate: number;
  readonly standard_error: number;
  /** Of the t distribution from which the interval was taken. */
  readonly degrees_of_freedom: number;
}

/** estimate +- t * standard error. */
export function studentInterval(
  estimate: number,
  standardError: number,
  degreesOfFreedom: number,
  confidence: number,
): Estimate {
  checkOpenUnit('interval', 'confidence', confidence);
  // Without any spread the interval is the point, whatever the degrees of freedom.
  const half = standardError === 0 ? 0 : standardError * studentCritical(confidence, degreesOfFreedom);
  return {
    estimate,
    lower: estimate - half,
    upper: estimate + half,
    confidence,
    standard_error: standardError,
    degrees_of_freedom: degreesOfFreedom,
  };
}

/** Half the interval's width. */
export function halfWidth(interval: Interval): number {
  return (interval.upper - interval.lower) / 2;
}

/** Maps an estimate of a logarithm back to a positive scale. */
export function exponentiated(logarithm: Estimate): Estimate {
  const estimate = Math.exp(logarithm.estimate);
  return {
    ...logarithm,
    estimate,
    lower: Math.exp(logarithm.lower),
    upper: Math.exp(logarithm.upper),
    standard_error: estimate * logarithm.standard_error,
  };
}

/** Positive values' natural logarithms. */
export function logarithms(statistic: string, argument: string, values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (value, i) => {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new StatisticsError(statistic, `${argument}[${i}]`, value, 'above 0 and finite');
    }
    return Math.log(value);
  });
}
