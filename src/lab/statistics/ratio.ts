/**
 * Intervals for a ratio of means.
 */
import { checkOpenUnit, checkPairs, checkSample, StatisticsError } from '../../mathematics/errors.ts';
import { type Estimate, exponentiated, type Interval, studentInterval } from './interval.ts';
import { welchError } from './mean-interval.ts';
import { studentCritical } from './student.ts';
import { covariance, Moments } from './summary.ts';

export interface FiellerInterval extends Interval {
  readonly estimate: number;
  /** False: the denominator's mean is not significantly different from zero, and the interval is the whole line. */
  readonly bounded: boolean;
}

/**
 * Fieller's interval for mean(numerator) / mean(denominator) from at least two pairs (Fieller, Journal of the Royal
 * Statistical Society B 16, 1954): all r for which numerator - r * denominator has a mean that a t test lets pass as zero.
 * Exact for bivariate normal pairs.
 */
export function fiellerInterval(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number>,
  confidence = 0.95,
): FiellerInterval {
  checkPairs('Fieller interval', numerator, denominator, 2);
  checkOpenUnit('Fieller interval', 'confidence', confidence);
  const top = Moments.of(numerator);
  const bottom = Moments.of(denominator);
  if (bottom.mean === 0) {
    throw new StatisticsError('Fieller interval', 'mean of the denominator', 0, 'other than 0');
  }
  const n = top.count;
  const t = studentCritical(confidence, n - 1);
  const factor = (t * t) / n;
  const a = bottom.mean * bottom.mean - factor * bottom.variance;
  const b = bottom.mean * top.mean - factor * covariance(numerator, denominator);
  const c = top.mean * top.mean - factor * top.variance;
  const estimate = top.mean / bottom.mean;
  if (a <= 0)
    return {
      estimate,
      lower: Number.NEGATIVE_INFINITY,
      upper: Number.POSITIVE_INFINITY,
      confidence,
      bounded: false,
    };
  const root = Math.sqrt(Math.max(0, b * b - a * c));
  return { estimate, lower: (b - root) / a, upper: (b + root) / a, confidence, bounded: true };
}

/** Mean of each sample with one value left out in turn. */
function leaveOneOutMeans(values: ArrayLike<number>): Float64Array {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return Float64Array.from(values, (value) => (sum - value) / (values.length - 1));
}

/**
 * Jackknife interval for mean(numerator) / mean(denominator) from pairs, such as the cycles of a regenerative simulation: the
 * jackknife removes the ratio estimator's bias of order 1/n (Quenouille 1956; Iglehart 1975).
 */
export function ratioInterval(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number>,
  confidence = 0.95,
): Estimate {
  checkPairs('ratio interval', numerator, denominator, 2);
  const n = numerator.length;
  const whole = Moments.of(numerator).mean / Moments.of(denominator).mean;
  const top = leaveOneOutMeans(numerator);
  const bottom = leaveOneOutMeans(denominator);
  const pseudo = new Moments();
  for (let i = 0; i < n; i++) {
    if (bottom[i] === 0) {
      throw new StatisticsError('ratio interval', 'mean of the denominator', 0, 'other than 0');
    }
    pseudo.add(n * whole - (n - 1) * (top[i] / bottom[i]));
  }
  return studentInterval(pseudo.mean, pseudo.standardError, n - 1, confidence);
}

function positiveMeans(values: ArrayLike<number>, argument: string): Float64Array {
  const means = leaveOneOutMeans(values);
  const whole = Moments.of(values).mean;
  for (const value of [whole, ...means]) {
    if (!(value > 0)) {
      throw new StatisticsError(
        'ratio of means',
        `mean of ${argument}`,
        value,
        'above 0 with any one value left out',
      );
    }
  }
  return means.map((value) => Math.log(value));
}

/**
 * mean(candidate) / mean(baseline) from pairs, both positive: jackknife of the log ratio, mapped back, so that the interval
 * stays positive and baseline / candidate has the reciprocal interval.
 */
export function pairedRatioOfMeans(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  confidence = 0.95,
): Estimate {
  checkPairs('ratio of means', baseline, candidate, 2);
  const n = baseline.length;
  const whole = Math.log(Moments.of(candidate).mean / Moments.of(baseline).mean);
  const first = positiveMeans(baseline, 'baseline');
  const second = positiveMeans(candidate, 'candidate');
  const pseudo = new Moments();
  for (let i = 0; i < n; i++) pseudo.add(n * whole - (n - 1) * (second[i] - first[i]));
  return exponentiated(studentInterval(pseudo.mean, pseudo.standardError, n - 1, confidence));
}

/** Jackknife pseudo-values of the logarithm of a mean. */
function logMeanPseudoValues(values: ArrayLike<number>, argument: string): Moments {
  const n = values.length;
  const whole = Math.log(Moments.of(values).mean);
  return Moments.of(positiveMeans(values, argument).map((left) => n * whole - (n - 1) * left));
}

/**
 * mean(candidate) / mean(baseline) from independent samples with positive means: jackknife of each log mean, combined with
 * Welch's degrees of freedom, mapped back.
 */
export function ratioOfMeans(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  confidence = 0.95,
): Estimate {
  checkSample('ratio of means', 'baseline', baseline, 2);
  checkSample('ratio of means', 'candidate', candidate, 2);
  const first = logMeanPseudoValues(baseline, 'baseline');
  const second = logMeanPseudoValues(candidate, 'candidate');
  const { error, degrees } = welchError(first, second);
  return exponentiated(studentInterval(second.mean - first.mean, error, degrees, confidence));
}
