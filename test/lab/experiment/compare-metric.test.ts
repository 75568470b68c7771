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
});

test('fewer than five replications are too few to resample', () => {
  const chances = (more: readonly number[]) =>
    compareMetric(
      measured({ a: [...A, ...more], b: [...B, ...more.map((value) => value - 1)] }),
      OPTIONS,
    )?.alternatives.map(({ probability_best, regret }) => [probability_best, regret]);
  expect(chances([])).toEqual([
    [null, null],
    [null, null],
  ]);
  expect(chances([12])).toEqual([
    [0, expect.closeTo(1, 1)],
    [1, 0],
  ]);
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
  expect(comparison?.leaders).toEqual(['a']);
});

test('replications that some alternative did not measure are left out of all', () => {
  const comparison = compareMetric(measured({ a: [...A, 99, 5], b: [...B, null, 6, undefined] }), OPTIONS);
  expect(comparison?.left_out).toBe(2);
  expect(comparison?.alternatives.map(({ replications }) => replications)).toEqual([5, 5]);
  expect(comparison?.pairs[0].difference.estimate).toBeCloseTo((-1 - 1 - 0.5 - 1.5 + 1) / 5, 12);
});

test('an alternative that cannot be measured is named, and the others are compared without it', () => {
  const lists = { a: A, b: B, bad: [1, null, undefined, null], c: C };
  const without = compareMetric(measured({ a: A, b: B, c: C }), OPTIONS);
  const comparison = compareMetric(measured(lists), OPTIONS);
  expect(comparison).toEqual({ ...without, unmeasured: ['bad'] });
  expect(compareMetric(measured(lists), { ...OPTIONS, baseline: 2 })).toMatchObject({
    baseline: 'c',
    pairs: [
      { baseline: 'c', candidate: 'a' },
      { baseline: 'c', candidate: 'b' },
    ],
  });
  // The next one after the last is the first.
  expect(compareMetric(measured({ a: A, b: B, bad: [] }), { ...OPTIONS, baseline: 2 })?.baseline).toBe('a');
});

test('the last alternative that was measured still has its mean', () => {
  const alone = compareMetric(measured({ a: [], b: B }), OPTIONS);
  expect(alone).toMatchObject({ unmeasured: ['a'], baseline: 'b', pairs: [], ranking: ['b'] });
  expect(alone?.alternatives).toMatchObject([{ label: 'b', mean: 10.5, replications: 4 }]);
  expect(compareMetric(measured({ a: [1], b: [null, 2] }), OPTIONS)).toBeNull();
  // Each was measured twice, but never together: the one with fewer values goes.
  const apart = compareMetric(measured({ a: [1, 2], b: [null, null, 3, 4, 5] }), OPTIONS);
  expect(apart).toMatchObject({ unmeasured: ['a'], ranking: ['b'] });
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

test('after a selection a gap costs its replication alone, not all that follow', () => {
  const lists = measured({ a: [...A, 14, 15], b: [9, null, ...B.slice(2), 13], c: [...A, null] });
  const comparison = compareMetric(lists, { ...OPTIONS, unequal: true });
  expect(comparison?.alternatives.map(({ replications }) => replications)).toEqual([6, 4, 4]);
  expect(comparison?.pairs.map(({ replications }) => replications)).toEqual([4, 4]);
  expect(comparison?.left_out).toBe(2);
});

test('what was selected leads, with whoever stayed as long and is not told apart', () => {
  const lists = measured({ a: [1, 2], b: [...A, 9, 9], c: [...A, 9, 9], d: [...A, 10, 7] });
  const comparison = compareMetric(lists, { ...OPTIONS, unequal: true, selected: 1 });
  expect(comparison?.ranking[0]).toBe('a');
  expect(comparison?.leaders).toEqual(['b', 'd', 'c']);
  expect(comparison?.identical).toEqual(['b', 'c']);
});

/** Three alternatives of which the second and third are near each other. */
const three = (experiment: number, replications: number) =>
  measured(
    Object.fromEntries(
      ['a', 'b', 'c'].map((label, index) => [
        label,
        Array.from({ length: replications }, (_, r) =>
          Math.exp(
            1 + noise('d', experiment, r) / 2 + (index ? -0.5 + noise('e', experiment, r, index) / 4 : 0),
          ),
        ),
      ]),
    ),
  );

test('letters, pairs, leaders and all intervals come from one set of decisions', () => {
  const seen = { apart: 0, together: 0, sharper: 0 };
  for (let experiment = 0; experiment < 70; experiment++)
    for (const baseline of [0, null]) {
      const comparison = compareMetric(three(experiment, 2 + (experiment % 7)), { ...OPTIONS, baseline });
      if (comparison === null) throw new Error('nothing was compared');
      const letters = new Map(comparison.alternatives.map((each) => [each.label, [...each.letters]]));
      for (const { baseline, candidate, different, adjusted_p, difference, relative } of comparison.pairs) {
        if (comparison.too_few !== null) {
          expect([different, letters.get(baseline), comparison.groups]).toEqual([false, [], []]);
          expect(difference.lower <= 0 && difference.upper >= 0).toBe(true);
          continue;
        }
        const shared = letters.get(baseline)?.some((letter) => letters.get(candidate)?.includes(letter));
        expect(shared).toBe(!different);
        expect(adjusted_p <= 0.05).toBe(different);
        for (const { lower, upper } of [difference, relative ?? difference])
          expect(lower < 0 && upper > 0).toBe(!different);
        if (comparison.ranking[0] === baseline)
          expect(comparison.leaders.includes(candidate)).toBe(!different);
        if (relative) expect(Math.sign(relative.estimate)).toBe(Math.sign(difference.estimate ?? 0));
        seen[different ? 'apart' : 'together']++;
        if (difference.lower === 0 || difference.upper === 0) seen.sharper++;
      }
    }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});

test('a pair has the same p whether all pairs are listed or those with the baseline', () => {
  const [some, all] = [0, null].map((baseline) => compareMetric(three(5, 6), { ...OPTIONS, baseline }));
  expect(some?.pairs).toEqual(all?.pairs.slice(0, 2));
});

test('the interval in per cent covers the ratio of true means in about 95 of 100 experiments', () => {
  let covered = 0;
  let unbounded = 0;
  for (let experiment = 0; experiment < 400; experiment++) {
    const values = (name: string, mean: number) =>
      Array.from(
        { length: 6 },
        (_, r) => mean * (1 + 0.3 * noise('f', experiment, r) + 0.2 * noise('g', experiment, r, name)),
      );
    const [pair] = compareMetric(measured({ a: values('a', 10), b: values('b', 8) }), OPTIONS)?.pairs ?? [];
    if (pair.relative === null) unbounded++;
    else if (pair.relative.lower <= -0.2 && pair.relative.upper >= -0.2) covered++;
  }
  expect(unbounded).toBeLessThan(20);
  expect(covered / (400 - unbounded)).toBeGreaterThan(0.92);
  expect(covered / (400 - unbounded)).toBeLessThan(0.98);
});

test('what cannot be negative loses at most all, and no per cent is taken of what may be 0', () => {
  const wide = compareMetric(measured({ a: [9, 10, 11], b: [1, 9, 8] }), OPTIONS);
  expect(wide?.pairs[0].difference.lower).toBeLessThan(-11);
  expect(wide?.pairs[0].relative?.lower).toBe(-1);
  const loose = compareMetric(measured({ a: [0, 1, 20], b: [1, 2, 20] }), OPTIONS);
  expect(loose?.pairs[0].relative).toBeNull();
});

test('equal values everywhere are no difference, and have no effect size', () => {
  const comparison = compareMetric(measured({ a: [5, 5, 5], b: [5, 5, 5] }), OPTIONS);
  expect(comparison?.pairs[0]).toMatchObject({ different: false, p: 1, cohen_d: null, pairing: null });
  expect(comparison?.leaders).toEqual(['a', 'b']);
  const shifted = compareMetric(measured({ a: [5, 5, 5], b: [4, 4, 4] }), OPTIONS);
  // Three equal differences are no certainty: the sign test gives 2 / 2^3.
  expect(shifted?.pairs[0]).toMatchObject({ different: false, p: 0.25, cohen_d: null });
  const more = (value: number) => Array.from({ length: 8 }, () => value);
  const often = compareMetric(measured({ a: more(5), b: more(4) }), OPTIONS);
  expect(often?.pairs[0]).toMatchObject({ different: true, p: expect.closeTo(1 / 128, 12), cohen_d: null });
  expect(often?.alternatives.map(({ constant }) => constant)).toEqual([true, true]);
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
