import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Streams } from '../../../src/engine/random/streams.ts';
import type { DistributionSpec } from '../../../src/engine/types.ts';
import { createSampler } from '../../../src/engine/variates/sampler.ts';
import { chiSquareDeviate, DEVIATE_LIMIT, KOLMOGOROV_LIMIT, kolmogorov } from './goodness.ts';
import { CONTINUOUS_LAWS, DISCRETE_LAWS } from './laws.ts';

const SAMPLES = 50_000;

const title = (spec: DistributionSpec) =>
  JSON.stringify(spec, (_, value) =>
    Number.isFinite(value) || typeof value !== 'number' ? value : String(value),
  );

function draw(spec: DistributionSpec, seed = 'samplers', count = SAMPLES): Float64Array {
  const sampler = createSampler(spec, Number.NEGATIVE_INFINITY);
  const random = new Streams(seed, 0).stream(title(spec));
  return Float64Array.from({ length: count }, () => sampler.sample(random));
}

/** Sample mean and variance, each as a distance from the exact one in estimated standard errors. */
function momentDeviates(samples: Float64Array, mean: number, variance: number) {
  const n = samples.length;
  const power = (k: number) => samples.reduce((sum, x) => sum + (x - mean) ** k, 0) / n;
  const second = power(2);
  return {
    mean: power(1) / Math.sqrt(variance / n),
    variance: (second - variance) / Math.sqrt((power(4) - second * second) / n),
  };
}

describe.each(CONTINUOUS_LAWS.map((law) => ({ ...law, title: title(law.spec) })))('$title', (law) => {
  const samples = draw(law.spec);

  test('has its distribution function', () => {
    expect(kolmogorov(samples, law.cdf)).toBeLessThan(KOLMOGOROV_LIMIT);
  });

  test('has the mean and the variance it states', () => {
    const { mean, variance } = createSampler(law.spec, Number.NEGATIVE_INFINITY);
    const deviates = momentDeviates(samples, mean, variance);
    expect(Math.abs(deviates.mean)).toBeLessThan(DEVIATE_LIMIT);
    if (!law.heavy) expect(Math.abs(deviates.variance)).toBeLessThan(DEVIATE_LIMIT);
  });

  test('stays within its support', () => {
    expect(samples.every((x) => Number.isFinite(x) && x >= law.support[0] && x <= law.support[1])).toBe(true);
  });

  test('gives the same samples again from an equal stream, and others from another seed', () => {
    expect(draw(law.spec, 'samplers', 100)).toEqual(samples.slice(0, 100));
    expect(draw(law.spec, 'other', 100)).not.toEqual(samples.slice(0, 100));
  });
});

describe.each(DISCRETE_LAWS.map((law) => ({ ...law, title: title(law.spec) })))('$title', (law) => {
  const samples = draw(law.spec);

  test('gives each value with its probability, and nothing else', () => {
    const counts = law.values.map((value) => samples.filter((x) => x === value).length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(SAMPLES);
    if (counts.length > 1) {
      expect(Math.abs(chiSquareDeviate(counts, law.probabilities))).toBeLessThan(DEVIATE_LIMIT);
    }
  });

  test('has the moments of its values', () => {
    const sampler = createSampler(law.spec);
    const expected = (f: (x: number) => number) =>
      law.values.reduce((sum, x, index) => sum + law.probabilities[index] * f(x), 0);
    const mean = expected((x) => x);
    expect(sampler.mean).toBeCloseTo(mean, 12);
    expect(sampler.variance).toBeCloseTo(
      expected((x) => (x - mean) ** 2),
      12,
    );
  });
});

const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
const ascending = (count: number) =>
  fc.array(positive, { minLength: count, maxLength: count }).map((values) => values.sort((a, b) => a - b));

/** Any specification that makes sense, over wide ranges of parameters. */
const anySpec: fc.Arbitrary<DistributionSpec> = fc.oneof(
  positive.map((value) => ({ kind: 'constant' as const, value })),
  ascending(2).map(([min, max]) => ({ kind: 'uniform' as const, min, max })),
  positive.map((mean) => ({ kind: 'exponential' as const, mean })),
  fc
    .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), positive, ascending(2), fc.boolean())
    .map(([mean, sd, [min, max], open]) => ({
      kind: 'normal' as const,
      mean,
      sd,
      min,
      max: open ? Number.POSITIVE_INFINITY : max,
    })),
  fc
    .tuple(positive, fc.double({ min: 0, max: 100, noNaN: true }))
    .map(([mean, cv]) => ({ kind: 'lognormal' as const, mean, cv })),
  fc
    .tuple(fc.double({ min: 0.01, max: 1e4, noNaN: true }), positive)
    .map(([shape, mean]) => ({ kind: 'gamma' as const, shape, mean })),
  fc
    .tuple(fc.integer({ min: 1, max: 1000 }), positive)
    .map(([stages, mean]) => ({ kind: 'erlang' as const, stages, mean })),
  fc
    .tuple(fc.double({ min: 0.01, max: 1e4, noNaN: true }), positive)
    .map(([shape, scale]) => ({ kind: 'weibull' as const, shape, scale })),
  fc
    .tuple(fc.double({ min: 0.1, max: 1e4, noNaN: true }), positive)
    .map(([alpha, min]) => ({ kind: 'pareto' as const, alpha, min })),
  fc
    .tuple(fc.double({ min: 0.1, max: 1e4, noNaN: true }), ascending(2))
    .map(([alpha, [min, max]]) => ({ kind: 'bounded_pareto' as const, alpha, min, max })),
  ascending(3).map(([min, mode, max]) => ({ kind: 'triangular' as const, min, mode, max })),
);

/** A source that gives the ends of the unit interval more often than chance would. */
function extremeSource(seed: number) {
  const random = new Streams(String(seed), 0).stream('extremes');
  return {
    uniform() {
      const u = random.uniform();
      if (u < 0.1) return 0;
      return u < 0.2 ? 1 - 2 ** -53 : random.uniform();
    },
  };
}

const boundsOf = (spec: DistributionSpec): [number, number] => {
  if (spec.kind === 'constant') return [spec.value, spec.value];
  const { min = 0, max = Number.POSITIVE_INFINITY } = spec as { min?: number; max?: number };
  return [min, max];
};

test.prop([anySpec, fc.integer()])('every sample is finite and within the bounds', (spec, seed) => {
  const sampler = createSampler(spec);
  const random = extremeSource(seed);
  const [min, max] = boundsOf(spec);
  for (let i = 0; i < 50; i++) {
    const x = sampler.sample(random);
    expect(Number.isFinite(x)).toBe(true);
    expect(x).toBeGreaterThanOrEqual(min);
    expect(x).toBeLessThanOrEqual(max);
  }
});

test('a triangle whose sides are rounded ends at its bounds', () => {
  const [min, max] = [0.0000010000000000000036, 0.00006203515625000001];
  const lowest = { uniform: () => 0 };
  const highest = { uniform: () => 1 - 2 ** -53 };
  expect(createSampler({ kind: 'triangular', min, mode: min, max }).sample(lowest)).toBe(min);
  expect(createSampler({ kind: 'triangular', min, mode: max, max }).sample(highest)).toBeLessThanOrEqual(max);
});

test.prop([anySpec])(
  'moments are numbers, the mean lies within the bounds, the variance is not negative',
  (spec) => {
    const { mean, variance } = createSampler(spec);
    const [min, max] = boundsOf(spec);
    const rounding = 1e-12 * mean;
    expect(mean === Number.POSITIVE_INFINITY || (mean >= min - rounding && mean <= max + rounding)).toBe(
      true,
    );
    expect(variance).toBeGreaterThanOrEqual(0);
    // No law on an interval varies more than one that gives only its two ends (Popoviciu 1935).
    expect(Math.sqrt(variance)).toBeLessThanOrEqual(((max - min) / 2) * (1 + 1e-9) + rounding);
  },
);

test('bounds that are apart by less than the standard deviation can tell leave one value', () => {
  const [mean, sd, min, max] = [-9.3e-7, 1e-6, 1e-6, 1.0000000000000002e-6];
  expect(min).toBeLessThan(max);
  const sampler = createSampler({ kind: 'normal', mean, sd, min, max });
  expect(sampler).toMatchObject({ mean: min, variance: 0 });
});
