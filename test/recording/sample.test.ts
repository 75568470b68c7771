/** Durations whose quantiles must be values that occurred. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Sample } from '../../src/recording/sample.ts';

const values = fc.array(fc.oneof(fc.nat(10), fc.integer({ min: 65_530, max: 65_545 }), fc.nat(1e9)), {
  minLength: 1,
  maxLength: 200,
});

describe('a sample that keeps its values', () => {
  test.prop([values, fc.constantFrom(0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1)])(
    'gives the value of the nearest rank, and all in order',
    (list, q) => {
      const sample = new Sample(true);
      for (const value of list) sample.record(value);
      const sorted = [...list].sort((a, b) => a - b);
      const rank = Math.max(1, Math.ceil((q * 1000 * list.length) / 1000 - 1e-9));
      expect(sample.quantile(q)).toBe(sorted[rank - 1]);
      expect([...sample.ascending('lower')]).toEqual(sorted);
      expect([...sample.ascending('upper')]).toEqual(sorted);
    },
  );

  test('forgets them, and goes on', () => {
    const sample = new Sample(true);
    for (const value of [5, 70_000, 5]) sample.record(value);
    expect(sample.quantile(0.99)).toBe(70_000);
    sample.record(80_000);
    expect(sample.quantile(1)).toBe(80_000);
    sample.clear();
    expect(sample.count).toBe(0);
    sample.record(90_001);
    expect([sample.quantile(0.5), sample.max]).toEqual([90_001, 90_001]);
  });
});
