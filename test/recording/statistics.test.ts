/** Mean, quantiles and maximum of durations of which some are open. */
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { isBounds } from '../../src/recording/bounds.ts';
import { Sample } from '../../src/recording/sample.ts';
import { quantilesOf, statistics, type Unended, unlimited } from '../../src/recording/statistics.ts';

const sampleOf = (values: readonly number[], exact = false): Sample => {
  const sample = new Sample(exact);
  for (const value of values) sample.record(value);
  return sample;
};

const open = (ages: readonly number[], mayDrop: boolean, more = false): Unended => ({
  ...unlimited(Float64Array.from(ages), mayDrop),
  ...(more ? { more } : {}),
});

/** Two of 1 s and 3 s have ended; seconds. */
const ENDED = sampleOf([1e6, 3e6]);
const EMPTY = sampleOf([]);

test('of an unknown number of others only the least is known: nothing, and for the largest the largest so far', () => {
  const any = { lower: 0, upper: null };
  expect(statistics('d', ENDED, open([5e6], false, true))).toMatchObject({
    ...{ 'd.mean': any, 'd.p50': any, 'd.p99': any, 'd.max': { lower: 5, upper: null } },
  });
  // What may come to nothing is no larger than what has ended.
  expect(statistics('d', ENDED, open([5e6], true, true))['d.max']).toEqual({ lower: 3, upper: null });
  expect(statistics('d', ENDED, open([], false, true))['d.max']).toEqual({ lower: 3, upper: null });
});

test('where nothing has ended there may be no value at all, unless one that has begun is sure to end', () => {
  const none = { lower: 0, upper: null, or_none: true };
  for (const others of [open([5e6], true, true), open([], false, true)])
    expect(statistics('d', EMPTY, others)).toMatchObject({ 'd.mean': none, 'd.max': none });
  expect(statistics('d', EMPTY, open([5e6], false, true))).toMatchObject({
    ...{ 'd.mean': { lower: 0, upper: null }, 'd.max': { lower: 5, upper: null } },
  });
  expect(quantilesOf(EMPTY, open([], true, true))(0.5)).toEqual(none);
  expect(quantilesOf(ENDED, open([], true, true))(0.5)).toEqual({ lower: 0, upper: null });
});

const values = fc.array(fc.integer({ min: 2_048, max: 1e9 }), { minLength: 1, maxLength: 40 });

property.prop([values, values, fc.boolean(), fc.constantFrom(0, 0.1, 0.5, 0.9, 0.99, 1)])(
  'bounds of values that are not kept are never narrower than those of values that are',
  (ended, ages, mayDrop, q) => {
    const unended = open(ages, mayDrop);
    const ends = (exact: boolean) => {
      const figure = quantilesOf(sampleOf(ended, exact), unended)(q);
      if (figure === null) throw new Error('nothing is known');
      return isBounds(figure) ? figure : { lower: figure, upper: figure };
    };
    const [kept, counted] = [ends(true), ends(false)];
    expect(counted.lower).toBeLessThanOrEqual(kept.lower);
    expect(counted.upper ?? Infinity).toBeGreaterThanOrEqual(kept.upper ?? Infinity);
  },
);
