import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import {
  binomialCdf,
  binomialUpper,
  probabilityAtLeast,
  probabilityAtMost,
} from '../../src/mathematics/binomial.ts';

const counts = fc
  .integer({ min: 1, max: 2000 })
  .chain((trials) => fc.record({ trials: fc.constant(trials), seen: fc.integer({ min: 0, max: trials }) }));

property.prop([counts, fc.constantFrom(0.001, 0.01, 0.025, 0.1)])(
  'limits of a probability are where the tails have the asked chance',
  ({ trials, seen }, tail) => {
    const lower = probabilityAtLeast(seen, trials, tail);
    const upper = probabilityAtMost(seen, trials, tail);
    if (seen > 0) expect(binomialUpper(seen, trials, lower)).toBeCloseTo(tail, 12);
    else expect(lower).toBe(0);
    if (seen < trials) expect(binomialCdf(seen, trials, upper)).toBeCloseTo(tail, 12);
    else expect(upper).toBe(1);
    expect(lower).toBeLessThanOrEqual(seen / trials);
    expect(upper).toBeGreaterThanOrEqual(seen / trials);
  },
);

test('limits name what cannot be counted', () => {
  expect(() => probabilityAtLeast(3, 2, 0.01)).toThrow(
    'successes is 3, must be at most 2, the number of trials',
  );
  expect(() => probabilityAtMost(1, 2, 1)).toThrow('tail is 1, must be above 0 and below 1');
  expect(() => probabilityAtLeast(0, 0, 0.01)).toThrow('trials is 0');
});
