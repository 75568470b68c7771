import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/engine/random/streams.ts';
import { differenceP, meanLimits, surelyWithin } from '../../../src/lab/experiment/mean-limits.ts';
import { kindOf, type ValueKind } from '../../../src/lab/experiment/value-kind.ts';

const COUNT: ValueKind = { kind: 'count' };
const CONTINUOUS: ValueKind = { kind: 'continuous' };
const same = (value: number, n: number) => Array.from({ length: n }, () => value);

test.each([
  ['tasks.failed', [0, 3], 'count'],
  ['queue.depth.mean', [0.5, 2], 'amount'],
  ['tasks.success_rate', [0.9, 1], 'share'],
  ['speedup', [0.5], 'amount'],
  ['makespan', [3], 'amount'],
  ['own.profit', [3], 'continuous'],
])('%s of %s is a %s', (metric, values, kind) => {
  expect(kindOf(metric as string, values as number[], null).kind).toBe(kind);
});

describe('a sample without variation', () => {
  test('of a count is bounded by what was not seen', () => {
    const { lower, upper } = meanLimits(same(0, 20), COUNT, 0.95);
    expect(lower).toBe(0);
    expect(upper).toBeCloseTo(3.68888 / 20, 6);
    const seven = meanLimits(same(7, 20), COUNT, 0.95);
    expect([7 - seven.lower, seven.upper - 7]).toEqual([
      expect.closeTo(4.38203 / 20, 6),
      expect.closeTo(4.38203 / 20, 6),
    ]);
  });

  test('of a share may be anything in as many runs as would not have shown', () => {
    const unseen = 1 - 0.05 ** (1 / 20);
    expect(meanLimits(same(1, 20), { kind: 'share', size: 500 }, 0.95).lower).toBeCloseTo(1 - unseen, 12);
    expect(meanLimits(same(0.25, 20), { kind: 'share', size: null }, 0.95)).toEqual({
      lower: expect.closeTo(0.25 * (1 - unseen), 12),
      upper: expect.closeTo(0.25 + 0.75 * unseen, 12),
    });
  });

  test('of anything else is a point', () => {
    expect(meanLimits(same(7, 20), CONTINUOUS, 0.95)).toEqual({ lower: 7, upper: 7 });
  });

  test('tells apart only where it is long enough', () => {
    expect(differenceP(same(0, 9), COUNT)).toBe(1);
    expect(differenceP(same(1, 3), COUNT)).toBe(0.25);
    expect(differenceP(same(1, 20), COUNT)).toBeCloseTo(0.5 ** 19, 12);
    // One run in twenty, and nineteen ties.
    expect(differenceP([...same(0, 19), 5], COUNT)).toBe(1);
  });

  test('is as wide as the unseen runs and all that they may bring', () => {
    const share = 1 - 0.05 ** (1 / 20);
    expect(surelyWithin(0, share, { lower: 0, upper: Number.POSITIVE_INFINITY })).toEqual({
      lower: 0,
      upper: Number.POSITIVE_INFINITY,
    });
    expect(surelyWithin(0.5, share, { lower: 0, upper: 1 })).toEqual({
      lower: expect.closeTo(0.5 * (1 - share), 12),
      upper: expect.closeTo(0.5 * (1 + share), 12),
    });
  });
});

test('what the scenario says is known, and so is a difference of it', () => {
  const setting = kindOf('agents.count', [3], null);
  expect(meanLimits(same(3, 2), setting, 0.95)).toEqual({ lower: 3, upper: 3 });
  expect([differenceP(same(1, 2), setting), differenceP(same(0, 2), setting)]).toEqual([0, 1]);
});

test('runs that deviate count, however much happens in each of them', () => {
  // In one run of twenty all 50 tasks failed: as a Poisson count of runs, from .025 to 5.57 of them.
  const { lower, upper } = meanLimits([...same(0, 19), 50], COUNT, 0.95);
  expect(lower).toBe(0);
  expect(upper).toBeCloseTo((5.5716 * 50) / 20, 2);
});

test('an interval of what cannot be negative ends at 0', () => {
  const waits = [0.004, 0.006, 0.01, 0.02, 0.05, 2.2];
  expect(meanLimits(waits, CONTINUOUS, 0.95).lower).toBeLessThan(0);
  const { lower, upper } = meanLimits(waits, kindOf('task.wait.p99', waits, null), 0.95);
  expect([lower, upper]).toEqual([0, meanLimits(waits, CONTINUOUS, 0.95).upper]);
});

/** How often the interval holds the true mean. */
function coverage(
  name: string,
  truth: number,
  kind: ValueKind,
  draw: (uniform: () => number) => number,
): number {
  const random = new Streams(name, 0).stream('coverage');
  const experiments = 600;
  let held = 0;
  for (let experiment = 0; experiment < experiments; experiment++) {
    const values = Array.from({ length: 20 }, () => draw(() => random.uniform()));
    const { lower, upper } = meanLimits(values, kind, 0.95);
    if (lower <= truth && truth <= upper) held++;
  }
  return held / experiments;
}

describe('intervals hold the true mean at least 95 of 100 times, but for chance', () => {
  const binomial = (n: number, p: number) => (uniform: () => number) => {
    let count = 0;
    for (let i = 0; i < n; i++) if (uniform() < p) count++;
    return count;
  };
  test.each([0.001, 0.01, 0.05])('a count of 50 rare events of probability %f', (p) => {
    expect(coverage(`count ${p}`, 50 * p, COUNT, binomial(50, p))).toBeGreaterThan(0.93);
  });
  test.each([0.999, 0.99])('a share of 50 things of probability %f', (p) => {
    const share = (uniform: () => number) => binomial(50, p)(uniform) / 50;
    expect(coverage(`share ${p}`, p, { kind: 'share', size: 50 }, share)).toBeGreaterThan(0.93);
  });
  test.each([0.03, 0.1])('all of 50 things in a share %f of runs, once some have shown it', (p) => {
    // Where none of the runs shows it, conditions on the mean are left open.
    const clump = (uniform: () => number) => (uniform() < p ? 50 : 0);
    const held = coverage(`clump ${p}`, 50 * p, COUNT, clump);
    expect(held + (1 - p) ** 20).toBeGreaterThan(0.93);
  });
});
