import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { Streams } from '../../../src/engine/random/streams.ts';
import { createSampler, validateSpec } from '../../../src/engine/variates/sampler.ts';
import { chiSquareDeviate, DEVIATE_LIMIT } from './goodness.ts';

const SAMPLES = 50_000;
const spec = (mean: number, step = 1) => ({ kind: 'geometric' as const, mean, step });

function draws(mean: number, step = 1): number[] {
  const sampler = createSampler(spec(mean, step));
  const random = new Streams('geometric', 0).stream(`${mean} ${step}`);
  return Array.from({ length: SAMPLES }, () => sampler.sample(random));
}

describe.each([1.25, 4, 40])('a geometric distribution of mean %s', (mean) => {
  example('gives k with probability p (1 - p)^(k - 1)', () => {
    const samples = draws(mean);
    const p = 1 / mean;
    const most = Math.ceil(6 * mean);
    const probabilities = Array.from({ length: most }, (_, k) => p * (1 - p) ** k);
    const counts = probabilities.map((_, k) => samples.filter((x) => x === k + 1).length);
    // What is larger is counted together.
    probabilities.push((1 - p) ** most);
    counts.push(samples.filter((x) => x > most).length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(SAMPLES);
    expect(Math.abs(chiSquareDeviate(counts, probabilities))).toBeLessThan(DEVIATE_LIMIT);
  });

  example('states the mean and the variance (1 - p) / p^2', () => {
    const sampler = createSampler(spec(mean));
    expect(sampler.mean).toBe(mean);
    expect(sampler.variance).toBeCloseTo((1 - 1 / mean) * mean * mean, 9);
  });
});

test.prop([
  fc.double({ min: 1, max: 1e9, noNaN: true }),
  fc.double({ min: 0, max: 1 - 2 ** -32, noNaN: true }),
])('draws are whole numbers from 1, times the step', (mean, u) => {
  const number = createSampler(spec(mean)).sample({ uniform: () => u });
  expect(Number.isSafeInteger(number)).toBe(true);
  expect(number).toBeGreaterThanOrEqual(1);
  expect(createSampler(spec(mean / 8, 1 / 8)).sample({ uniform: () => u })).toBe(number / 8);
});

example('a mean of one step always gives it', () => {
  expect(new Set(draws(3, 3))).toEqual(new Set([3]));
});

example.each([
  [spec(0.5), 'mean', 'must be at least 1, not 0.5'],
  [spec(2, 0), 'step', 'must be greater than 0, not 0'],
  [spec(Number.NaN), 'mean', 'must be a number, not NaN'],
])('%o is refused', (wrong, path, message) => {
  expect(validateSpec(wrong)).toEqual({ path, message });
});

example('gives the same bytes on every machine and every Node', () => {
  const sampler = createSampler(spec(4));
  const random = new Streams('pinned', 0).stream('variates');
  expect(Array.from({ length: 8 }, () => sampler.sample(random))).toEqual([4, 6, 2, 7, 1, 3, 7, 3]);
});
