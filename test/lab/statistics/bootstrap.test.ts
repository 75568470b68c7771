import { describe, expect, test } from 'vitest';
import { bootstrapInterval, bootstrapRows, bootstrapSamples } from '../../../src/lab/statistics/bootstrap.ts';
import { quantile } from '../../../src/lab/statistics/quantiles.ts';
import { correlation, mean, variance } from '../../../src/lab/statistics/summary.ts';
import { StatisticsError } from '../../../src/mathematics/errors.ts';
import { covered, expectFrequency, exponential, normal, randomSource, sample } from './support.ts';

/** Without the checks of the library's own, since it is called half a million times. */
function average(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

describe('bootstrap', () => {
  test('the same source gives the same interval', () => {
    const data = Float64Array.from({ length: 30 }, (_, i) => (i * 7) % 11);
    const once = bootstrapInterval(data, mean, { random: randomSource('one') });
    const again = bootstrapInterval(data, mean, { random: randomSource('one') });
    expect(again).toEqual(once);
    expect(once.estimate).toBeCloseTo(mean(data), 14);
    expect(once.lower).toBeLessThan(once.estimate);
    expect(once.upper).toBeGreaterThan(once.estimate);
    expect(once.standard_error).toBeCloseTo(Math.sqrt((variance(data) * 29) / 900), 1);
  });

  test('BCa covers the mean of skewed data better than percentiles do', () => {
    const random = randomSource('BCa');
    const trials = 1200;
    let percentile = 0;
    const options = { random, resamples: 500 } as const;
    const hits = covered(trials, 1, () => {
      const values = sample(40, () => exponential(random));
      const plain = bootstrapInterval(values, average, { ...options, method: 'percentile' });
      if (plain.lower <= 1 && plain.upper >= 1) percentile++;
      return bootstrapInterval(values, average, options);
    });
    expectFrequency(hits, trials, 0.92, 0.955);
    expect(hits).toBeGreaterThan(percentile);
  });

  test('BCa on normal data covers like its confidence', () => {
    const random = randomSource('BCa normal');
    const hits = covered(1200, 3, () =>
      bootstrapInterval(
        sample(30, () => 3 + normal(random)),
        average,
        { random, resamples: 500, confidence: 0.9 },
      ),
    );
    expectFrequency(hits, 1200, 0.875, 0.91);
  });

  test('BCa moves towards the long tail', () => {
    const random = randomSource('skew');
    const values = sample(60, () => exponential(random));
    const plain = bootstrapInterval(values, mean, { random: randomSource('s'), method: 'percentile' });
    const corrected = bootstrapInterval(values, mean, { random: randomSource('s') });
    expect(corrected.lower).toBeGreaterThan(plain.lower);
    expect(corrected.upper).toBeGreaterThan(plain.upper);
  });

  test('rows stay together: a perfect correlation is perfect in every resample', () => {
    const first = [1, 2, 3, 5, 8, 13, 21, 34];
    const interval = bootstrapRows(
      [first.length],
      ([rows]) => {
        const chosen = Array.from(rows, (row) => first[row]);
        const value = correlation(
          chosen,
          chosen.map((x) => 2 * x + 1),
        );
        return Number.isNaN(value) ? 1 : value;
      },
      { random: randomSource('rows'), resamples: 200 },
    );
    expect(interval.lower).toBeCloseTo(1, 12);
    expect(interval.upper).toBeCloseTo(1, 12);
  });

  test('several samples: a difference of 90th percentiles', () => {
    const random = randomSource('groups');
    const truth = Math.log(10);
    const hits = covered(300, truth, () =>
      bootstrapSamples(
        [sample(60, () => exponential(random)), sample(60, () => 2 * exponential(random))],
        ([a, b]) => quantile(b, 0.9) - quantile(a, 0.9),
        { random, resamples: 300 },
      ),
    );
    expectFrequency(hits, 300, 0.91, 0.97);
  });

  test('impossible input is refused', () => {
    const random = randomSource('r');
    expect(() => bootstrapInterval([1], mean, { random })).toThrow(StatisticsError);
    expect(() => bootstrapInterval([1, 2], () => Number.NaN, { random })).toThrow(/the statistic is NaN/);
    expect(() => bootstrapInterval([1, 2], mean, { random, resamples: 10 })).toThrow(/at least 100/);
    const flat = bootstrapInterval([2, 2, 2], mean, { random });
    expect([flat.lower, flat.upper]).toEqual([2, 2]);
  });
});
