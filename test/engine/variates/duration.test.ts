import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { Streams } from '../../../src/engine/random/streams.ts';
import { DistributionError } from '../../../src/engine/variates/distribution.ts';
import {
  createDurationSampler,
  LONGEST_DURATION,
  toDuration,
} from '../../../src/engine/variates/duration.ts';

const at = (u: number) => ({ uniform: () => u });

test('seconds become the nearest whole microsecond', () => {
  expect(toDuration(1.5)).toBe(1_500_000);
  expect(toDuration(0.0000014)).toBe(1);
  expect(toDuration(0.0000016)).toBe(2);
  expect(toDuration(0)).toBe(0);
  expect(toDuration(-1)).toBe(0);
  expect(createDurationSampler({ kind: 'uniform', min: 1, max: 2 }).next(at(0.25))).toBe(1_250_000);
});

test('a constant draws nothing', () => {
  const never = {
    uniform(): number {
      throw new Error('drew');
    },
  };
  expect(createDurationSampler({ kind: 'constant', value: 0.25 }).next(never)).toBe(250_000);
  expect(() => createDurationSampler({ kind: 'exponential', mean: 0.25 }).next(never)).toThrow('drew');
});

test('what is longer than the longest duration is cut to it', () => {
  const heavy = createDurationSampler({ kind: 'pareto', alpha: 0.1, min: 1 });
  expect(heavy.next(at(1 - 2 ** -53))).toBe(LONGEST_DURATION);
  expect(heavy.next(at(0))).toBe(1_000_000);
  expect(createDurationSampler({ kind: 'constant', value: 1e12 }).next(at(0))).toBe(LONGEST_DURATION);
  expect(toDuration(Number.POSITIVE_INFINITY)).toBe(LONGEST_DURATION);
});

test('durations are not negative', () => {
  expect(() => createDurationSampler({ kind: 'uniform', min: -1, max: 1 })).toThrow(DistributionError);
});

test('moments are in seconds', () => {
  const { mean, variance } = createDurationSampler({ kind: 'gamma', shape: 4, mean: 0.002 });
  expect([mean, variance]).toEqual([0.002, 1e-6]);
});

test.prop([
  fc.double({ min: 0, max: 1e12, noNaN: true }),
  fc.double({ min: 0, max: 10, noNaN: true }),
  fc.string(),
])('every duration is a whole number of microseconds in range', (mean, cv, seed) => {
  const sampler = createDurationSampler({ kind: 'lognormal', mean, cv });
  const random = new Streams(seed, 0).stream('service');
  for (let i = 0; i < 20; i++) {
    const duration = sampler.next(random);
    expect(Number.isSafeInteger(duration) && duration >= 0 && duration <= LONGEST_DURATION).toBe(true);
  }
});
