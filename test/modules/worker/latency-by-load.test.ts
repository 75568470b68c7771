import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { LatencyByLoad } from '../../../src/modules/worker/latency-by-load.ts';

describe('latency by load', () => {
  test('is unknown at first, and again when forgotten', () => {
    const latencies = new LatencyByLoad(2);
    expect(latencies.estimate(0, 3)).toBe(0);
    latencies.record(0, 3, 500);
    latencies.record(1, 3, 700);
    latencies.forget(0);
    expect([latencies.estimate(0, 3), latencies.estimate(1, 3)]).toEqual([0, 700]);
  });

  test('is smoothed within a range of loads', () => {
    const latencies = new LatencyByLoad(1);
    latencies.record(0, 4, 1000);
    latencies.record(0, 5, 2000);
    expect(latencies.estimate(0, 4)).toBe(1200);
    latencies.record(0, 6, 9000);
    expect([latencies.estimate(0, 5), latencies.estimate(0, 7)]).toEqual([1200, 9000]);
  });

  test('comes from the nearest range that is known, the higher of two', () => {
    const latencies = new LatencyByLoad(1);
    latencies.record(0, 0, 100);
    latencies.record(0, 1000, 5000);
    // Of the 16 ranges, 8-11 is six from the first and nine from the last; 16-23 is eight and seven.
    expect(latencies.estimate(0, 1)).toBe(100);
    expect(latencies.estimate(0, 11)).toBe(100);
    expect(latencies.estimate(0, 16)).toBe(5000);
    latencies.record(0, 2, 300);
    latencies.record(0, 4, 700);
    expect(latencies.estimate(0, 3)).toBe(700);
  });

  test('tells apart none and no time at all', () => {
    const latencies = new LatencyByLoad(1);
    latencies.record(0, 1, 0);
    expect(latencies.estimate(0, 1)).toBe(1);
  });

  test.prop([
    fc.array(fc.record({ load: fc.nat(500), latency: fc.integer({ min: 1, max: 1e9 }) }), { minLength: 1 }),
    fc.nat(),
  ])('lies between the extremes', (records, load) => {
    const latencies = new LatencyByLoad(3);
    for (const one of records) latencies.record(1, one.load, one.latency);
    const seen = records.map(({ latency }) => latency);
    const estimate = latencies.estimate(1, load);
    // Stored in single precision.
    expect(estimate).toBeGreaterThanOrEqual(Math.min(...seen) * (1 - 1e-6) - 1);
    expect(estimate).toBeLessThanOrEqual(Math.max(...seen) * (1 + 1e-6) + 1);
    expect([latencies.estimate(0, load), latencies.estimate(2, load)]).toEqual([0, 0]);
  });

  test('stays within what a message can say', () => {
    const latencies = new LatencyByLoad(1);
    latencies.record(0, 1, 1e12);
    expect(latencies.estimate(0, 1)).toBe(0x7fffffff);
  });
});
