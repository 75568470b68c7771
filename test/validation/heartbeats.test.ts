import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { covering, leastCovered, load, replicate, values } from './experiment.ts';

describe('detection delay of the fixed timeout', () => {
  test('has mean D - P/2, and never exceeds D', async () => {
    const rows = await replicate(load('heartbeat-detection'), 200);
    const { covered, groups } = covering(values(rows, 'detection.time.mean'), 5, 9.5);
    expect(covered).toBeGreaterThanOrEqual(leastCovered(groups));
    expect(Math.max(...values(rows, 'detection.time.max'))).toBeLessThanOrEqual(10);
    expect(values(rows, 'detection.false').every((count) => count === 0)).toBe(true);
  });

  test('has variance P^2 / 12: its quantiles are those of a uniform delay on (D - P, D)', async () => {
    const rows = await replicate(load('heartbeat-detection', ['agents.count=2000']), 20);
    for (const [metric, truth] of [
      ['detection.time.p50', 9.5],
      ['detection.time.p90', 9.9],
      ['detection.time.p99', 9.99],
    ] as const) {
      // Twenty runs of 2,000 agents: the standard error of the median is sqrt(1/4 / 40,000) = 0.0025.
      expect(Math.abs(mean(values(rows, metric)) - truth)).toBeLessThan(0.01);
    }
  });
});

describe('false suspicion by loss alone', () => {
  test('comes once in (1 - p^k) / (p^k (1 - p)) beats', async () => {
    const p = 0.3;
    const k = 3;
    const beats = (1 - p * p * p) / (p * p * p * (1 - p));
    const rows = await replicate(load('false-suspicion'), 40);
    // A renewal cycle is the beats to a suspicion (k lost in a row) and those until one arrives again, which is when trust returns.
    const cycle = beats + 1 / (1 - p);
    const rates = rows.map((row) => (50 * 2000) / Number(row['detection.false']));
    const { covered, groups } = covering(rates, 5, cycle);
    expect(k).toBe(3);
    expect(covered).toBeGreaterThanOrEqual(leastCovered(groups));
    expect(Math.abs(mean(rates) / cycle - 1)).toBeLessThan(0.02);
  });
});
