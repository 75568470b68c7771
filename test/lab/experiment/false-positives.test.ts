import { expect, test } from 'vitest';
import { compareMetric } from '../../../src/lab/experiment/compare-metric.ts';
import { binomialQuantile } from '../../../src/lab/statistics/index.ts';
import { noise } from './stub.ts';

test('of 1,000 comparisons of equals about 5 % find a difference', () => {
  let found = 0;
  for (let experiment = 0; experiment < 1_000; experiment++) {
    const values = (name: string) =>
      Array.from(
        { length: 10 },
        (_, r) => 10 + noise('aa', experiment, r) + noise('aa', experiment, r, name),
      );
    const comparison = compareMetric(
      ['a', 'b', 'c'].map((label) => ({ label, values: values(label) })),
      { metric: 'x', better: 'lower', baseline: null, seed: '1' },
    );
    if (comparison?.pairs.some(({ different }) => different)) found++;
  }
  // Holm keeps the probability of any false difference at 5 %, a little below for three dependent pairs.
  expect(found).toBeLessThanOrEqual(binomialQuantile(0.999, 1_000, 0.05));
  expect(found).toBeGreaterThanOrEqual(binomialQuantile(0.001, 1_000, 0.03));
});

test('of 1,000 comparisons of two equals 5 % find a difference', () => {
  let found = 0;
  for (let experiment = 0; experiment < 1_000; experiment++) {
    const values = (name: string) =>
      Array.from({ length: 10 }, (_, r) => 10 + noise('pair', experiment, r, name));
    const comparison = compareMetric(
      ['a', 'b'].map((label) => ({ label, values: values(label) })),
      { metric: 'x', better: 'lower', baseline: 0, seed: '1' },
    );
    if (comparison?.pairs[0].different) found++;
  }
  expect(found).toBeLessThanOrEqual(binomialQuantile(0.999, 1_000, 0.05));
  expect(found).toBeGreaterThanOrEqual(binomialQuantile(0.001, 1_000, 0.05));
});
