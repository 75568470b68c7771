import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  cliffsDelta,
  cohenD,
  cohenDPaired,
  hedgesCorrection,
} from '../../../src/lab/statistics/effect-size.ts';
import { equivalenceTest } from '../../../src/lab/statistics/equivalence.ts';
import {
  hodgesLehmannShift,
  mannWhitneyDistribution,
  mannWhitneyTest,
} from '../../../src/lab/statistics/mann-whitney.ts';
import { median } from '../../../src/lab/statistics/quantiles.ts';
import { midRanks, selectRank } from '../../../src/lab/statistics/ranks.ts';
import { pairedTest, welchTest } from '../../../src/lab/statistics/t-test.ts';
import {
  medianDifference,
  pseudoMedian,
  signedRankDistribution,
  signedRankTest,
  signTest,
} from '../../../src/lab/statistics/wilcoxon.ts';
import { StatisticsError } from '../../../src/mathematics/errors.ts';
import { covered, expectFrequency, exponential, normal, randomSource, sample } from './support.ts';

const A = [3.1, 4.7, 2.8, 5.9, 4.4, 3.6, 5.2, 4.1, 6.3, 2.2];
const B = [4.0, 5.1, 3.9, 7.2, 4.9, 4.8, 5.0, 6.6, 7.1];
const DIFFERENCES = [0.9, 0.4, 1.15, 1.3, 0.5, 1.2, -0.2, 2.5, 0.8, 1.1];
const ZERO = DIFFERENCES.map(() => 0);

describe('worked examples, p-values as given by SciPy', () => {
  test('t tests', () => {
    const welch = welchTest(A, B);
    expect(welch.statistic).toBeCloseTo(1.9645761725136737, 12);
    expect(welch.p).toBeCloseTo(0.06606538158130196, 12);
    const paired = pairedTest(ZERO, DIFFERENCES);
    expect(paired.statistic).toBeCloseTo(4.315491323480489, 12);
    expect(paired.p).toBeCloseTo(0.0019459757754589776, 13);
  });

  test('t tests without spread', () => {
    expect(pairedTest([1, 2], [1, 2])).toMatchObject({ statistic: 0, p: 1 });
    expect(pairedTest([1, 2], [2, 3])).toMatchObject({ statistic: Number.POSITIVE_INFINITY, p: 0 });
    expect(() => welchTest([1], [2, 3])).toThrow(StatisticsError);
  });

  test('Mann-Whitney, exact and with ties', () => {
    const exact = mannWhitneyTest(A, B);
    expect(exact).toMatchObject({ statistic: 66, method: 'exact' });
    expect(exact.p).toBeCloseTo(0.09471952196410402, 13);
    expect(exact.superiority).toBeCloseTo(66 / 90, 14);
    const tied = mannWhitneyTest([1, 2, 2, 3, 3, 3, 4, 5, 6, 7], [2, 3, 3, 4, 4, 5, 5, 6, 8]);
    expect(tied).toMatchObject({ statistic: 57.5, method: 'normal' });
    expect(tied.p).toBeCloseTo(0.3200804099469474, 12);
    expect(mannWhitneyTest([1, 1], [1, 1, 1]).p).toBe(1);
  });

  test('signed ranks, exact, and with ties and zeros', () => {
    const exact = signedRankTest(ZERO, DIFFERENCES);
    expect(exact).toMatchObject({ statistic: 54, method: 'exact', zeros: 0 });
    expect(exact.p).toBeCloseTo(0.00390625, 14);
    const tied = [1, -1, 2, 2, -3, 4, 4, 5, 0, 6, -2, 3];
    const normalApproximation = signedRankTest(
      tied.map(() => 0),
      tied,
    );
    expect(normalApproximation).toMatchObject({ statistic: 54, method: 'normal', zeros: 1 });
    expect(normalApproximation.p).toBeCloseTo(0.06739827188482482, 12);
    expect(signedRankTest([1, 2], [1, 2]).p).toBe(1);
  });

  test('sign test', () => {
    const signs = signTest([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5], [1, 2, 3, 4, 5, 6, 7, 8, -1, -2, 5]);
    expect(signs).toMatchObject({ positive: 8, negative: 2, zeros: 1 });
    expect(signs.p).toBeCloseTo(0.109375, 14);
    expect(signTest([1], [1]).p).toBe(1);
  });

  test('standardised differences with exact intervals', () => {
    const unpaired = cohenD(A, B);
    expect(unpaired.d).toBeCloseTo(0.899514837417902, 12);
    expect(unpaired.g).toBeCloseTo(0.8591369706879268, 12);
    expect(unpaired.lower).toBeCloseTo(-0.06153455103357538, 9);
    expect(unpaired.upper).toBeCloseTo(1.8368946428744293, 9);
    const paired = cohenDPaired(ZERO, DIFFERENCES);
    expect(paired.d).toBeCloseTo(1.3646781804892825, 12);
    expect(paired.lower).toBeCloseTo(0.4694431851006715, 9);
    expect(paired.upper).toBeCloseTo(2.2234896277577767, 9);
    expect(hedgesCorrection(10)).toBeCloseTo(0.9227, 4);
    expect(() => cohenD([1, 1], [2, 2])).toThrow(/standard deviation is 0/);
  });

  test('equivalence', () => {
    const wide = equivalenceTest(A, B, { margin: 2.5, paired: false });
    expect(wide.p).toBeCloseTo(0.01964950364195704, 12);
    expect(wide.equivalent).toBe(true);
    const narrow = equivalenceTest(A, B, { margin: { lower: -1.5, upper: 1.5 }, paired: false });
    expect(narrow.p).toBeCloseTo(0.2933677965655377, 12);
    expect(narrow.equivalent).toBe(false);
    expect(equivalenceTest([1, 2], [1, 2], { margin: 0.1, paired: true })).toMatchObject({ p: 0 });
    expect(() => equivalenceTest(A, B, { margin: 0, paired: false })).toThrow(StatisticsError);
  });
});

describe('against slow, obvious versions', () => {
  const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 9 });

  property.prop([values])('mid-ranks', (list) => {
    const { ranks } = midRanks(list);
    list.forEach((value, i) => {
      const below = list.filter((other) => other < value).length;
      const equal = list.filter((other) => other === value).length;
      expect(ranks[i]).toBe(below + (equal + 1) / 2);
    });
  });

  property.prop([values, values])('U and superiority count pairs', (first, second) => {
    let u = 0;
    for (const x of first) for (const y of second) u += y > x ? 1 : y === x ? 0.5 : 0;
    expect(mannWhitneyTest(first, second).statistic).toBe(u);
  });

  property.prop([values, values])('the shift is the median of all differences', (first, second) => {
    const all = first.flatMap((x) => second.map((y) => y - x));
    expect(hodgesLehmannShift(first, second).estimate).toBe(median(all));
  });

  property.prop([values])('the pseudo-median is the median of all Walsh averages', (list) => {
    const all = list.flatMap((x, i) => list.slice(i).map((y) => (x + y) / 2));
    const zeros = list.map(() => 0);
    expect(pseudoMedian(zeros, list).estimate).toBe(median(all));
  });

  property.prop([
    fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 12 }),
    fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 12 }),
    fc.nat(),
  ])('selection finds every rank', (rows, columns, seed) => {
    const first = [...rows].sort((a, b) => a - b);
    const second = [...columns].sort((a, b) => a - b);
    const all = first.flatMap((x) => second.map((y) => y + x)).sort((a, b) => a - b);
    const rank = (seed % all.length) + 1;
    const table = {
      rows: first.length,
      columns: second.length,
      from: () => 0,
      value: (row: number, column: number) => second[column] + first[row],
    };
    expect(selectRank(table, rank)).toBeCloseTo(all[rank - 1], 14);
  });

  test('the exact distributions, by enumeration', () => {
    const counts = new Float64Array(13);
    for (let set = 0; set < 128; set++) {
      const ranks = [1, 2, 3, 4, 5, 6, 7].filter((rank) => set & (1 << (rank - 1)));
      if (ranks.length === 3) counts[ranks.reduce((s, r) => s + r, 0) - 6]++;
    }
    const distribution = mannWhitneyDistribution(3, 4);
    counts.forEach((count, u) => {
      expect(distribution[u]).toBeCloseTo(count / 35, 14);
    });
    const sums = new Float64Array(22);
    for (let set = 0; set < 64; set++) {
      sums[[1, 2, 3, 4, 5, 6].reduce((s, r) => s + (set & (1 << (r - 1)) ? r : 0), 0)]++;
    }
    signedRankDistribution(6).forEach((value, t) => {
      expect(value).toBeCloseTo(sums[t] / 64, 14);
    });
  });

  property.prop([values, values])("Cliff's delta counts pairs and stays in its interval", (first, second) => {
    fc.pre(first.length > 1 && second.length > 1);
    let sum = 0;
    for (const x of first) for (const y of second) sum += Math.sign(y - x);
    const result = cliffsDelta(first, second);
    expect(result.delta).toBeCloseTo(sum / (first.length * second.length), 14);
    expect(result.lower).toBeLessThanOrEqual(result.delta + 1e-12);
    expect(result.upper).toBeGreaterThanOrEqual(result.delta - 1e-12);
    const back = cliffsDelta(second, first);
    expect(back.lower).toBeCloseTo(-result.upper, 12);
  });
});

describe('coverage and level', () => {
  test('rank intervals cover the shift, exact and approximate', () => {
    const random = randomSource('shift');
    const small = covered(3000, 2, () =>
      hodgesLehmannShift(
        sample(8, () => exponential(random)),
        sample(10, () => 2 + exponential(random)),
      ),
    );
    expectFrequency(small, 3000, 0.95, 0.965);
    const large = covered(1000, 2, () =>
      hodgesLehmannShift(
        sample(60, () => normal(random)),
        sample(55, () => 2 + normal(random)),
      ),
    );
    expectFrequency(large, 1000, 0.95);
  });

  test('pseudo-median and median difference cover', () => {
    const random = randomSource('pseudo-median');
    const zeros = new Float64Array(14);
    const draw = (): Float64Array => sample(14, () => 1 + normal(random) * (1 + random.uniform()));
    expectFrequency(
      covered(3000, 1, () => pseudoMedian(zeros, draw())),
      3000,
      0.95,
      0.965,
    );
    expectFrequency(
      covered(3000, 1, () => medianDifference(zeros, draw())),
      3000,
      0.95,
      0.99,
    );
    const many = new Float64Array(120);
    expectFrequency(
      covered(400, 0, () =>
        pseudoMedian(
          many,
          sample(120, () => normal(random)),
        ),
      ),
      400,
      0.95,
    );
  });

  test("Cliff's delta and Cohen's d cover", () => {
    const random = randomSource('delta');
    // P(2 X > Y) - P(2 X < Y) for unit exponentials X and Y is 2/3 - 1/3.
    const delta = covered(2000, 1 / 3, () =>
      cliffsDelta(
        sample(25, () => exponential(random)),
        sample(25, () => 2 * exponential(random)),
      ),
    );
    expectFrequency(delta, 2000, 0.93, 0.96);
    const d = covered(300, 0.5, () =>
      cohenD(
        sample(10, () => normal(random)),
        sample(10, () => 0.5 + normal(random)),
      ),
    );
    expectFrequency(d, 300, 0.95);
  });

  test('all tests keep their level when nothing differs', () => {
    const random = randomSource('level');
    const trials = 3000;
    const rejected = { welch: 0, paired: 0, ranks: 0, signed: 0, sign: 0 };
    for (let i = 0; i < trials; i++) {
      const first = sample(12, () => normal(random));
      const second = sample(12, () => normal(random));
      if (welchTest(first, second).p <= 0.05) rejected.welch++;
      if (pairedTest(first, second).p <= 0.05) rejected.paired++;
      if (mannWhitneyTest(first, second).p <= 0.05) rejected.ranks++;
      if (signedRankTest(first, second).p <= 0.05) rejected.signed++;
      if (signTest(first, second).p <= 0.05) rejected.sign++;
    }
    expectFrequency(rejected.welch, trials, 0.045, 0.05);
    expectFrequency(rejected.paired, trials, 0.05);
    expectFrequency(rejected.ranks, trials, 0.04, 0.05);
    expectFrequency(rejected.signed, trials, 0.04, 0.05);
    expectFrequency(rejected.sign, trials, 0.03, 0.05);
  });

  test('equivalence is declared at its level on the edge of the margin', () => {
    const random = randomSource('equivalence');
    let declared = 0;
    for (let i = 0; i < 3000; i++) {
      const first = sample(20, () => normal(random));
      const second = sample(20, () => 2 + normal(random));
      if (equivalenceTest(first, second, { margin: 2, paired: false }).equivalent) declared++;
    }
    expectFrequency(declared, 3000, 0.05);
  });
});
