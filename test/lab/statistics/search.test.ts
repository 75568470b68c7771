import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  anytimeHalfWidth,
  meanEvidence,
  signEvidence,
  spentError,
} from '../../../src/lab/statistics/anytime.ts';
import {
  type BisectionOptions,
  type BisectionResult,
  StochasticBisection,
} from '../../../src/lab/statistics/bisection.ts';
import {
  isotonic,
  isotonicCrossing,
  linearCrossing,
  quickestInterval,
} from '../../../src/lab/statistics/crossing.ts';
import {
  type GoldenSectionOptions,
  type GoldenSectionResult,
  NoisyGoldenSection,
} from '../../../src/lab/statistics/golden-section.ts';
import { Moments } from '../../../src/lab/statistics/summary.ts';
import { StatisticsError } from '../../../src/mathematics/errors.ts';
import { expectFrequency, exponential, normal, randomSource } from './support.ts';

describe('anytime-valid inference', () => {
  test('looking after every value raises a false alarm in at most 5 % of series', () => {
    const random = randomSource('anytime');
    const trials = 1500;
    let means = 0;
    let signs = 0;
    let uncovered = 0;
    for (let i = 0; i < trials; i++) {
      const moments = new Moments();
      let above = 0;
      const alarm = [false, false, false];
      for (let n = 1; n <= 300; n++) {
        const value = normal(random);
        moments.add(value);
        if (value > 0) above++;
        if (meanEvidence(moments, 0) >= Math.log(20)) alarm[0] = true;
        if (signEvidence(above, n - above) >= Math.log(20)) alarm[1] = true;
        if (Math.abs(moments.mean) > anytimeHalfWidth(moments, 0.95)) alarm[2] = true;
      }
      means += Number(alarm[0]);
      signs += Number(alarm[1]);
      uncovered += Number(alarm[2]);
    }
    expectFrequency(means, trials, 0.005, 0.05);
    expectFrequency(signs, trials, 0.005, 0.05);
    expect(uncovered).toBe(means);
  });

  test('a real difference is found in the end', () => {
    const random = randomSource('power one');
    const moments = new Moments();
    while (meanEvidence(moments, 0) < Math.log(1e6)) moments.add(0.2 + normal(random));
    expect(moments.mean).toBeGreaterThan(0);
    expect(moments.count).toBeLessThan(3000);
    expect(signEvidence(60, 20)).toBeGreaterThan(Math.log(100));
  });

  test('values that equal the centre are no evidence against it', () => {
    expect(meanEvidence(Moments.of([5, 5, 5]), 5)).toBeLessThan(0);
    expect(meanEvidence(Moments.of([4, 6]), 5)).toBeLessThan(0);
    expect(meanEvidence(Moments.of([5, 5, 5]), 4)).toBeGreaterThan(0);
    expect(anytimeHalfWidth(Moments.of([5]), 0.95)).toBe(Infinity);
  });

  test('errors spent add up to the whole', () => {
    let sum = 0;
    for (let i = 1; i <= 1010; i++) sum += spentError(0.05, i, 10);
    expect(sum).toBeCloseTo(0.05 * (1 - 0.5 / 1001), 14);
  });
});

describe('isotonic regression', () => {
  property.prop([
    fc.array(
      fc.record({
        value: fc.double({ min: -5, max: 5, noNaN: true }),
        weight: fc.integer({ min: 1, max: 9 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  ])('is non-decreasing, keeps the weighted mean, and is the max-min of averages', (list) => {
    const points = list.map((point, x) => ({ ...point, x }));
    const fit = isotonic(points);
    const average = (from: number, to: number): number => {
      const part = points.slice(from, to + 1);
      const weight = part.reduce((s, p) => s + p.weight, 0);
      return part.reduce((s, p) => s + p.value * p.weight, 0) / weight;
    };
    fit.forEach((value, i) => {
      if (i > 0) expect(value).toBeGreaterThanOrEqual(fit[i - 1] - 1e-12);
      let best = -Infinity;
      for (let from = 0; from <= i; from++) {
        let least = Infinity;
        for (let to = i; to < points.length; to++) least = Math.min(least, average(from, to));
        best = Math.max(best, least);
      }
      expect(value).toBeCloseTo(best, 10);
    });
  });

  test('crossing', () => {
    const at = (x: number, value: number): { x: number; value: number; weight: number } => ({
      x,
      value,
      weight: 1,
    });
    expect(isotonicCrossing([at(0, -1), at(4, 3)])).toBe(1);
    expect(isotonicCrossing([at(0, -1), at(1, 0), at(3, 0), at(4, 1)])).toBe(2);
    expect(isotonicCrossing([at(0, 1), at(4, 3)])).toBeNull();
  });
});

describe('lines and placement', () => {
  test('a weighted line and its crossing', () => {
    const points = [
      { x: 1, value: -3, weight: 1 },
      { x: 3, value: 1, weight: 5 },
      { x: 5, value: 5, weight: 2 },
    ];
    expect(linearCrossing(points)).toBeCloseTo(2.5, 12);
    expect(linearCrossing(points.slice(0, 1))).toBeNull();
    expect(linearCrossing(points.map((point) => ({ ...point, value: -point.value })))).toBeNull();
  });

  test('the interval uses a decided end, or else surrounds the crossing', () => {
    const bracket = { low: 0, high: 10, low_decided: true, high_decided: true, integer: false };
    expect(quickestInterval({ ...bracket, estimate: 5, width: 2 })).toBe(4);
    expect(quickestInterval({ ...bracket, estimate: 5, width: 8 })).toBe(0);
    expect(quickestInterval({ ...bracket, estimate: 8, width: 9 })).toBe(1);
    expect(quickestInterval({ ...bracket, estimate: 6.2, width: 1, integer: true })).toBe(6);
  });
});

function bisect(options: BisectionOptions, respond: (x: number) => number): BisectionResult {
  const search = new StochasticBisection(options);
  for (let wanted = search.ask(); wanted !== null; wanted = search.ask()) search.tell(respond(wanted.point));
  return search.result();
}

describe('stochastic bisection', () => {
  const base: BisectionOptions = {
    lower: 0,
    upper: 10,
    target: 5,
    response: 'increasing',
    tolerance: 0.5,
    budget: 20_000,
  };

  test('the interval holds the crossing at least as often as it says', () => {
    const random = randomSource('bisection');
    const trials = 300;
    let hits = 0;
    let found = 0;
    let error = 0;
    let used = 0;
    for (let i = 0; i < trials; i++) {
      const root = 1 + 8 * random.uniform();
      const result = bisect(base, (x) => 5 + 0.8 * (x - root) + normal(random));
      if (result.lower <= root && root <= result.upper) hits++;
      if (result.outcome === 'found') found++;
      error += Math.abs(result.estimate - root);
      used += result.evaluations;
    }
    expectFrequency(hits, trials, 0.95, 1);
    expect(found).toBe(trials);
    expect(error / trials).toBeLessThan(0.05);
    expect(used / trials).toBeLessThan(3000);
  });

  test('the median of a heavy-tailed response, decreasing', () => {
    const random = randomSource('median');
    let hits = 0;
    for (let i = 0; i < 100; i++) {
      const result = bisect({ ...base, response: 'decreasing', quantity: 'median', tolerance: 1 }, (x) => {
        const tail = normal(random) / normal(random);
        return 5 - (x - 6) + tail;
      });
      if (result.lower <= 6 && 6 <= result.upper) hits++;
      expect(Math.abs(result.estimate - 6)).toBeLessThan(1.5);
    }
    expectFrequency(hits, 100, 0.95, 1);
  });

  test('a crossing exactly at a point tried does not trap the search', () => {
    const random = randomSource('trap');
    for (let i = 0; i < 20; i++) {
      const result = bisect(base, (x) => x + normal(random));
      expect(result.outcome).toBe('found');
      expect(result.lower).toBeLessThanOrEqual(5);
      expect(result.upper).toBeGreaterThanOrEqual(5);
    }
  });

  test('a noiseless response is located, its exact root included', () => {
    const result = bisect({ ...base, tolerance: 0.01 }, (x) => x * x - 4);
    expect(result.lower).toBeLessThanOrEqual(3);
    expect(result.upper).toBeGreaterThanOrEqual(3);
    expect(result.upper - result.lower).toBeLessThanOrEqual(0.01);
    expect(result.estimate).toBeCloseTo(3, 2);
    expect(result).toMatchObject({ lower_confirmed: true, upper_confirmed: true });
  });

  test('whole numbers: how many agents meet a target', () => {
    const random = randomSource('capacity');
    for (let i = 0; i < 30; i++) {
      const result = bisect(
        {
          lower: 1,
          upper: 64,
          target: 2,
          response: 'decreasing',
          tolerance: 1,
          budget: 20_000,
          integer: true,
        },
        // Mean 40 / x: above 2 up to 19, below from 21; 20 hits the target and cannot be decided.
        (x) => (41 / x) * 0.5 * (exponential(random) + exponential(random)),
      );
      expect(Number.isInteger(result.lower) && Number.isInteger(result.upper)).toBe(true);
      if (result.outcome === 'found') expect(result.upper - result.lower).toBe(1);
      expect(result.lower).toBeLessThanOrEqual(20);
      expect(result.upper).toBeGreaterThanOrEqual(21);
    }
  });

  test('says when the crossing lies outside', () => {
    const random = randomSource('outside');
    const below = bisect(base, (x) => 9 + x + normal(random));
    expect(below).toMatchObject({ outcome: 'below', lower: -Infinity, upper: 0 });
    const above = bisect(base, (x) => x / 10 + normal(random));
    expect(above).toMatchObject({ outcome: 'above', lower: 10, upper: Infinity });
  });

  test('a wrong guess of the direction is put right by the ends', () => {
    const random = randomSource('guess');
    const guess: BisectionOptions = { ...base, response: 'decreasing', guessed: true };
    const search = new StochasticBisection(guess);
    for (let wanted = search.ask(); wanted !== null; wanted = search.ask())
      search.tell(wanted.point + 0.5 + normal(random));
    expect(search.response).toBe('increasing');
    const { lower, upper, ...found } = search.result();
    expect(found).toMatchObject({ outcome: 'found', lower_confirmed: true, upper_confirmed: true });
    expect(lower <= 4.5 && 4.5 <= upper).toBe(true);
    // Nothing crosses: whichever direction is guessed, both ends have to show it.
    expect(bisect(guess, () => 9)).toMatchObject({ outcome: 'above', lower: 10 });
    expect(bisect({ ...guess, response: 'increasing' }, () => 9)).toMatchObject({ outcome: 'below' });
  });

  test('with a guessed direction, an end that cannot be decided leaves the other side open', () => {
    // Far above the target at 0 and in the middle, on it at 10.
    const result = bisect(
      { ...base, response: 'decreasing', guessed: true, budget: 400, integer: true, tolerance: 1 },
      (x) => (x < 8 ? 9 : 5),
    );
    expect(result).toMatchObject({ outcome: 'budget', lower_confirmed: true, upper_confirmed: false });
    expect(result.lower).toBeGreaterThanOrEqual(5);
  });

  test('the interval is valid before the end, and replications count up', () => {
    const random = randomSource('early');
    const search = new StochasticBisection({ ...base, budget: 50 });
    const seen = new Map<number, number>();
    for (let wanted = search.ask(); wanted !== null; wanted = search.ask()) {
      expect(wanted.replication).toBe(seen.get(wanted.point) ?? 0);
      seen.set(wanted.point, wanted.replication + 1);
      search.tell(wanted.point + 3 * normal(random));
      const { lower, upper } = search.result();
      expect(lower <= 5 && 5 <= upper).toBe(true);
    }
    expect(search.result()).toMatchObject({ outcome: 'budget', evaluations: 50 });
    expect(() => search.tell(1)).toThrow(StatisticsError);
  });

  test('with the budget spent the estimate follows what was seen, not the middle of what was not', () => {
    // 1000 / x falls steeply: both ends lie on the same side of 0.5, or the crossing at 200 far from the middle.
    const options: BisectionOptions = {
      lower: 10,
      upper: 1000,
      tolerance: 1,
      integer: true,
      budget: 12,
      target: 5,
      response: 'decreasing',
    };
    const random = randomSource('steep');
    const { outcome, estimate } = bisect({ ...options, budget: 60 }, (x) => 1000 / x + 0.7 * normal(random));
    expect(outcome).toBe('budget');
    expect(Math.abs(estimate - 200)).toBeLessThan(150);
    const nowhere = bisect({ ...options, target: 0.5, budget: 2 }, (x) => 1000 / x);
    expect(nowhere).toMatchObject({ outcome: 'budget', estimate: 1000 });
    const everywhere = bisect({ ...options, target: 200, budget: 2 }, (x) => 1000 / x);
    expect(everywhere).toMatchObject({ outcome: 'budget', estimate: 10 });
  });

  test('impossible input is refused', () => {
    expect(() => new StochasticBisection({ ...base, lower: 10 })).toThrow(/below 10/);
    expect(() => new StochasticBisection({ ...base, tolerance: 0 })).toThrow(StatisticsError);
    expect(() => new StochasticBisection({ ...base, integer: true })).toThrow(/at least 1/);
    expect(() => new StochasticBisection(base).tell(Number.NaN)).toThrow(StatisticsError);
  });
});

function optimise(
  options: GoldenSectionOptions,
  respond: (x: number, noise: number) => number,
  seed: string,
) {
  const random = randomSource(seed);
  const search = new NoisyGoldenSection(options);
  for (let wanted = search.ask(); wanted !== null; wanted = search.ask()) {
    const shared = normal(random);
    const [first, second] = wanted.points;
    search.tell(
      respond(first, shared + 0.3 * normal(random)),
      respond(second, shared + 0.3 * normal(random)),
    );
  }
  return search.result();
}

describe('noisy golden section', () => {
  const base: GoldenSectionOptions = { lower: 0, upper: 10, best: 'lowest', tolerance: 1.5, budget: 20_000 };

  test('the interval holds the optimum at least as often as it says', () => {
    const random = randomSource('optimum');
    const trials = 200;
    let hits = 0;
    for (let i = 0; i < trials; i++) {
      const optimum = 1 + 8 * random.uniform();
      const lowest = i % 2 === 0;
      const sign = lowest ? 1 : -1;
      const result = optimise(
        { ...base, best: lowest ? 'lowest' : 'highest' },
        (x, noise) => sign * 0.3 * (x - optimum) * (x - optimum) + noise,
        `golden ${i}`,
      );
      if (result.lower <= optimum && optimum <= result.upper) hits++;
      expect(result.outcome).toBe('found');
      expect(result.upper - result.lower).toBeLessThanOrEqual(1.5);
    }
    expectFrequency(hits, trials, 0.95, 1);
  });

  test('whole numbers, down to the single best', () => {
    const results: GoldenSectionResult[] = [];
    for (let i = 0; i < 40; i++) {
      results.push(
        optimise(
          { lower: 1, upper: 30, best: 'lowest', tolerance: 0, budget: 20_000, integer: true },
          (x, noise) => Math.abs(x - 17) + noise,
          `whole ${i}`,
        ),
      );
    }
    const right = results.filter((result) => result.lower === 17 && result.upper === 17).length;
    expectFrequency(right, 40, 0.95, 1);
  });

  test('a flat response ends the search as flat, or when the budget is spent', () => {
    const flat = optimise({ ...base, indifference: 0.5 }, (_, noise) => noise, 'flat');
    expect(flat.outcome).toBe('flat');
    expect(flat).toMatchObject({ lower: 0, upper: 10, estimate: 5 });
    const endless = optimise({ ...base, budget: 500 }, (_, noise) => noise, 'endless');
    expect(endless).toMatchObject({ outcome: 'budget', evaluations: 500 });
  });

  test('replications are never asked for twice', () => {
    const search = new NoisyGoldenSection({ ...base, budget: 100 });
    const seen = new Set<number>();
    for (let wanted = search.ask(); wanted !== null; wanted = search.ask()) {
      expect(seen.has(wanted.replication)).toBe(false);
      seen.add(wanted.replication);
      expect(wanted.points[0]).toBeLessThan(wanted.points[1]);
      search.tell(wanted.points[0] % 1, wanted.points[1] % 1);
    }
    expect(() => search.tell(1, 2)).toThrow(StatisticsError);
    expect(() => new NoisyGoldenSection({ ...base, upper: 0 })).toThrow(StatisticsError);
  });
});
