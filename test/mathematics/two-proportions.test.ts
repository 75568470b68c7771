/** Two groups compared by counts. Expected figures: oracles 38 and 39 of the reference on healing and gates. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { StatisticsError } from '../../src/mathematics/errors.ts';
import { failsMoreOften, fisherExact, groupSize, pooledZ } from '../../src/mathematics/two-proportions.ts';

const of = (failed: number, tried: number) => ({ failed, tried });

describe('two proportions', () => {
  example('by the normal distribution where there are enough', () => {
    const [group, control] = [of(12, 500), of(40, 4500)];
    expect(pooledZ(group, control)).toBeCloseTo(3.1598, 4);
    expect(fisherExact(group, control)).toBeCloseTo(0.004324, 6);
    const { p, test: by } = failsMoreOften(group, control);
    expect([p.toFixed(6), by]).toEqual(['0.000789', 'z']);
  });

  example('exactly where fewer than five are expected somewhere', () => {
    const [group, control] = [of(3, 100), of(9, 900)];
    expect(pooledZ(group, control)).toBeCloseTo(1.7425, 4);
    const { p, test: by } = failsMoreOften(group, control);
    expect([p.toFixed(4), by]).toEqual(['0.1097', 'fisher']);
    // Of almost nothing but failures, too few successes are expected.
    expect(failsMoreOften(of(98, 100), of(880, 900)).test).toBe('fisher');
  });

  example('without any failure, or any success, say nothing', () => {
    expect(pooledZ(of(0, 10), of(0, 90))).toBe(0);
    expect(pooledZ(of(10, 10), of(90, 90))).toBe(0);
    expect(failsMoreOften(of(0, 10), of(0, 90)).p).toBe(1);
    expect(failsMoreOften(of(10, 10), of(90, 90)).p).toBe(1);
  });

  example('refuse what are no counts', () => {
    expect(() => pooledZ(of(2, 1), of(0, 1))).toThrow(StatisticsError);
    expect(() => fisherExact(of(0, 1), of(3, 2))).toThrow('control.failed is 3, must be at most 2');
    expect(() => failsMoreOften(of(0, 0), of(0, 2))).toThrow('group.tried is 0');
  });

  test.prop([fc.nat(40), fc.nat(40), fc.nat(40), fc.nat(40)])(
    'more failures in the group are never less evidence against it',
    (failed, passed, otherFailed, otherPassed) => {
      const group = of(failed, failed + passed + 1);
      const control = of(otherFailed, otherFailed + otherPassed + 1);
      const worse = of(failed + 1, group.tried);
      expect(fisherExact(worse, control)).toBeLessThanOrEqual(fisherExact(group, control) + 1e-12);
    },
  );
});

example.each([
  [0.005, 0.01, 5098],
  [0.01, 0.02, 2529],
  [0.01, 0.05, 310],
  [0.02, 0.05, 641],
  [0.05, 0.1, 474],
])('to tell %f from %f takes %i in each group', (lower, higher, size) => {
  expect(groupSize(lower, higher, 0.05, 0.9)).toBe(size);
});

example('rates that are no different are told apart by no number', () => {
  expect(() => groupSize(0.05, 0.05, 0.05, 0.9)).toThrow('higher is 0.05, must be above 0.05');
});
