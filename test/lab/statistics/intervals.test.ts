import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { batchesOf, batchMeansInterval } from '../../../src/lab/statistics/batch-means.ts';
import { halfWidth } from '../../../src/lab/statistics/interval.ts';
import { meanInterval, pairedInterval, welchInterval } from '../../../src/lab/statistics/mean-interval.ts';
import { clopperPearsonInterval, wilsonInterval } from '../../../src/lab/statistics/proportion.ts';
import {
  quantileInterval,
  valuesForQuantileInterval,
} from '../../../src/lab/statistics/quantile-interval.ts';
import {
  fiellerInterval,
  pairedRatioOfMeans,
  ratioInterval,
  ratioOfMeans,
} from '../../../src/lab/statistics/ratio.ts';
import { studentCritical } from '../../../src/lab/statistics/student.ts';
import { StatisticsError } from '../../../src/mathematics/errors.ts';
import { covered, expectFrequency, normal, randomSource, sample, skewed } from './support.ts';

const A = [3.1, 4.7, 2.8, 5.9, 4.4, 3.6, 5.2, 4.1, 6.3, 2.2];
const B = [4.0, 5.1, 3.9, 7.2, 4.9, 4.8, 5.0, 6.6, 7.1];

describe('worked examples', () => {
  test('mean', () => {
    const interval = meanInterval(A, 0.99);
    expect(interval.estimate).toBeCloseTo(4.23, 13);
    expect(interval.lower).toBeCloseTo(2.8545775197939234, 11);
    expect(interval.upper).toBeCloseTo(5.605422480206076, 11);
    expect(interval.degrees_of_freedom).toBe(9);
  });

  test('paired and Welch differences are candidate minus baseline', () => {
    const paired = pairedInterval(A, [...B, 3.3], 0.9);
    expect(paired.lower).toBeCloseTo(0.5508328410180825, 11);
    expect(paired.upper).toBeCloseTo(1.3691671589819174, 11);
    const welch = welchInterval(A, B);
    expect(welch.degrees_of_freedom).toBeCloseTo(16.9595257123117, 10);
    expect(welch.lower).toBeCloseTo(-0.08672554621768613, 11);
    expect(welch.upper).toBeCloseTo(2.4267255462176878, 11);
  });

  test('quantile ranks come from exact binomial tails', () => {
    const rows = [
      { n: 20, p: 0.5, ranks: [6, 15], coverage: 0.9586105346679688 },
      { n: 100, p: 0.9, ranks: [84, 96], coverage: 0.955690107191223 },
      { n: 59, p: 0.95, ranks: [52, 60], coverage: 0.9911362570110952 },
    ];
    for (const { n, p, ranks, coverage } of rows) {
      const values = Array.from({ length: n }, (_, i) => i + 1);
      const interval = quantileInterval(values, p);
      expect([interval.lower_rank, interval.upper_rank]).toEqual(ranks);
      expect(interval.coverage).toBeCloseTo(coverage, 12);
      expect(interval.lower).toBe(ranks[0]);
      expect(interval.upper).toBe(ranks[1] > n ? Number.POSITIVE_INFINITY : ranks[1]);
    }
  });

  test('how many values a quantile interval needs', () => {
    expect(valuesForQuantileInterval(0.5)).toBe(6);
    expect(valuesForQuantileInterval(0.95)).toBe(72);
    for (const p of [0.05, 0.5, 0.9, 0.99]) {
      const n = valuesForQuantileInterval(p);
      const values = Array.from({ length: n }, (_, i) => i);
      const full = quantileInterval(values, p);
      expect(Number.isFinite(full.lower) && Number.isFinite(full.upper)).toBe(true);
      const short = quantileInterval(values.slice(1), p);
      expect(Number.isFinite(short.lower) && Number.isFinite(short.upper)).toBe(false);
    }
  });

  test('proportions', () => {
    const exact = clopperPearsonInterval(8, 10);
    expect(exact.lower).toBeCloseTo(0.4439045376923585, 12);
    expect(exact.upper).toBeCloseTo(0.9747892736731665, 12);
    const wilson = wilsonInterval(8, 10);
    expect(wilson.lower).toBeCloseTo(0.4901624715366418, 12);
    expect(wilson.upper).toBeCloseTo(0.9433178485456248, 12);
    expect(clopperPearsonInterval(0, 20, 0.99).upper).toBeCloseTo(0.23272950098858936, 12);
    expect(clopperPearsonInterval(0, 20).lower).toBe(0);
    expect(wilsonInterval(20, 20).upper).toBe(1);
  });

  test('a sample without spread gives a point, a short one an error', () => {
    expect(halfWidth(meanInterval([2, 2, 2]))).toBe(0);
    expect(halfWidth(welchInterval([2, 2], [5, 5, 5]))).toBe(0);
    expect(() => meanInterval([1])).toThrow(StatisticsError);
    expect(() => pairedInterval([1, 2], [1, 2, 3])).toThrow(/paired/);
    expect(() => meanInterval([1, 2], 1)).toThrow(/confidence is 1/);
    expect(() => wilsonInterval(5, 4)).toThrow(/at most 4/);
    expect(() => quantileInterval([1, 2], 0)).toThrow(StatisticsError);
  });
});

describe('ratios', () => {
  test("Fieller's bounds are where the t test turns", () => {
    const numerator = [5.2, 6.1, 5.7, 6.6, 5.9, 6.3];
    const denominator = [2.1, 2.4, 2.0, 2.9, 2.2, 2.6];
    const interval = fiellerInterval(numerator, denominator);
    expect(interval.bounded).toBe(true);
    for (const bound of [interval.lower, interval.upper]) {
      const scaled = denominator.map((value) => value * bound);
      const test = pairedInterval(scaled, numerator);
      expect(Math.abs(test.estimate / test.standard_error)).toBeCloseTo(studentCritical(0.95, 5), 8);
    }
  });

  test('an uncertain denominator leaves the ratio unbounded', () => {
    const interval = fiellerInterval([1, 2, 3, 2], [-1, 2, -2, 1.5]);
    expect(interval.bounded).toBe(false);
    expect(interval.lower).toBe(Number.NEGATIVE_INFINITY);
    expect(() => fiellerInterval([1, 2], [1, -1])).toThrow(StatisticsError);
  });

  test('swapping baseline and candidate gives the reciprocal interval', () => {
    for (const ratio of [pairedRatioOfMeans, ratioOfMeans]) {
      const there = ratio(A.slice(1), B);
      const back = ratio(B, A.slice(1));
      expect(back.lower * there.upper).toBeCloseTo(1, 12);
      expect(back.upper * there.lower).toBeCloseTo(1, 12);
    }
    expect(() => ratioOfMeans([1, -3], [1, 2])).toThrow(/mean of baseline/);
  });

  test('proportional pairs have an exact ratio', () => {
    const interval = pairedRatioOfMeans(
      A,
      A.map((value) => 1.5 * value),
    );
    expect(interval.estimate).toBeCloseTo(1.5, 12);
    expect(halfWidth(interval)).toBeLessThan(1e-12);
  });

  test('cover the true ratio', () => {
    const random = randomSource('ratio');
    const pairs = (): [Float64Array, Float64Array] => {
      const first = sample(25, () => skewed(random));
      return [first, first.map((value) => 0.5 * value + skewed(random))];
    };
    const truth = 1.5;
    const trials = 3000;
    const cover = (interval: typeof ratioInterval): number =>
      covered(trials, truth, () => {
        const [base, other] = pairs();
        return interval(other, base);
      });
    expectFrequency(cover(ratioInterval), trials, 0.925, 0.955);
    expectFrequency(
      cover((other, base) => pairedRatioOfMeans(base, other)),
      trials,
      0.93,
      0.955,
    );
    expectFrequency(
      covered(trials, 2, () =>
        ratioOfMeans(
          sample(20, () => skewed(random)),
          sample(30, () => 2 * skewed(random)),
        ),
      ),
      trials,
      0.935,
      0.955,
    );
    const correlated = (): Float64Array[] => {
      const rows = Array.from({ length: 12 }, () => {
        const shared = normal(random);
        return [20 + 3 * shared + normal(random), 10 + 2 * shared + 2 * normal(random)];
      });
      return [0, 1].map((column) => Float64Array.from(rows, (row) => row[column]));
    };
    expectFrequency(
      covered(trials, 2, () => {
        const [top, bottom] = correlated();
        return fiellerInterval(top, bottom);
      }),
      trials,
      0.95,
    );
  });
});

describe('coverage', () => {
  const trials = 6000;

  test('t interval: exact on normal data, close on skewed data', () => {
    const random = randomSource('t interval');
    const onNormal = covered(trials, 0, () => meanInterval(sample(6, () => normal(random))));
    expectFrequency(onNormal, trials, 0.95);
    const onSkewed = covered(trials, 4, () => meanInterval(sample(20, () => skewed(random))));
    expectFrequency(onSkewed, trials, 0.93, 0.95);
  });

  test('Welch interval with unequal sizes and variances', () => {
    const random = randomSource('Welch');
    const hits = covered(trials, 1, () =>
      welchInterval(
        sample(6, () => 5 * normal(random)),
        sample(18, () => 1 + normal(random)),
      ),
    );
    expectFrequency(hits, trials, 0.94, 0.96);
  });

  test('paired interval with correlated pairs', () => {
    const random = randomSource('paired');
    const hits = covered(trials, 0.5, () => {
      const first = sample(8, () => 10 * normal(random));
      return pairedInterval(
        first,
        first.map((value) => value + 0.5 + normal(random)),
      );
    });
    expectFrequency(hits, trials, 0.95);
  });

  test('quantile interval: what it says without interpolation, the confidence with it', () => {
    const random = randomSource('quantile');
    const truth = -Math.log(0.1);
    const draw = (): Float64Array => sample(80, () => -Math.log1p(-random.uniform()));
    const stated = quantileInterval(draw(), 0.9).coverage;
    expect(stated).toBeGreaterThan(0.95);
    expectFrequency(
      covered(trials, truth, () => quantileInterval(draw(), 0.9)),
      trials,
      stated,
    );
    const close = covered(trials, truth, () => quantileInterval(draw(), 0.9, { interpolated: true }));
    expectFrequency(close, trials, 0.945, 0.955);
  });

  test('interpolation comes close to the confidence where order statistics are far apart', () => {
    const random = randomSource('interpolated');
    const draw = (): Float64Array => sample(12, () => -Math.log1p(-random.uniform()));
    expect(quantileInterval(draw(), 0.5).coverage).toBeGreaterThan(0.96);
    const hits = covered(trials, Math.LN2, () => quantileInterval(draw(), 0.5, { interpolated: true }));
    expectFrequency(hits, trials, 0.948, 0.955);
  });

  property.prop([
    fc.uniqueArray(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 60 }),
    fc.double({ min: 0.02, max: 0.98, noNaN: true }),
  ])('interpolation never widens a quantile interval', (values, p) => {
    const plain = quantileInterval(values, p);
    const finer = quantileInterval(values, p, { interpolated: true });
    expect(plain.coverage).toBeGreaterThanOrEqual(0.95 - 1e-12);
    expect(finer.lower).toBeGreaterThanOrEqual(plain.lower);
    expect(finer.upper).toBeLessThanOrEqual(plain.upper);
    expect(finer.lower).toBeLessThanOrEqual(finer.upper);
  });

  test('proportion intervals: Clopper-Pearson never below, Wilson about', () => {
    const random = randomSource('proportion');
    const successes = (n: number, p: number): number =>
      sample(n, () => (random.uniform() < p ? 1 : 0)).reduce((s, v) => s + v, 0);
    for (const p of [0.03, 0.2, 0.5]) {
      const exact = covered(4000, p, () => clopperPearsonInterval(successes(40, p), 40));
      expectFrequency(exact, 4000, 0.95, 0.995);
      const score = covered(4000, p, () => wilsonInterval(successes(40, p), 40));
      expectFrequency(score, 4000, 0.92, 0.975);
    }
  });
});

describe('batch means', () => {
  function autoregressive(
    n: number,
    coefficient: number,
    random: ReturnType<typeof randomSource>,
  ): Float64Array {
    let value = normal(random) / Math.sqrt(1 - coefficient * coefficient);
    return sample(n, () => {
      value = coefficient * value + normal(random);
      return value;
    });
  }

  test('batches drop the oldest values that do not fill one', () => {
    expect([...batchesOf([9, 1, 3, 5, 7], 2)]).toEqual([2, 6]);
    const interval = batchMeansInterval([9, 1, 2, 3, 4, 5, 6, 7, 8], { batches: 4 });
    expect(interval).toMatchObject({ batches: 4, batch_size: 2, discarded: 1, estimate: 4.5 });
  });

  test('independent values stay in the most batches', () => {
    const random = randomSource('white');
    const interval = batchMeansInterval(sample(3000, () => normal(random)));
    expect(interval.batches).toBe(30);
    expect(interval.independent).toBe(true);
  });

  test('covers the mean of an autocorrelated series, where the naive interval does not', () => {
    const random = randomSource('AR(1)');
    const trials = 2000;
    let naive = 0;
    const hits = covered(trials, 0, () => {
      const series = autoregressive(2000, 0.8, random);
      const { lower, upper } = meanInterval(series);
      if (lower <= 0 && upper >= 0) naive++;
      return batchMeansInterval(series);
    });
    expectFrequency(hits, trials, 0.925, 0.96);
    expect(naive / trials).toBeLessThan(0.6);
  });

  test('takes fewer batches when many would be correlated', () => {
    const random = randomSource('fewer');
    const trials = 1500;
    let many = 0;
    const hits = covered(trials, 0, () => {
      const series = autoregressive(500, 0.93, random);
      const { lower, upper } = batchMeansInterval(series, { batches: 30 });
      if (lower <= 0 && upper >= 0) many++;
      return batchMeansInterval(series);
    });
    expect(many / trials).toBeLessThan(0.8);
    expectFrequency(hits, trials, 0.86, 0.95);
  });

  test('says when the run is too short for its correlation', () => {
    const random = randomSource('short');
    let warned = 0;
    for (let i = 0; i < 100; i++) {
      if (!batchMeansInterval(autoregressive(60, 0.98, random)).independent) warned++;
    }
    expect(warned).toBeGreaterThan(90);
    expect(() => batchMeansInterval([1, 2, 3])).toThrow(StatisticsError);
    expect(() => batchMeansInterval([1, 2, 3, 4], { batches: 5 })).toThrow(/at most 4/);
  });
});
