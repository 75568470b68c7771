/** Whether a time series rises. */
import { checkSample } from '../../mathematics/errors.ts';
import { studentCdf } from './student.ts';

export interface Trend {
  /** Rise from one value to the next by least squares. */
  readonly slope: number;
  /** One-sided p-value of the t test that it is not above 0. */
  readonly p: number;
}

/**
 * Least-squares slope of equally spaced values and its t test, with n - 2 degrees of freedom. The test takes the values'
 * deviations for independent: give it means of batches much longer than the memory of the series, never the series itself.
 */
export function trendTest(values: ArrayLike<number>): Trend {
  checkSample('trend test', 'values', values, 3);
  const n = values.length;
  const centre = (n - 1) / 2;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i] / n;
  let spread = 0;
  let product = 0;
  for (let i = 0; i < n; i++) {
    spread += (i - centre) * (i - centre);
    product += (i - centre) * (values[i] - mean);
  }
  const slope = product / spread;
  let residual = 0;
  for (let i = 0; i < n; i++) {
    const deviation = values[i] - mean - slope * (i - centre);
    residual += deviation * deviation;
  }
  if (slope === 0) return { slope, p: 0.5 };
  const error = Math.sqrt(residual / (n - 2) / spread);
  return { slope, p: studentCdf(-slope / error, n - 2) };
}
