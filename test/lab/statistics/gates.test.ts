import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { changePoints, energyStatistics } from '../../../src/lab/statistics/change-points.ts';
import { equivalenceTest } from '../../../src/lab/statistics/equivalence.ts';
import { confirmedVerdict, decideGate, type GateRow } from '../../../src/lab/statistics/gate.ts';
import { nullThreshold } from '../../../src/lab/statistics/null-threshold.ts';
import { median } from '../../../src/lab/statistics/quantiles.ts';
import { ashmanD, bimodalityCoefficient, twoModes } from '../../../src/lab/statistics/two-means.ts';
import { pseudoMedian, pseudoMedianRatio } from '../../../src/lab/statistics/wilcoxon.ts';
import { StatisticsError } from '../../../src/mathematics/errors.ts';
import { holm } from '../../../src/mathematics/multiplicity.ts';
import { normalQuantile } from '../../../src/mathematics/normal.ts';
import { normal, randomSource } from './support.ts';

const zeros = (n: number) => new Array<number>(n).fill(0);
const row = (
  differences: readonly number[],
  margin: number,
  better: GateRow['better'] = 'lower',
): GateRow => ({
  baseline: zeros(differences.length),
  candidate: differences,
  better,
  margin,
});
const verdict = (...values: Parameters<typeof row>) => decideGate([row(...values)])[0].verdict;

describe('verdict of a gate', () => {
  const d = [0.004, -0.002, 0.006, 0.001, -0.003, 0.005, 0.002, 0, 0.003, -0.001];

  test('worked example of two one-sided tests', () => {
    const [{ verdict, difference, changed }] = decideGate([row(d, 0.01)]);
    expect(verdict).toBe('same');
    expect(difference?.estimate).toBeCloseTo(0.0015, 12);
    expect((difference?.standard_error as number) * Math.sqrt(10)).toBeCloseTo(0.0030277, 7);
    expect(difference?.lower).toBeCloseTo(-0.000255, 6);
    expect(difference?.upper).toBeCloseTo(0.003255, 6);
    expect(changed).toBe(9);
    const error = difference?.standard_error as number;
    expect((0.0015 - 0.01) / error).toBeCloseTo(-8.878, 3);
    expect((0.0015 + 0.01) / error).toBeCloseTo(12.011, 3);
    expect(equivalenceTest(zeros(10), d, { margin: 0.01, paired: true }).equivalent).toBe(true);
  });

  test('worse past the margin, better past it, and undecided across it', () => {
    const around = (centre: number) => d.map((value) => value + centre);
    expect(verdict(around(0.02), 0.01)).toBe('worse');
    expect(verdict(around(-0.03), 0.01)).toBe('better');
    expect(verdict(around(0.02), 0.01, 'higher')).toBe('better');
    expect(verdict(around(-0.03), 0.01, 'higher')).toBe('worse');
    expect(verdict(around(0.0085), 0.01)).toBe('undecided');
  });

  test('without a margin every difference for the worse counts, and none is needed twice', () => {
    expect(verdict([0, 0, 0, 0], 0)).toBe('same');
    expect(verdict([0, 0, 1, 0], 0)).toBe('worse');
    expect(verdict([-1, 0, 0, 0], 0)).toBe('better');
    expect(verdict([-3, 1, 0, 0], 0)).toBe('worse');
    expect(verdict([0, -1, 0], 0, 'higher')).toBe('worse');
  });

  test('differences that are all equal are no certainty', () => {
    expect(verdict([5, 5, 5], 1)).toBe('undecided');
    expect(verdict([0, 0, 0], 1)).toBe('undecided');
    expect(verdict([5, 5, 5, 5, 5], 1)).toBe('worse');
    expect(verdict([0, 0, 0, 0, 0], 1)).toBe('same');
    expect(verdict([7], 1)).toBe('undecided');
  });

  test('Holm over the rows: what is worse alone may not be among many', () => {
    const raw = holm([0.001, 0.04, 0.012, 0.03, 0.2]);
    [0.005, 0.09, 0.048, 0.09, 0.2].forEach((value, i) => {
      expect(raw[i]).toBeCloseTo(value, 12);
    });
    const slight = row([0.2, 1.6, -0.4, 1.1, 0.9, 0.1, 1.4, 0.6], 0.2);
    expect(decideGate([slight])[0].verdict).toBe('worse');
    const many = decideGate([slight, ...Array.from({ length: 20 }, () => row(d, 0.01))]);
    expect(many[0].verdict).toBe('undecided');
    expect(many[0].worse_p).toBeCloseTo(21 * decideGate([slight])[0].worse_p, 10);
    // Rows without a margin are no tests, and cost the others nothing.
    expect(decideGate([slight, row([0, 0], 0)])[0].verdict).toBe('worse');
  });

  test('worse stands only when fresh pairs say so too', () => {
    expect(confirmedVerdict('worse', 'worse')).toBe('worse');
    expect(confirmedVerdict('same', 'worse')).toBe('undecided');
    expect(confirmedVerdict('worse', 'undecided')).toBe('undecided');
    expect(confirmedVerdict('undecided', 'same')).toBe('same');
  });

  test('two batches together alarm less often than one alone may', () => {
    const random = randomSource('two batches');
    let alarms = 0;
    const experiments = 4000;
    for (let i = 0; i < experiments; i++) {
      const batch = () => Array.from({ length: 10 }, () => 1 + normal(random) * 2);
      const [first, fresh] = [batch(), batch()];
      const stage = decideGate([row(first, 1)])[0].verdict;
      if (stage === 'same' || stage === 'better') continue;
      const all = decideGate([row([...first, ...fresh], 1)])[0].verdict;
      if (confirmedVerdict(decideGate([row(fresh, 1)])[0].verdict, all) === 'worse') alarms++;
    }
    // The mean is at the margin, where false alarms are most likely: both the fresh pairs and all pairs have to say so.
    expect(alarms / experiments).toBeLessThan(0.05);
    expect(alarms).toBeGreaterThan(0);
  });

  test('refuses what has no meaning', () => {
    expect(() => decideGate([row([1], -1)])).toThrow(StatisticsError);
    expect(() => decideGate([row([1], 1)], 0.5)).toThrow(StatisticsError);
    expect(() => decideGate([{ ...row([1], 1), candidate: [1, 2] }])).toThrow(StatisticsError);
  });

  property.prop([
    fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 20 }),
    fc.double({ min: 0.01, max: 5, noNaN: true }),
  ])('turning the scale round turns worse into better', (values, margin) => {
    const turned = { same: 'same', undecided: 'undecided', better: 'worse', worse: 'better' } as const;
    expect(verdict(values, margin, 'higher')).toBe(turned[verdict(values, margin, 'lower')]);
  });
});

describe('ratio of pairs', () => {
  test('worked example: 15 means of two', () => {
    const ratios = [1.02, 1.05, 0.99, 1.08, 1.04];
    expect(pseudoMedian(zeros(5), ratios, 0.9).estimate).toBeCloseTo(1.035, 12);
    expect(median(ratios)).toBe(1.04);
    const logs = ratios.map(Math.log);
    const walsh = logs.flatMap((x, i) => logs.slice(i).map((y) => (x + y) / 2));
    expect(walsh).toHaveLength(15);
    const { estimate } = pseudoMedianRatio(
      new Array(5).fill(2),
      ratios.map((ratio) => 2 * ratio),
      0.9,
    );
    expect(estimate).toBeCloseTo(Math.exp(median(walsh)), 12);
  });

  test('a one-sided level of .01 needs seven pairs', () => {
    const bounded = (n: number) => {
      const ratios = Array.from({ length: n }, (_, i) => 1.1 + i / 1000);
      return pseudoMedianRatio(new Array(n).fill(1), ratios, 0.98).lower > 0;
    };
    expect(bounded(6)).toBe(false);
    expect(bounded(7)).toBe(true);
    expect(() => pseudoMedianRatio([1, 0], [1, 1])).toThrow(StatisticsError);
  });
});

describe('two modes', () => {
  test('worked examples', () => {
    const apart = [10, 10.1, 9.9, 10, 10.1, 13, 13.1, 12.9, 13, 13.1];
    const one = [9.8, 9.9, 10, 10, 10.1, 10.2, 10, 9.95, 10.05, 10];
    expect(bimodalityCoefficient(apart)).toBeCloseTo(0.5601, 4);
    expect(bimodalityCoefficient(one)).toBeCloseTo(0.1828, 4);
    expect(ashmanD({ mean: 10, sd: 0.1 }, { mean: 13, sd: 0.1 })).toBeCloseTo(30, 10);
    expect(twoModes(apart)).toMatchObject({ bimodal: true, split: 10.1, lower: { count: 5 } });
    expect(twoModes(one)?.bimodal).toBe(false);
  });

  test('a few strays are no mode, and neither is what lies close', () => {
    expect(twoModes([1, 1.1, 0.9, 1, 1.05, 0.95, 1.02, 0.98, 1.01, 9])?.bimodal).toBe(false);
    expect(twoModes([1, 2, 3, 4, 5, 6, 7, 8])?.bimodal).toBe(false);
    expect(twoModes([3, 3, 3, 3, 3])).toBeNull();
    expect(twoModes([3, 3, 5, 5])).toMatchObject({ bimodal: true, ashman: Infinity, gap: 2 });
  });

  property.prop([fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 12 })])(
    'the cut has the least squares of all',
    (values) => {
      const found = twoModes(values);
      const ascending = values.toSorted((a, b) => a - b);
      const squares = (part: readonly number[]) => {
        const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
        return part.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      };
      const costs = ascending
        .slice(1)
        .map((_, i) => squares(ascending.slice(0, i + 1)) + squares(ascending.slice(i + 1)));
      if (found === null) return;
      expect(costs[found.lower.count - 1]).toBeCloseTo(Math.min(...costs), 6);
    },
  );
});

describe('change points', () => {
  const series = [10, 11, 10, 12, 11, 15, 16, 15, 17, 16];

  test('worked example', () => {
    const expected = [5.085714, 11, 12.56, 20, 14.24, 8, 6.628571];
    const statistics = energyStatistics(series, 2);
    expect(statistics).toHaveLength(7);
    expected.forEach((value, i) => {
      expect(statistics[i]).toBeCloseTo(value, 5);
    });
    const { changes, too_early } = changePoints(series, {
      random: randomSource('change points'),
      minimum: 2,
      permutations: 20_000,
    });
    expect(changes.map(({ index }) => index)).toEqual([5]);
    // .00806, with four standard errors of 20,000 draws.
    expect(Math.abs(changes[0].p - 0.00806)).toBeLessThan(4 * Math.sqrt((0.00806 * 0.992) / 20_000));
    expect(too_early).toBe(1);
  });

  test('equal splits go to the first, whatever rounding says', () => {
    const options = () => ({ random: randomSource('ties'), minimum: 2, permutations: 99 });
    const scaled = [0, 0, 0, 1, 1, 1].map((value) => value * 0.1 + 0.7);
    expect(changePoints(scaled, { ...options(), level: 0.5 }).changes[0].index).toBe(3);
    const symmetric = [0, 0, 0, 5, 5, 0, 0, 0];
    const q = energyStatistics(symmetric, 2);
    expect(q[1]).toBeCloseTo(q[q.length - 2], 12);
    expect(changePoints(symmetric, { ...options(), level: 0.99 }).changes[0].index).toBe(3);
  });

  test('finds two changes, none in what does not change, and none that is too young', () => {
    const random = randomSource('series');
    const level = (mean: number, n: number) => Array.from({ length: n }, () => mean + normal(random));
    const options = (name: string) => ({ random: randomSource(name), minimum: 5 });
    const two = changePoints([...level(0, 15), ...level(6, 15), ...level(0, 15)], options('two'));
    expect(two.changes.map(({ index }) => index)).toEqual([15, 30]);
    expect(changePoints(level(0, 40), options('none')).changes).toEqual([]);
    expect(changePoints([1, 1, 1, 1, 1, 1], options('constant')).changes).toEqual([]);
    expect(changePoints([1, 2, 3], options('short'))).toEqual({ changes: [], too_early: 3 });
    expect(
      changePoints([...level(0, 20), ...level(9, 3)], options('young')).changes.every(
        ({ index }) => index < 20,
      ),
    ).toBe(true);
  });

  test('power and false alarms of 40 values, ten of them shifted', () => {
    const random = randomSource('power');
    const found = (shift: number, rounds: number) => {
      let count = 0;
      for (let round = 0; round < rounds; round++) {
        const values = Array.from({ length: 40 }, (_, i) => normal(random) + (i >= 30 ? shift : 0));
        const options = { random, minimum: 5, permutations: 99 };
        if (changePoints(values, options).changes.length > 0) count++;
      }
      return count / rounds;
    };
    expect(found(3, 60)).toBe(1);
    // .88 and .06; four standard errors.
    expect(Math.abs(found(1.5, 200) - 0.88)).toBeLessThan(4 * Math.sqrt((0.88 * 0.12) / 200));
    expect(Math.abs(found(0, 200) - 0.06)).toBeLessThan(4 * Math.sqrt((0.06 * 0.94) / 200));
  });

  property.prop([fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 14 })])(
    'the statistic is that of its definition',
    (values) => {
      const mean = (pairs: readonly number[]) =>
        pairs.length === 0 ? 0 : pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
      const within = (part: readonly number[]) =>
        mean(part.flatMap((x, i) => part.slice(i + 1).map((y) => Math.abs(x - y))));
      energyStatistics(values, 2).forEach((statistic, i) => {
        const left = values.slice(0, 2 + i);
        const right = values.slice(2 + i);
        const between = mean(left.flatMap((x) => right.map((y) => Math.abs(x - y))));
        const weight = (left.length * right.length) / values.length;
        expect(statistic).toBeCloseTo(weight * (2 * between - within(left) - within(right)), 9);
      });
    },
  );
});

describe('threshold from the same against the same', () => {
  test('few nulls are fitted, many are counted', () => {
    const nulls = [-0.02, -0.01, 0, 0.01, 0.02];
    const fitted = nullThreshold(nulls, 0.001, 0.01);
    expect(fitted).toMatchObject({ centre: 0, exact: false });
    expect(fitted.spread).toBeCloseTo(0.014826, 12);
    expect(fitted.threshold).toBeCloseTo(normalQuantile(0.99) * 0.014826, 12);
    expect(nullThreshold(nulls, 0.05, 0.01).threshold).toBe(0.05);
    // An upper bound of the .95 quantile exists from 59 values on.
    const many = Array.from({ length: 59 }, (_, i) => i / 1000);
    expect(nullThreshold(many.slice(0, 58), 0.001, 0.05).exact).toBe(false);
    expect(nullThreshold(many, 0.001, 0.05)).toMatchObject({ exact: true, threshold: 0.058 });
    expect(() => nullThreshold([1, 2], 0.01, 0.01)).toThrow(StatisticsError);
  });
});
