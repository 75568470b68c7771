/**
 * Effect sizes: how large a difference is compared with the spread.
 */
import { checkOpenUnit, checkPairs, checkSample, StatisticsError } from '../../mathematics/errors.ts';
import { logGamma } from '../../mathematics/gamma.ts';
import { normalQuantile } from '../../mathematics/normal.ts';
import type { Interval } from './interval.ts';
import { noncentralityOf } from './noncentral-t.ts';
import { sorted } from './quantiles.ts';
import { differences, Moments } from './summary.ts';

export interface StandardisedDifference extends Interval {
  /** Cohen's d: difference of means over the standard deviation. */
  readonly d: number;
  /** Hedges' g: d without its small-sample bias. */
  readonly g: number;
}

/**
 * Hedges' exact correction gamma(df/2) / (sqrt(df/2) gamma((df - 1)/2)), df > 1 (Journal of Educational Statistics 6, 1981);
 * about 1 - 3/(4 df - 1).
 */
export function hedgesCorrection(df: number): number {
  if (!(df > 1)) throw new StatisticsError('Hedges correction', 'df', df, 'above 1');
  return Math.exp(logGamma(df / 2) - logGamma((df - 1) / 2)) / Math.sqrt(df / 2);
}

function standardised(d: number, scale: number, df: number, confidence: number): StandardisedDifference {
  const tail = (1 - confidence) / 2;
  return {
    d,
    g: d * hedgesCorrection(df),
    lower: noncentralityOf(d * scale, df, 1 - tail) / scale,
    upper: noncentralityOf(d * scale, df, tail) / scale,
    confidence,
  };
}

/**
 * Cohen's d of independent samples, candidate - baseline, over the pooled standard deviation; the interval is for d and comes
 * from the noncentral t distribution, exact for normal samples of equal variance (Steiger and Fouladi 1997).
 */
export function cohenD(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  confidence = 0.95,
): StandardisedDifference {
  checkSample('Cohen d', 'baseline', baseline, 2);
  checkSample('Cohen d', 'candidate', candidate, 2);
  checkOpenUnit('Cohen d', 'confidence', confidence);
  const first = Moments.of(baseline);
  const second = Moments.of(candidate);
  const n = first.count;
  const m = second.count;
  const df = n + m - 2;
  const pooled = Math.sqrt(((n - 1) * first.variance + (m - 1) * second.variance) / df);
  if (pooled === 0) throw new StatisticsError('Cohen d', 'standard deviation', 0, 'above 0');
  return standardised((second.mean - first.mean) / pooled, Math.sqrt((n * m) / (n + m)), df, confidence);
}

/** Cohen's d of paired values: mean over standard deviation of the differences candidate - baseline; at least three pairs. */
export function cohenDPaired(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  confidence = 0.95,
): StandardisedDifference {
  checkPairs('Cohen d', baseline, candidate, 3);
  checkOpenUnit('Cohen d', 'confidence', confidence);
  const moments = Moments.of(differences(baseline, candidate));
  if (moments.sd === 0) {
    throw new StatisticsError('Cohen d', 'standard deviation of the differences', 0, 'above 0');
  }
  return standardised(moments.mean / moments.sd, Math.sqrt(moments.count), moments.count - 1, confidence);
}

export interface CliffsDelta extends Interval {
  /** P(candidate > baseline) - P(candidate < baseline), from -1 to 1. */
  readonly delta: number;
  /** By the thresholds 0.147, 0.33 and 0.474 of Romano et al. (2006). */
  readonly magnitude: 'negligible' | 'small' | 'medium' | 'large';
}

/** For each value: how many of `ascending` lie below it less how many lie above. */
function dominance(values: Float64Array, ascending: Float64Array): { sums: Float64Array; ties: number } {
  let below = 0;
  let upTo = 0;
  let ties = 0;
  const sums = values.map((value) => {
    while (below < ascending.length && ascending[below] < value) below++;
    upTo = Math.max(upTo, below);
    while (upTo < ascending.length && ascending[upTo] <= value) upTo++;
    ties += upTo - below;
    return below - (ascending.length - upTo);
  });
  return { sums, ties };
}

function magnitudeOf(delta: number): CliffsDelta['magnitude'] {
  const size = Math.abs(delta);
  if (size < 0.147) return 'negligible';
  if (size < 0.33) return 'small';
  return size < 0.474 ? 'medium' : 'large';
}

/**
 * Cliff's delta of independent samples of at least two values (Psychological Bulletin 114, 1993), with the asymmetric
 * interval from its consistent variance estimate (Feng and Cliff, Journal of Modern Applied Statistical Methods 3, 2004).
 */
export function cliffsDelta(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  confidence = 0.95,
): CliffsDelta {
  checkSample('Cliff delta', 'baseline', baseline, 2);
  checkSample('Cliff delta', 'candidate', candidate, 2);
  checkOpenUnit('Cliff delta', 'confidence', confidence);
  const first = sorted(baseline);
  const second = sorted(candidate);
  const n = first.length;
  const m = second.length;
  const ofCandidate = dominance(second, first);
  const ofBaseline = dominance(first, second);
  const delta = ofCandidate.sums.reduce((sum, value) => sum + value, 0) / (n * m);
  const magnitude = magnitudeOf(delta);
  // Complete separation leaves no variance to estimate: Wilson's bound for min(n, m) agreements in as many trials.
  const z = -normalQuantile((1 - confidence) / 2);
  if (Math.abs(delta) === 1) {
    const pairs = Math.min(n, m);
    const inner = (pairs - z * z) / (pairs + z * z);
    return delta > 0
      ? { delta, magnitude, lower: inner, upper: 1, confidence }
      : { delta, magnitude, lower: -1, upper: -inner, confidence };
  }
  const rows = ofCandidate.sums.reduce((sum, value) => sum + (value / n - delta) * (value / n - delta), 0);
  const columns = ofBaseline.sums.reduce((sum, value) => sum + (value / m + delta) * (value / m + delta), 0);
  const cells = n * m - ofCandidate.ties - n * m * delta * delta;
  const square = delta * delta;
  const variance = Math.max(
    (n * n * rows + m * m * columns - cells) / (n * m * (n - 1) * (m - 1)),
    (1 - square) / (n * m - 1),
  );
  const spread = z * Math.sqrt(variance) * Math.sqrt((1 - square) * (1 - square) + z * z * variance);
  const centre = delta - delta * square;
  const divisor = 1 - square + z * z * variance;
  return {
    delta,
    magnitude,
    lower: Math.max(-1, (centre - spread) / divisor),
    upper: Math.min(1, (centre + spread) / divisor),
    confidence,
  };
}
