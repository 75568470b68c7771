import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { compareAll } from '../../../src/lab/statistics/compare-all.ts';
import { letterDisplay } from '../../../src/lab/statistics/letters.ts';
import { StatisticsError } from '../../../src/mathematics/errors.ts';
import { benjaminiHochberg, holm } from '../../../src/mathematics/multiplicity.ts';
import { expectFrequency, exponential, normal, randomSource, sample } from './support.ts';

describe('adjusted p-values', () => {
  const raw = [0.01, 0.04, 0.03, 0.005, 0.2, 0.04];

  test('worked example', () => {
    const expectedHolm = [0.05, 0.12, 0.12, 0.03, 0.2, 0.12];
    const expectedRate = [0.03, 0.048, 0.048, 0.03, 0.2, 0.048];
    holm(raw).forEach((value, i) => {
      expect(value).toBeCloseTo(expectedHolm[i], 12);
    });
    benjaminiHochberg(raw).forEach((value, i) => {
      expect(value).toBeCloseTo(expectedRate[i], 12);
    });
    expect(() => holm([0.5, 1.5])).toThrow(StatisticsError);
  });

  property.prop([fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 })])(
    'never below the raw value, in its order, at most Bonferroni',
    (values) => {
      const strict = holm(values);
      const loose = benjaminiHochberg(values);
      values.forEach((p, i) => {
        expect(strict[i]).toBeLessThanOrEqual(Math.min(1, p * values.length));
        expect(loose[i]).toBeLessThanOrEqual(strict[i] + 1e-15);
        expect(loose[i]).toBeGreaterThanOrEqual(p * (1 - 1e-15));
        values.forEach((q, j) => {
          if (p < q) expect(strict[i]).toBeLessThanOrEqual(strict[j]);
        });
      });
    },
  );
});

describe('letters', () => {
  test('a chain of overlapping groups', () => {
    const { groups, letters } = letterDisplay(5, (i, j) => Math.abs(i - j) > 2);
    expect(groups).toEqual([
      [0, 1, 2],
      [1, 2, 3],
      [2, 3, 4],
    ]);
    expect(letters).toEqual(['a', 'ab', 'abc', 'bc', 'c']);
  });

  test('nothing differs, everything differs, one alternative', () => {
    expect(letterDisplay(3, () => false).letters).toEqual(['a', 'a', 'a']);
    expect(letterDisplay(3, () => true).letters).toEqual(['a', 'b', 'c']);
    expect(letterDisplay(1, () => true).letters).toEqual(['a']);
  });

  test('a redundant maximal group is dropped', () => {
    // Three outer cliques cover all pairs of the inner triangle 0, 1, 2.
    const alike = ['01', '02', '12', '03', '13', '14', '24', '05', '25'];
    const { groups } = letterDisplay(6, (i, j) => !alike.includes(`${Math.min(i, j)}${Math.max(i, j)}`));
    expect(groups).toEqual([
      [0, 1, 3],
      [0, 2, 5],
      [1, 2, 4],
    ]);
  });

  const relation = fc.integer({ min: 1, max: 9 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      bits: fc.array(fc.boolean(), { minLength: count * count, maxLength: count * count }),
    }),
  );
  property.prop([relation])(
    'two alternatives share a letter exactly when they do not differ',
    ({ count, bits }) => {
      const differ = (i: number, j: number): boolean => bits[Math.min(i, j) * count + Math.max(i, j)];
      const { groups, letters } = letterDisplay(count, differ);
      for (let i = 0; i < count; i++) {
        expect(letters[i]).not.toBe('');
        for (let j = i + 1; j < count; j++) {
          const share = [...letters[i]].some((letter) => letters[j].includes(letter));
          expect(share).toBe(!differ(i, j));
        }
      }
      for (const group of groups) {
        const extendable = Array.from({ length: count }, (_, k) => k).some(
          (k) => !group.includes(k) && group.every((member) => !differ(k, member)),
        );
        expect(extendable, 'a group is as large as it can be').toBe(false);
      }
    },
  );

  test('stays correct and quick where maximal groups are exponentially many', () => {
    // 30 alternatives in 10 triples that differ within: 3^10 maximal groups.
    const differ = (i: number, j: number): boolean => Math.floor(i / 3) === Math.floor(j / 3);
    const { groups } = letterDisplay(30, differ);
    expect(groups.length).toBeLessThan(500);
    for (let i = 0; i < 30; i++) {
      for (let j = i + 1; j < 30; j++) {
        expect(groups.some((group) => group.includes(i) && group.includes(j))).toBe(!differ(i, j));
      }
    }
  });
});

describe('comparison of several alternatives', () => {
  test('finds the best, its equals and the order', () => {
    const random = randomSource('comparison');
    const noise = sample(20, () => 5 * normal(random));
    const shifted = (offset: number): Float64Array => noise.map((value) => value + offset + normal(random));
    const result = compareAll([shifted(10), shifted(0), shifted(0.1), shifted(5)], {
      paired: true,
      best: 'lowest',
    });
    expect(result.ranking.slice(2)).toEqual([3, 0]);
    expect([...result.leaders].sort()).toEqual([1, 2]);
    expect(result.groups.letters).toEqual(['c', 'a', 'a', 'b']);
    expect(result.pairs).toHaveLength(6);
    const highest = compareAll([shifted(10), shifted(0)], { paired: true, best: 'highest' });
    expect(highest.leaders).toEqual([0]);
    expect(highest.pairs[0].difference.upper).toBeLessThan(0);
  });

  test('without pairing the same noise hides the differences', () => {
    const random = randomSource('unpaired');
    const noise = sample(15, () => 8 * normal(random));
    const near = noise.map((value) => value + normal(random) * 0.5);
    const far = noise.map((value) => value + 2 + normal(random) * 0.5);
    for (const test of ['t', 'rank'] as const) {
      expect(compareAll([near, far], { paired: true, best: 'lowest', test }).leaders).toEqual([0]);
      expect(compareAll([near, far], { paired: false, best: 'lowest', test }).leaders).toHaveLength(2);
    }
  });

  test('five equal alternatives: some pair is called different in at most 5 % of experiments', () => {
    const random = randomSource('A/A');
    const trials = 1500;
    for (const paired of [true, false]) {
      for (const test of ['t', 'rank'] as const) {
        let wrong = 0;
        for (let i = 0; i < trials; i++) {
          const common = sample(10, () => exponential(random));
          const alternatives = Array.from({ length: 5 }, () =>
            sample(10, () => normal(random)).map((value, r) => value + (paired ? common[r] : 0)),
          );
          const { pairs } = compareAll(alternatives, { paired, best: 'lowest', test });
          if (pairs.some((pair) => pair.different)) wrong++;
        }
        expectFrequency(wrong, trials, 0.005, 0.05);
      }
    }
  });

  test('the intervals of all differences hold together', () => {
    const random = randomSource('joint');
    const trials = 1500;
    let hits = 0;
    for (let i = 0; i < trials; i++) {
      const alternatives = Array.from({ length: 4 }, (_, a) => sample(12, () => a + normal(random)));
      const { pairs } = compareAll(alternatives, { paired: false, best: 'lowest' });
      const right = pairs.every(({ first, second, difference }) => {
        return difference.lower <= second - first && second - first <= difference.upper;
      });
      if (right) hits++;
    }
    expectFrequency(hits, trials, 0.95, 0.97);
  });

  test('impossible input is refused', () => {
    expect(() => compareAll([[1, 2]], { paired: true, best: 'lowest' })).toThrow(StatisticsError);
    expect(() =>
      compareAll(
        [
          [1, 2],
          [1, 2, 3],
        ],
        { paired: true, best: 'lowest' },
      ),
    ).toThrow(/paired/);
  });
});
