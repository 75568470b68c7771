import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { halfWidth } from '../../../src/lab/statistics/interval.ts';
import { KimNelson, type SelectionOptions } from '../../../src/lab/statistics/kim-nelson.ts';
import { PrecisionStopping } from '../../../src/lab/statistics/precision.ts';
import { probabilityBest } from '../../../src/lab/statistics/probability-best.ts';
import { mser } from '../../../src/lab/statistics/warm-up.ts';
import { StatisticsError } from '../../../src/mathematics/errors.ts';
import { expectFrequency, exponential, normal, randomSource, sample } from './support.ts';

describe('MSER', () => {
  test('cuts a transient where it ends', () => {
    const random = randomSource('transient');
    const series = Float64Array.from(
      { length: 1000 },
      (_, i) => (i < 200 ? 30 - i * 0.15 : 0) + normal(random),
    );
    const { truncation, settled, curve, mean, batch_size } = mser(series);
    expect(settled).toBe(true);
    expect(batch_size).toBe(5);
    expect(truncation % 5).toBe(0);
    expect(truncation).toBeGreaterThanOrEqual(185);
    expect(truncation).toBeLessThanOrEqual(215);
    expect(Math.abs(mean)).toBeLessThan(0.15);
    expect(curve[truncation / 5]).toBe(Math.min(...curve));
  });

  test('warns when the series never settles', () => {
    expect(mser(Float64Array.from({ length: 500 }, (_, i) => i)).settled).toBe(false);
  });

  test('keeps all of a stationary series, most of the time', () => {
    const random = randomSource('stationary');
    let cut = 0;
    for (let i = 0; i < 200; i++) cut += mser(sample(500, () => normal(random))).truncation / 500;
    expect(cut / 200).toBeLessThan(0.1);
  });

  property.prop([
    fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 12, maxLength: 60 }),
    fc.integer({ min: 1, max: 2 }),
  ])('the curve is its definition', (values, size) => {
    fc.pre(values.length >= 10 * size);
    const whole = Math.floor(values.length / size);
    const batches = Array.from({ length: whole }, (_, b) => {
      return values.slice(b * size, (b + 1) * size).reduce((s, v) => s + v, 0) / size;
    });
    const { curve } = mser(values, { batch_size: size });
    expect(curve).toHaveLength(whole - 4);
    curve.forEach((value, d) => {
      const rest = batches.slice(d);
      const centre = rest.reduce((s, v) => s + v, 0) / rest.length;
      const squares = rest.reduce((s, v) => s + (v - centre) * (v - centre), 0);
      expect(value).toBeCloseTo(squares / (rest.length * rest.length), 9);
    });
  });

  test('refuses a series that is too short', () => {
    expect(() => mser(new Float64Array(49))).toThrow(/length is 49, must be at least 50/);
  });
});

describe('precision stopping', () => {
  test('stops at the corrected relative half-width and not before', () => {
    const random = randomSource('precision');
    const rule = new PrecisionStopping({ relative: 0.05 });
    while (!rule.stopped()) {
      const before = rule.count >= 10 ? halfWidth(rule.estimate()) - rule.target() : 1;
      expect(before).toBeGreaterThan(0);
      expect(rule.remaining()).toBeGreaterThan(0);
      rule.observe(10 + 3 * normal(random));
    }
    expect(rule.remaining()).toBe(0);
    expect(halfWidth(rule.estimate())).toBeLessThanOrEqual((0.05 / 1.05) * rule.estimate().estimate);
    expect(rule.count).toBeGreaterThan(50);
  });

  test('covers, and keeps the relative error it promises', () => {
    const random = randomSource('precision coverage');
    const trials = 1500;
    let hits = 0;
    let close = 0;
    for (let i = 0; i < trials; i++) {
      const rule = new PrecisionStopping({ relative: 0.1, minimum: 20 });
      while (!rule.stopped()) rule.observe(exponential(random));
      const { lower, upper, estimate } = rule.estimate();
      if (lower <= 1 && upper >= 1) hits++;
      if (Math.abs(estimate - 1) <= 0.1) close++;
    }
    expectFrequency(hits, trials, 0.92, 0.955);
    expectFrequency(close, trials, 0.94, 0.99);
  });

  test('an absolute error, a limit, and impossible wishes', () => {
    const absolute = new PrecisionStopping({ absolute: 1, minimum: 2 });
    absolute.observe(4);
    expect(absolute.remaining()).toBe(1);
    absolute.observe(4.1);
    expect(absolute.reached()).toBe(true);
    const limited = new PrecisionStopping({ relative: 0.001, minimum: 2, maximum: 3 });
    for (const value of [1, 2, 3]) limited.observe(value);
    expect(limited.stopped()).toBe(true);
    expect(limited.reached()).toBe(false);
    const hopeless = new PrecisionStopping({ relative: 0.1, minimum: 2 });
    for (const value of [-1, 1]) hopeless.observe(value);
    expect(hopeless.remaining()).toBeGreaterThan(0);
    expect(() => new PrecisionStopping({})).toThrow(StatisticsError);
    expect(() => new PrecisionStopping({ relative: 2 })).toThrow(StatisticsError);
  });
});

describe('Kim-Nelson selection', () => {
  /** Runs the procedure on normal alternatives with a shared part; returns the selection and the replications used. */
  function select(
    means: readonly number[],
    shared: number,
    random: ReturnType<typeof randomSource>,
    options: SelectionOptions,
  ): { best: number; total: number } {
    const procedure = new KimNelson(means.length, options);
    while (procedure.decision() === null) {
      const common = shared * normal(random);
      procedure.observe(procedure.survivors().map((i) => means[i] + common + normal(random)));
    }
    const decision = procedure.decision();
    if (decision === null) throw new Error('unreachable');
    expect(procedure.survivors()).toEqual([decision.best]);
    return { best: decision.best, total: decision.replications.reduce((s, n) => s + n, 0) };
  }

  const configurations: { name: string; options: SelectionOptions; shared: number }[] = [
    {
      name: 'first-stage variances',
      options: { best: 'highest', indifference: 0.5, variance: 'first' },
      shared: 0,
    },
    {
      name: 'first-stage variances, independent alternatives',
      options: { best: 'highest', indifference: 0.5, variance: 'first', independent: true },
      shared: 0,
    },
    { name: 'updated variances', options: { best: 'highest', indifference: 0.3 }, shared: 0 },
    { name: 'common random numbers', options: { best: 'highest', indifference: 0.5 }, shared: 3 },
  ];
  for (const { name, options, shared } of configurations) {
    test(`finds the best at the indifference gap: ${name}`, () => {
      const random = randomSource(name);
      const trials = 600;
      const means = [0, 0, options.indifference, 0, 0];
      let right = 0;
      for (let i = 0; i < trials; i++) if (select(means, shared, random, options).best === 2) right++;
      expectFrequency(right, trials, 0.95, 1);
    });
  }

  /** The procedure word for word from the papers, on stored data: which alternative, and replications of each. */
  function textbook(data: number[][], delta: number, alpha: number, n0: number, updated: boolean) {
    const k = data.length;
    const mean = (values: number[]): number => values.reduce((s, v) => s + v, 0) / values.length;
    let survivors = data.map((_, i) => i);
    const used = new Array<number>(k).fill(0);
    for (let r = n0; ; r++) {
      for (const i of survivors) used[i] = r;
      const n = updated ? r : n0;
      const eta = 0.5 * (Math.exp((-2 / (n - 1)) * Math.log((2 * alpha) / (k - 1))) - 1);
      const h2 = 2 * eta * (n - 1);
      const old = survivors;
      survivors = old.filter((i) =>
        old.every((l) => {
          const differences = data[i].slice(0, n).map((value, j) => value - data[l][j]);
          const centre = mean(differences);
          const s2 = differences.reduce((s, d) => s + (d - centre) * (d - centre), 0) / (n - 1);
          const w = Math.max(0, (delta / (2 * r)) * ((h2 * s2) / (delta * delta) - r));
          return i === l || mean(data[i].slice(0, r)) >= mean(data[l].slice(0, r)) - w;
        }),
      );
      if (survivors.length === 1) return { best: survivors[0], replications: used };
    }
  }

  property.prop([fc.integer({ min: 2, max: 5 }), fc.boolean(), fc.integer({ min: 2, max: 12 }), fc.nat()], {
    numRuns: 40,
  })('drops and selects exactly as written in the papers', (k, updated, n0, seed) => {
    const random = randomSource(`textbook ${seed}`);
    const data = Array.from({ length: k }, (_, i) =>
      Array.from(sample(3000, () => 0.4 * i + normal(random))),
    );
    const procedure = new KimNelson(k, {
      best: 'highest',
      indifference: 0.4,
      confidence: 0.9,
      first_stage: n0,
      variance: updated ? 'updated' : 'first',
      maximum: 300,
    });
    for (let r = 0; procedure.decision() === null; r++)
      procedure.observe(procedure.survivors().map((i) => data[i][r]));
    const decision = procedure.decision();
    // With two or three values in the first stage the race can be very long; those are cut.
    fc.pre(decision?.guaranteed === true);
    expect(decision).toMatchObject(textbook(data, 0.4, 0.1, n0, updated));
  });

  test('finds the lowest, and spends little on alternatives far behind', () => {
    const random = randomSource('lowest');
    const procedure = new KimNelson(4, { best: 'lowest', indifference: 0.2 });
    const means = [5, 1, 1.4, 9];
    while (procedure.decision() === null) {
      procedure.observe(procedure.survivors().map((i) => means[i] + normal(random)));
    }
    const decision = procedure.decision();
    expect(decision?.best).toBe(1);
    expect(decision?.guaranteed).toBe(true);
    expect(decision?.replications[3]).toBe(10);
    expect(decision?.replications[0]).toBe(10);
    expect(decision?.replications[2]).toBeGreaterThan(10);
    expect(procedure.mean(3)).toBeCloseTo(9, -1);
    expect(() => procedure.observe([1])).toThrow(/the selection is made/);
  });

  test('common random numbers save replications', () => {
    const random = randomSource('saving');
    let common = 0;
    let independent = 0;
    for (let i = 0; i < 60; i++) {
      // The same variance of each alternative: 1 + 3^2, once shared, once not.
      common += select([0, 0.5, 0], 3, random, { best: 'highest', indifference: 0.5 }).total;
      const procedure = new KimNelson(3, { best: 'highest', indifference: 0.5, independent: true });
      while (procedure.decision() === null) {
        procedure.observe(
          procedure.survivors().map((a) => (a === 1 ? 0.5 : 0) + Math.sqrt(10) * normal(random)),
        );
      }
      independent += procedure.decision()?.replications.reduce((s, n) => s + n, 0) ?? 0;
    }
    expect(common * 5).toBeLessThan(independent);
  });

  test('who is taken out is not selected, and a race that is stopped has no guarantee', () => {
    const race = () => new KimNelson(3, { best: 'lowest', indifference: 0.001, first_stage: 4 });
    const dropping = race();
    dropping.observe([1, 5, 9]);
    dropping.drop(0);
    expect(dropping.survivors()).toEqual([1, 2]);
    dropping.observe([5, 9]);
    dropping.drop(2);
    expect(dropping.decision()).toEqual({ best: 1, guaranteed: true, replications: [1, 2, 2] });
    dropping.drop(1);
    expect(dropping.decision()?.best).toBe(1);
    const stopping = race();
    expect(() => stopping.stop()).toThrow(/replications/);
    stopping.observe([2, 1, 3]);
    stopping.stop();
    expect(stopping.decision()).toEqual({ best: 1, guaranteed: false, replications: [1, 1, 1] });
  });

  test('a limit ends the race without the guarantee; equal constants end it at once', () => {
    const limited = new KimNelson(2, { best: 'lowest', indifference: 0.001, maximum: 12 });
    const random = randomSource('limit');
    while (limited.decision() === null) limited.observe([normal(random), 0.01 + normal(random)]);
    expect(limited.decision()).toMatchObject({ guaranteed: false, replications: [12, 12] });
    const constant = new KimNelson(3, { best: 'lowest', indifference: 1, first_stage: 2 });
    constant.observe([4, 4, 4]);
    expect(constant.decision()).toBeNull();
    constant.observe([4, 4, 4]);
    expect(constant.decision()).toMatchObject({ best: 0, guaranteed: true });
  });

  test('impossible input is refused', () => {
    expect(() => new KimNelson(1, { best: 'lowest', indifference: 1 })).toThrow(StatisticsError);
    expect(() => new KimNelson(2, { best: 'lowest', indifference: 0 })).toThrow(StatisticsError);
    expect(() => new KimNelson(4, { best: 'lowest', indifference: 1, confidence: 0.2 })).toThrow(
      /above 1\/4/,
    );
    const procedure = new KimNelson(2, { best: 'lowest', indifference: 1 });
    expect(() => procedure.observe([1])).toThrow(StatisticsError);
    expect(() => procedure.observe([1, Number.NaN])).toThrow(StatisticsError);
  });
});

describe('probability of being best', () => {
  test('is 1/2 each for exchangeable alternatives, 1 for a clear winner, and adds up to 1', () => {
    const random = randomSource('best');
    const values = sample(30, () => normal(random));
    const tied = probabilityBest([values, values], { best: 'lowest', random });
    expect(tied.map((each) => each.probability)).toEqual([0.5, 0.5]);
    const clear = probabilityBest([values, values.map((value) => value + 0.01)], { best: 'lowest', random });
    expect(clear[0]).toEqual({ probability: 1, regret: 0 });
    expect(clear[1].regret).toBeCloseTo(0.01, 12);
    const three = [values, sample(30, () => normal(random)), sample(30, () => normal(random))];
    const sum = probabilityBest(three, { best: 'highest', random }).reduce(
      (s, each) => s + each.probability,
      0,
    );
    expect(sum).toBeCloseTo(1, 10);
  });

  test('agrees with the normal approximation, and keeps pairs together', () => {
    const random = randomSource('approximation');
    const shared = sample(200, () => 10 * normal(random));
    const first = shared.map((value) => value + normal(random));
    const second = shared.map((value) => value + 0.1 + normal(random));
    const paired = probabilityBest([first, second], { best: 'highest', random });
    const unpaired = probabilityBest([first, second], { best: 'highest', random, paired: false });
    const difference = second.map((value, i) => value - first[i]).reduce((s, v) => s + v, 0) / 200;
    // The standard error of the mean difference is sqrt(2/200) = 0.1 paired, about 1 unpaired.
    expect(Math.abs(difference)).toBeGreaterThan(0.05);
    expect(Math.abs(paired[1].probability - 0.5)).toBeGreaterThan(0.15);
    expect(Math.abs(unpaired[1].probability - 0.5)).toBeLessThan(0.15);
  });

  test('impossible input is refused', () => {
    const random = randomSource('refused');
    expect(() =>
      probabilityBest(
        [
          [1, 2],
          [1, 2, 3],
        ],
        { best: 'lowest', random },
      ),
    ).toThrow(/paired/);
    expect(() => probabilityBest([], { best: 'lowest', random })).toThrow(StatisticsError);
  });
});
