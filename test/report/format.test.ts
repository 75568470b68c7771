import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatRate,
  formatRatio,
  formatSize,
  formatValue,
  keepUnits,
  plural,
} from '../../src/report/format.ts';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [7, '7'],
    [1_234_567, '1,234,567'],
    [-1_234, '−1,234'],
    [0.123456, '0.123'],
    [12.5, '12.5'],
    [2.5004, '2.5'],
    [11_841.3, '11,841'],
    [999.96, '1,000'],
    [0.0000001, '1.00e-7'],
    [Infinity, '∞'],
    [NaN, '–'],
  ])('%s is %s', (value, text) => {
    expect(formatCount(value)).toBe(text);
  });

  test.prop([fc.double({ min: -1e12, max: 1e12, noNaN: true })])('read back within their digits', (value) => {
    const text = formatNumber(value, 4).replace(/,/g, '').replace('−', '-');
    expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.abs(value) * 5.1e-4 + 1e-300);
  });
});

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [3.2e-7, '0.32 µs'],
    [850e-6, '850 µs'],
    [0.0123, '12.3 ms'],
    [0.9996, '1 s'],
    [1.2345, '1.23 s'],
    [59.94, '59.9 s'],
    [59.96, '1 min'],
    [192, '3 min 12 s'],
    [3_599.6, '1 h'],
    [7_500, '2 h 5 min'],
    [86_399, '1 d'],
    [360_000, '4 d 4 h'],
    [1e9, '11,574 d 2 h'],
    [-1.5, '−1.5 s'],
    [NaN, '–'],
  ])('%s s is %s', (value, text) => {
    expect(formatDuration(value)).toBe(text);
  });

  test.prop([fc.double({ min: 1e-6, max: 1e8, noNaN: true })])('never say 60 s, 60 min or 24 h', (value) => {
    expect(formatDuration(value)).not.toMatch(/\b(60 s|60 min|24 h|1,?000 (µs|ms))/);
  });
});

describe('ratios', () => {
  it.each([
    [0, '0 %'],
    [1, '100 %'],
    [0.531, '53.1 %'],
    [0.99985, '99.98 %'],
    [0.9999999, '99.99999 %'],
    [0.00001, '0.001 %'],
    [1.5, '150 %'],
  ])('%s is %s', (value, text) => {
    expect(formatRatio(value)).toBe(text);
  });

  test.prop([fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true })])(
    'neither all nor nothing unless they are',
    (value) => {
      expect(formatRatio(value)).not.toBe('100 %');
      expect(formatRatio(value)).not.toBe('0 %');
    },
  );
});

describe('sizes, rates and values', () => {
  it.each([
    [512, '512 B'],
    [999.9, '1 kB'],
    [1_500, '1.5 kB'],
    [1_411_228_160, '1.41 GB'],
    [2e18, '2,000 PB'],
  ])('%s bytes are %s', (value, text) => {
    expect(formatSize(value)).toBe(text);
  });

  it.each([
    [0, '0/s'],
    [310.4, '310/s'],
    [0.5, '30/min'],
    [0.001, '3.6/h'],
  ])('%s a second are %s', (value, text) => {
    expect(formatRate(value)).toBe(text);
  });

  it('a value that is not there is a dash', () => {
    expect([
      formatValue(null, 'duration'),
      formatValue(undefined, 'size'),
      formatValue(NaN, 'ratio'),
    ]).toEqual(['–', '–', '–']);
  });

  it('one is singular', () => {
    expect([plural(1, 'task'), plural(0, 'task'), plural(1_234, 'process', 'processes')]).toEqual([
      '1 task',
      '0 tasks',
      '1,234 processes',
    ]);
  });
});

describe('lines are not broken', () => {
  it.each([
    ['took 1 min 17 s, p95 4 ms', 'took 1_min_17_s, p95 4_ms'],
    ['12 tasks of 3 MB', '12 tasks of 3_MB'],
    ['99 % ≥ 20 s', '99_% ≥_20_s'],
    // A sign keeps to its number, and a narrow column may break what follows.
    ['≥ 2 min 25 s – 3 min 7 s', '≥_2_min 25_s – 3_min_7_s'],
    ['≤ −4 ms', '≤_−4_ms'],
  ])('in %s', (text, joined) => {
    expect(keepUnits(text).replaceAll('\u00A0', '_')).toBe(joined);
  });
});
