import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  autocorrelation,
  autocorrelations,
  vonNeumannTest,
} from '../../../src/lab/statistics/autocorrelation.ts';
import { median, QUANTILE_METHODS, quantile } from '../../../src/lab/statistics/quantiles.ts';
import { correlation, covariance, Moments, mean, variance } from '../../../src/lab/statistics/summary.ts';
import { StatisticsError } from '../../../src/mathematics/errors.ts';
import { expectFrequency, normal, randomSource, sample } from './support.ts';

const VALUES = [3.1, 4.7, 2.8, 5.9, 4.4, 3.6, 5.2, 4.1, 6.3, 2.2];

describe('moments', () => {
  test('of a worked example', () => {
    const moments = Moments.of(VALUES);
    expect(moments.count).toBe(10);
    expect(moments.mean).toBeCloseTo(4.23, 14);
    expect(moments.variance).toBeCloseTo(1.7912222222222225, 13);
    expect(moments.skewness).toBeCloseTo(0.09060154802062546, 13);
    expect([moments.min, moments.max]).toEqual([2.2, 6.3]);
    expect(moments.standardError).toBeCloseTo(Math.sqrt(0.1791222222222222), 14);
  });

  test('survive a large offset, where the sum of squares does not', () => {
    const shifted = VALUES.map((value) => value + 1e9);
    expect(variance(shifted)).toBeCloseTo(1.7912222222222225, 6);
  });

  test('say NaN for what they cannot know, and refuse what is no number', () => {
    const moments = new Moments();
    expect(moments.mean).toBeNaN();
    moments.add(1);
    expect(moments.mean).toBe(1);
    expect(moments.variance).toBeNaN();
    moments.add(1);
    moments.add(1);
    expect(moments.variance).toBe(0);
    expect(moments.skewness).toBeNaN();
    expect(() => moments.add(Number.NaN)).toThrow(StatisticsError);
    expect(() => mean([])).toThrow(StatisticsError);
  });

  const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { maxLength: 40 });
  property.prop([values, values])('merging equals adding one by one', (first, second) => {
    const merged = Moments.of(first);
    merged.merge(Moments.of(second));
    const whole = Moments.of([...first, ...second]);
    expect(merged.count).toBe(whole.count);
    expect(merged.min).toBe(whole.min);
    expect(merged.max).toBe(whole.max);
    if (whole.count > 0) expect(merged.mean).toBeCloseTo(whole.mean, 8);
    if (whole.count > 1) expect(merged.variance).toBeCloseTo(whole.variance, 5);
    if (whole.count > 2 && whole.variance > 1) expect(merged.skewness).toBeCloseTo(whole.skewness, 6);
  });

  test('covariance and correlation', () => {
    expect(covariance([1, 2, 3], [2, 4, 9])).toBeCloseTo(3.5, 14);
    expect(correlation([1, 2, 3], [5, 7, 9])).toBeCloseTo(1, 14);
    expect(correlation([1, 2, 3], [4, 4, 4])).toBeNaN();
    expect(() => covariance([1, 2, 3], [1, 2])).toThrow(StatisticsError);
  });
});

describe('quantiles', () => {
  const levels = [0, 0.05, 0.25, 0.3, 0.5, 0.77, 0.9, 1];
  // As given by NumPy's implementation of the nine definitions.
  const expected: Record<(typeof QUANTILE_METHODS)[number], number[]> = {
    inverted_cdf: [2.2, 2.2, 3.1, 3.1, 4.1, 5.2, 5.9, 6.3],
    averaged_inverted_cdf: [2.2, 2.2, 3.1, 3.35, 4.25, 5.2, 6.1, 6.3],
    closest_observation: [2.2, 2.2, 2.8, 3.1, 4.1, 5.2, 5.9, 6.3],
    interpolated_inverted_cdf: [2.2, 2.2, 2.95, 3.1, 4.1, 5.05, 5.9, 6.3],
    hazen: [2.2, 2.2, 3.1, 3.35, 4.25, 5.34, 6.1, 6.3],
    weibull: [2.2, 2.2, 3.025, 3.25, 4.25, 5.529, 6.26, 6.3],
    linear: [2.2, 2.47, 3.225, 3.45, 4.25, 5.165, 5.94, 6.3],
    median_unbiased: [2.2, 2.2, 3.075, 3.316666666666667, 4.25, 5.403, 6.153333333333333, 6.3],
    normal_unbiased: [2.2, 2.2, 3.08125, 3.325, 4.25, 5.38725, 6.14, 6.3],
  };
  for (const method of QUANTILE_METHODS) {
    test(method, () => {
      const actual = levels.map((level) => quantile(VALUES, level, method));
      actual.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[method][i], 12);
      });
    });
  }

  test('rounding of n p does not select the next value', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(0.07 * 100).toBeGreaterThan(7);
    expect(quantile(hundred, 0.07, 'inverted_cdf')).toBe(7);
  });

  test('median, and refusals', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(() => quantile([], 0.5)).toThrow(StatisticsError);
    expect(() => quantile([1], 1.1)).toThrow(/from 0 to 1/);
  });

  property.prop([
    fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(...QUANTILE_METHODS),
  ])('never fall as the level rises, and stay within the sample', (values, p, q, method) => {
    const low = quantile(values, Math.min(p, q), method);
    const high = quantile(values, Math.max(p, q), method);
    expect(low).toBeLessThanOrEqual(high + 1e-12);
    expect(low).toBeGreaterThanOrEqual(Math.min(...values));
    expect(high).toBeLessThanOrEqual(Math.max(...values));
  });
});

describe('autocorrelation', () => {
  test('of a worked example', () => {
    const expected = [1, -0.5348861733143104, 0.22481235655356374, -0.16014515228583825];
    autocorrelations(VALUES, 3).forEach((value, lag) => {
      expect(value).toBeCloseTo(expected[lag], 12);
    });
    expect(autocorrelation(VALUES)).toBeCloseTo(expected[1], 12);
  });

  test('a constant series has none to speak of', () => {
    expect(() => autocorrelation([1, 1, 1])).toThrow(/variance of the values is 0/);
    expect(vonNeumannTest([1, 1, 1, 1])).toEqual({ statistic: 0, p: 0.5 });
  });

  test("von Neumann's test keeps its level under independence and sees dependence", () => {
    const random = randomSource('von Neumann');
    let rejected = 0;
    for (let i = 0; i < 4000; i++) {
      if (vonNeumannTest(sample(25, () => normal(random))).p < 0.1) rejected++;
    }
    expectFrequency(rejected, 4000, 0.09, 0.11);
    let value = 0;
    const dependent = sample(400, () => {
      value = 0.5 * value + normal(random);
      return value;
    });
    expect(vonNeumannTest(dependent).p).toBeLessThan(1e-6);
  });
});
