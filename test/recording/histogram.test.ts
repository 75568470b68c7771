import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  HistogramFormatError,
  HistogramValueError,
  LARGEST_VALUE,
  LogHistogram,
  QUANTILE_ERROR,
  type StoredHistogram,
} from '../../src/recording/histogram.ts';

function of(values: readonly number[]): LogHistogram {
  const histogram = new LogHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

/** Values spread over all magnitudes, not only the large ones. */
const value = fc
  .tuple(fc.integer({ min: 0, max: 53 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([bits, share]) => Math.floor(share * 2 ** bits));
const values = fc.array(value, { minLength: 1, maxLength: 200 });
const share = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 0.5, 0.9, 0.99, 0.999, 1),
);

/** The definition itself, on exact fractions: the smallest rank k with k / n >= q. */
function slowQuantile(sorted: readonly number[], q: number): number {
  for (let k = 1; k <= sorted.length; k++) if (k / sorted.length >= q - 1e-13) return sorted[k - 1];
  return sorted[sorted.length - 1];
}

describe('a histogram by hand', () => {
  it('is exact below 2,048', () => {
    const histogram = of(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(histogram.quantile(0.07)).toBe(7);
    expect(histogram.quantile(0.5)).toBe(50);
    expect(histogram.quantile(0.501)).toBe(51);
    expect(histogram.quantile(0.99)).toBe(99);
    expect(histogram.quantile(1)).toBe(100);
    expect(histogram.mean).toBe(50.5);
    expect(histogram.variance).toBeCloseTo(841.6666666666666, 10);
    expect(histogram.sum).toBe(5050);
  });

  it('says NaN when it knows nothing', () => {
    const histogram = new LogHistogram();
    expect([
      histogram.mean,
      histogram.min,
      histogram.max,
      histogram.variance,
      histogram.quantile(0.5),
    ]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    expect(histogram.sum).toBe(0);
    expect(histogram.bytes).toBe(0);
    expect(of([5]).variance).toBeNaN();
  });

  it('holds both ends of its range', () => {
    const histogram = of([0, LARGEST_VALUE]);
    expect(histogram.quantile(0)).toBe(0);
    expect(histogram.quantile(1)).toBe(LARGEST_VALUE);
    expect(histogram.max).toBe(LARGEST_VALUE);
  });

  it('keeps a quantile between the smallest and the largest value', () => {
    expect(of([4_001, 4_001, 4_001]).quantile(0.5)).toBe(4_001);
  });

  it('needs little memory for few values', () => {
    expect(of([12, 1_000_000, 1_000_400]).bytes).toBeLessThanOrEqual(3 * 2_048);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, LARGEST_VALUE * 2])(
    'refuses the value %s',
    (wrong) => {
      const histogram = new LogHistogram();
      expect(() => histogram.record(wrong)).toThrow(HistogramValueError);
      expect(histogram.count).toBe(0);
    },
  );

  it.each([-1, 0.5, Number.NaN])('refuses the count %s', (wrong) => {
    expect(() => new LogHistogram().record(1, wrong)).toThrow(HistogramValueError);
  });

  it.each([-0.1, 1.1, Number.NaN])('refuses the quantile %s', (wrong) => {
    expect(() => of([1]).quantile(wrong)).toThrow(HistogramValueError);
  });

  it('adds small values to a large sum without losing them', () => {
    const histogram = new LogHistogram();
    histogram.record(LARGEST_VALUE);
    for (let index = 0; index < 1_000; index++) histogram.record(1);
    expect(histogram.sum - LARGEST_VALUE).toBe(1_000);
  });

  it('forgets when cleared', () => {
    const histogram = of([1, 2, 3]);
    histogram.clear();
    histogram.record(10);
    expect(JSON.stringify(histogram)).toBe(JSON.stringify(of([10])));
  });
});

describe('a histogram against sorted samples', () => {
  test.prop([values, share])('quantiles lie within half a bucket', (sample, q) => {
    const exact = slowQuantile(
      [...sample].sort((a, b) => a - b),
      q,
    );
    const found = of(sample).quantile(q);
    expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * QUANTILE_ERROR);
  });

  test.prop([values])(
    'count, smallest and largest are exact; mean and variance as by definition',
    (sample) => {
      const histogram = of(sample);
      const mean = sample.reduce((sum, x) => sum + x / sample.length, 0);
      const variance = sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (sample.length - 1);
      expect(histogram.count).toBe(sample.length);
      expect(histogram.min).toBe(Math.min(...sample));
      expect(histogram.max).toBe(Math.max(...sample));
      expect(Math.abs(histogram.mean - mean)).toBeLessThanOrEqual(1e-12 * mean);
      if (sample.length > 1)
        expect(Math.abs(histogram.variance - variance)).toBeLessThanOrEqual(1e-9 * variance + 1e-9);
    },
  );

  test.prop([value, fc.integer({ min: 0, max: 1_000 })])(
    'a count stands for that many values',
    (x, count) => {
      const once = new LogHistogram();
      once.record(x, count);
      const many = of(new Array<number>(count).fill(x));
      expect(once.count).toBe(many.count);
      expect(once.toJSON().buckets).toEqual(many.toJSON().buckets);
    },
  );

  test.prop([fc.array(value, { maxLength: 100 }), fc.array(value, { maxLength: 100 })])(
    'merging is recording both',
    (left, right) => {
      const merged = of(left);
      merged.merge(of(right));
      const both = of([...left, ...right]);
      expect(merged.toJSON().buckets).toEqual(both.toJSON().buckets);
      expect([merged.count, merged.min, merged.max]).toEqual([both.count, both.min, both.max]);
      if (both.count === 0) return;
      expect(Math.abs(merged.mean - both.mean)).toBeLessThanOrEqual(1e-12 * both.mean);
      if (both.count > 1)
        expect(Math.abs(merged.variance - both.variance)).toBeLessThanOrEqual(1e-9 * both.variance + 1e-9);
    },
  );

  test.prop([values, share])('what is stored comes back', (sample, q) => {
    const histogram = of(sample);
    const back = LogHistogram.fromJSON(JSON.parse(JSON.stringify(histogram)));
    expect(back.toJSON()).toEqual(histogram.toJSON());
    expect(back.quantile(q)).toBe(histogram.quantile(q));
    back.record(7);
    histogram.record(7);
    expect(back.toJSON()).toEqual(histogram.toJSON());
  });
});

describe('stored histograms', () => {
  const good = of([1, 5_000, 70_000]).toJSON();
  it.each<[string, Partial<Record<keyof StoredHistogram, unknown>>]>([
    ['kind', { kind: 'linear' }],
    ['precision', { sub_bits: 7 }],
    ['odd buckets', { buckets: [1] }],
    ['a negative gap', { buckets: [-1, 3] }],
    ['a bucket beyond the last', { buckets: [45_057, 3] }],
    ['a count that does not add up', { count: 4 }],
    ['a missing sum', { sum: null }],
    ['a missing smallest value', { min: null }],
  ])('are refused with a wrong %s', (_, change) => {
    expect(() => LogHistogram.fromJSON({ ...good, ...change } as StoredHistogram)).toThrow(
      HistogramFormatError,
    );
  });

  it('may be empty', () => {
    expect(LogHistogram.fromJSON(new LogHistogram().toJSON()).count).toBe(0);
  });
});
