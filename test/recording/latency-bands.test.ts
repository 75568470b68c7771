import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { LatencyBands } from '../../src/recording/latency-bands.ts';
import { LEAF_PARTS, PART, PARTS } from '../../src/recording/latency-part.ts';

/** Microseconds by PART of one task. */
function task(parts: Partial<Record<keyof typeof PART, number>>): Float64Array {
  const all = new Float64Array(PARTS);
  for (const [name, value] of Object.entries(parts)) all[PART[name as keyof typeof PART]] = value;
  return all;
}

function bandsOf(tasks: readonly Float64Array[]) {
  const bands = new LatencyBands();
  for (const one of tasks) bands.add(one);
  return bands.records();
}

const sum = (values: Iterable<number>) => [...values].reduce((all, value) => all + value, 0);

describe('bands of latencies', () => {
  example('tell what makes the slowest slow', () => {
    const quick = Array.from({ length: 98 }, () => task({ waiting: 1e6, service: 1e6 }));
    const slow = [task({ lost: 30e6, service: 10e6 }), task({ lost: 50e6, service: 10e6 })];
    const records = bandsOf([...slow, ...quick]);
    expect(records.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [0, 0.5],
      [0.5, 0.9],
      [0.9, 0.99],
      [0.99, 1],
    ]);
    expect(records[0].latency).toBeCloseTo((98 * 2 + 100) / 100, 9);
    expect(records[1].parts).toMatchObject({ waiting: 1, service: 1, 'attempts.lost': 0 });
    const slowest = records[records.length - 1];
    expect(slowest.tasks).toBeCloseTo(1, 9);
    expect(slowest.parts['attempts.lost']).toBeCloseTo(50, 9);
    expect(slowest.latency).toBeCloseTo(60, 9);
  });

  example('are none without tasks, one for one task, and begin anew', () => {
    const bands = new LatencyBands();
    expect(bands.records()).toEqual([]);
    bands.add(task({ service: 5 }));
    expect(bands.records().length).toBe(1);
    bands.clear();
    expect(bands.records()).toEqual([]);
  });

  const arbitrary = fc.array(
    fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: PARTS, maxLength: PARTS }),
    { minLength: 1, maxLength: 400 },
  );
  test.prop([arbitrary], { numRuns: 200 })('sum to the whole, and rise from band to band', (tasks) => {
    const [all, ...bands] = bandsOf(tasks.map((parts) => Float64Array.from(parts)));
    const near = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(1, b));
    near(all.tasks * all.latency, sum(tasks.map(sum)) / 1e6);
    for (const band of [all, ...bands]) near(sum(LEAF_PARTS.map((part) => band.parts[part])), band.latency);
    if (bands.length === 0) return;
    near(sum(bands.map(({ tasks }) => tasks)), tasks.length);
    near(sum(bands.map(({ tasks, latency }) => tasks * latency)), sum(tasks.map(sum)) / 1e6);
    for (const [place, band] of bands.slice(1).entries())
      expect(band.latency).toBeGreaterThanOrEqual(bands[place].latency * (1 - 1e-9));
  });
});
