/**
 * Serial dependence of a series.
 */
import { checkCount, checkSample, StatisticsError } from '../../mathematics/errors.ts';
import { normalCdf } from '../../mathematics/normal.ts';
import { mean } from './summary.ts';

/**
 * Sample autocorrelations at lags 0 .. `maxLag`, with the usual divisor n for every lag (Box and Jenkins), which keeps the
 * sequence positive semi-definite. Needs more values than lags, and some spread.
 */
export function autocorrelations(values: ArrayLike<number>, maxLag: number): Float64Array {
  checkCount('autocorrelation', 'lag', maxLag, 0);
  checkSample('autocorrelation', 'values', values, maxLag + 2);
  const n = values.length;
  const centre = mean(values);
  const centred = Float64Array.from(values, (value) => value - centre);
  const result = new Float64Array(maxLag + 1);
  for (let lag = 0; lag <= maxLag; lag++) {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += centred[i] * centred[i - lag];
    result[lag] = sum;
  }
  const total = result[0];
  if (!(total > 0)) {
    throw new StatisticsError('autocorrelation', 'variance of the values', 0, 'above 0');
  }
  for (let lag = 0; lag <= maxLag; lag++) result[lag] /= total;
  return result;
}

/** Sample autocorrelation at one lag. */
export function autocorrelation(values: ArrayLike<number>, lag = 1): number {
  return autocorrelations(values, lag)[lag];
}

export interface VonNeumannTest {
  /** Lag-1 autocorrelation with the end correction of von Neumann's ratio: 1 - ratio/2. */
  readonly statistic: number;
  /** Probability, under independence, of a statistic at least this high. Small: positively correlated neighbours. */
  readonly p: number;
}

/**
 * One-sided test of independence against positive correlation of neighbours by von Neumann's ratio of the mean square
 * successive difference to the variance (Annals of Mathematical Statistics 12, 1941), with the normal approximation that
 * Fishman uses for batch means: variance (n - 2)/(n^2 - 1). Needs at least four values; without spread the statistic is 0.
 */
export function vonNeumannTest(values: ArrayLike<number>): VonNeumannTest {
  checkSample('von Neumann test', 'values', values, 4);
  const n = values.length;
  const centre = mean(values);
  let squares = 0;
  let steps = 0;
  for (let i = 0; i < n; i++) {
    squares += (values[i] - centre) * (values[i] - centre);
    if (i > 0) steps += (values[i] - values[i - 1]) * (values[i] - values[i - 1]);
  }
  if (squares === 0) return { statistic: 0, p: 0.5 };
  const statistic = 1 - steps / (2 * squares);
  return { statistic, p: normalCdf(-statistic / Math.sqrt((n - 2) / (n * n - 1))) };
}
