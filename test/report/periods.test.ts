import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { mergeFactor } from '../../src/report/charts/periods.ts';

describe('the width of the intervals of a chart', () => {
  it.each([
    ['is what the room asks for where nothing repeats', 0.1, 3, [], 3],
    ['is a whole number of periods where it can be', 0.5, 2, [3], 6],
    ['is a whole part of a period that is much wider', 2, 2, [60], 2],
    ['serves most periods', 1, 3, [10, 5], 10],
    ['holds the decimal periods of a decimal interval', 0.1, 2, [0.3], 3],
  ])('%s', (_, interval, least, periods, factor) => {
    expect(mergeFactor(interval, least, periods)).toBe(factor);
  });

  test.prop([
    fc.constantFrom(0.001, 0.1, 0.2, 1, 5, 60),
    fc.integer({ min: 1, max: 100 }),
    fc.array(
      fc.integer({ min: 1, max: 5_000 }).map((period) => period / 10),
      { maxLength: 4 },
    ),
  ])('is never narrower than the room asks for, and bounded', (interval, least, periods) => {
    const factor = mergeFactor(interval, least, periods);
    expect(factor).toBeGreaterThanOrEqual(least);
    expect(factor).toBeLessThanOrEqual(4 * least);
  });
});
