import { expect, test } from 'vitest';
import { type ComparisonOptions, compareMetric } from '../../../src/lab/experiment/compare-metric.ts';
import { noise } from './stub.ts';

const OPTIONS: ComparisonOptions = { metric: 'makespan', better: 'lower', baseline: 0, seed: '1' };

const A = [10, 12, 11, 13];
const B = [9, 11, 10.5, 11.5];
const C = [10.1, 11.9, 11.2, 12.8];

const measured = (lists: Readonly<Record<string, readonly (number | null | undefined)[]>>) =>
  Object.entries(lists).map(([label, values]) => ({ label, values }));

test('a worked example of two', () => {
  const comparison = compareMetric(measured({ a: A, b: B }), OPTIONS);
  // Differences -1, -1, -0.5, -1.5: mean -1, sd sqrt(1/6), standard error sqrt(1/24) = 0.2041; t(3, 0.975) = 3.1824.
  const [pair] = comparison?.pairs ?? [];
  expect(pair).toMatchObject({ baseline: 'a', candidate: 'b', replications: 4, different: true });
  expect(pair.difference.estimate).toBeCloseTo(-1, 12);
  expect(pair.difference.lower).toBeCloseTo(-1 - 3.182446 * Math.sqrt(1 / 24), 5);
  expect(pair.difference.upper).toBeCloseTo(-1 + 3.182446 * Math.sqrt(1 / 24), 5);
  // t = -4.899 on 3 degrees of freedom.
  expect(pair.p).toBeCloseTo(0.01628, 4);
  expect(pair.adjusted_p).toBe(pair.p);
  expect(pair.cohen_d?.d).toBeCloseTo(-Math.sqrt(6), 12);
  expect(comparison?.ranking).toEqual(['b', 'a']);
  expect(comparison?.leaders).toEqual(['b']);
  expect(comparison?.alternatives.map(({ mean, rank, letters }) => [mean, rank, letters])).toEqual([
    [11.5, 2, 'b'],
    [10.5, 1, 'a'],
  ]);
  expect(comparison?.alternatives[1].probability_best).toBe(1);
  expect(comparison?.alternatives[0].regret).toBeCloseTo(1, 1);
});

test('with a baseline every other is compared with it, else every two', () => {
  const lists = measured({ a: A, b: B, c: C });
  const names = (options: Partial<ComparisonOptions>) =>
    compareMetric(lists, { ...OPTIONS, ...options })?.pairs.map(
      ({ baseline, candidate }) => `${baseline}${candidate}`,
    );
  expect(names({})).toEqual(['ab', 'ac']);
  expect(names({ baseline: 1 })).toEqual(['ba', 'bc']);
  expect(names({ baseline: null })).toEqual(['ab', 'ac', 'bc']);
});

test('where more is better the ranking turns', () => {
  const comparison = compareMetric(measured({ a: A, b: B }), { ...OPTIONS, better: 'higher' });
  expect(comparison?.ranking).toEqual(['a', 'b']);
  expect(comparison?.alternatives[0].probability_best).toBe(1);
});

test('replications that some alternative did not measure are left out of all', () => {
  const comparison = compareMetric(measured({ a: [...A, 99, 5], b: [...B, null, 6, undefined] }), OPTIONS);
  expect(comparison?.left_out).toBe(2);
  expect(comparison?.alternatives.map(({ replications }) => replications)).toEqual([5, 5]);
  expect(comparison?.pairs[0].difference.estimate).toBeCloseTo((-1 - 1 - 0.5 - 1.5 + 1) / 5, 12);
  expect(compareMetric(measured({ a: A, b: [1, null, null, null] }), OPTIONS)).toBeNull();
});

test('after a selection each alternative has its own replications, and pairs those of both', () => {
  const comparison = compareMetric(measured({ a: A, b: B.slice(0, 3) }), { ...OPTIONS, unequal: true });
  expect(comparison?.alternatives.map(({ replications, mean }) => [replications, mean])).toEqual([
    [4, 11.5],
    [3, 30.5 / 3],
  ]);
  expect(comparison?.pairs[0]).toMatchObject({ replications: 3 });
  expect(comparison?.alternatives[0].letters).toBe('');
});

test('equal values everywhere are no difference, and have no effect size', () => {
  const comparison = compareMetric(measured({ a: [5, 5, 5], b: [5, 5, 5] }), OPTIONS);
  expect(comparison?.pairs[0]).toMatchObject({ different: false, p: 1, cohen_d: null, pairing: null });
  expect(comparison?.leaders).toEqual(['a', 'b']);
  const shifted = compareMetric(measured({ a: [5, 5, 5], b: [4, 4, 4] }), OPTIONS);
  expect(shifted?.pairs[0]).toMatchObject({ different: true, p: 0, cohen_d: null });
});

test('no per cent of means that are not above zero', () => {
  const comparison = compareMetric(measured({ a: [-1, 1, 2], b: [0, 0, 0] }), OPTIONS);
  expect(comparison?.pairs[0].relative).toBeNull();
});

test('joint intervals of nine comparisons all hold in about 95 of 100 experiments', () => {
  let all = 0;
  for (let experiment = 0; experiment < 300; experiment++) {
    const lists = Array.from({ length: 10 }, (_, index) => ({
      label: `n${index}`,
      values: Array.from(
        { length: 8 },
        (_, r) => 50 + index + noise('j', experiment, r) + noise('j', experiment, r, index),
      ),
    }));
    const pairs = compareMetric(lists, OPTIONS)?.pairs ?? [];
    if (
      pairs.every(({ difference }, index) => difference.lower <= index + 1 && difference.upper >= index + 1)
    )
      all++;
  }
  expect(all / 300).toBeGreaterThan(0.92);
});
