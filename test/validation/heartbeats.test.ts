import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { covering, deviation, leastCovered, load, replicate, T_9995, values } from './experiment.ts';

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

describe('mistakes of the fixed timeout over links with delays', () => {
  const [P, D, delay] = [1, 1.3, 0.05];
  const g = Math.exp(-(D - P) / delay) / 2;
  /** Mistakes per heartbeat sent, which is a second of an agent. */
  const perBeat = (loss: number) => (1 - loss) * (loss + (1 - loss) * g);

  test.each([
    [0, 0.0012394],
    [0.01, 0.011115],
  ])(
    'with loss %d come as often as two delays differ by more than D - P, or one is lost',
    async (loss, known) => {
      expect(perBeat(loss)).toBeCloseTo(known, 6);
      const rows = await replicate(load('mistakes', [`network.loss=${loss}`]), 20);
      const rates = values(rows, 'detection.false.rate');
      expect(Math.abs(deviation(rates, 3600 * perBeat(loss)))).toBeLessThan(T_9995);
      const { covered, groups } = covering(rates, 5, 3600 * perBeat(loss));
      expect(covered).toBeGreaterThanOrEqual(leastCovered(groups));
      // Twenty runs of 50,000 heartbeats: so far off is one of 300 of their means, at the rate without loss.
      expect(Math.abs(mean(rates) / (3600 * perBeat(loss)) - 1)).toBeLessThan(0.09);
    },
  );

  test('without loss last as long as a delay, on average, and leave that share of the time wrong', async () => {
    const rows = await replicate(load('mistakes'), 20);
    expect(Math.abs(deviation(values(rows, 'detection.false.duration'), delay))).toBeLessThan(T_9995);
    expect(Math.abs(mean(values(rows, 'detection.false.duration')) / delay - 1)).toBeLessThan(0.12);
    const wrong = values(rows, 'detection.accuracy').map((accuracy) => 1 - accuracy);
    expect(Math.abs(deviation(wrong, perBeat(0) * delay))).toBeLessThan(T_9995);
  });
});

describe('detection delay of phi accrual', () => {
  // Intervals between heartbeats whose delays have a deviation of 50 ms.
  const s = 0.05 * Math.SQRT2;

  test.each([
    ['logistic', [], 1 / 2 + 0.1 + 1 + 5.225987 * s],
    [
      'exponential',
      ['form=exponential', 'threshold=1', 'acceptable_pause=0s'].map((set) => `health.parameters.${set}`),
      Math.LN10 - 1 / 2 + 0.1,
    ],
  ] as const)('in the %s form is that of the formula', async (_form, set, truth) => {
    const rows = await replicate(load('phi-detection', set), 20);
    const delays = values(rows, 'detection.time.mean');
    // A hundred phases of a period in each run.
    expect(Math.abs(deviation(delays, truth))).toBeLessThan(T_9995);
    expect(Math.abs(mean(delays) - truth)).toBeLessThan(0.03);
    const { covered, groups } = covering(delays, 5, truth);
    expect(covered).toBeGreaterThanOrEqual(leastCovered(groups));
    expect(values(rows, 'detection.false').every((count) => count === 0)).toBe(true);
  });
});

describe('detection delay of leases', () => {
  test('has mean 52.5 s, and the quantiles of a share of 5 s less a share of 10 s', async () => {
    const rows = await replicate(load('lease-detection'), 20);
    const delays = values(rows, 'detection.time.mean');
    expect(Math.abs(deviation(delays, 52.5))).toBeLessThan(T_9995);
    const { covered, groups } = covering(delays, 5, 52.5);
    expect(covered).toBeGreaterThanOrEqual(leastCovered(groups));
    // Some 180 crashes in each run. The last tenth of the law is a triangle: more than x with probability (60 - x)^2 / 100.
    for (const [metric, truth] of [
      ['detection.time.p50', 52.5],
      ['detection.time.p90', 60 - Math.sqrt(10)],
      ['detection.time.p99', 59],
    ] as const)
      expect(Math.abs(mean(values(rows, metric)) - truth), metric).toBeLessThan(0.3);
    expect(Math.max(...values(rows, 'detection.time.max'))).toBeLessThanOrEqual(60);
    expect(values(rows, 'detection.false').every((count) => count === 0)).toBe(true);
  });
});

describe('heartbeats between calls only', () => {
  test('have those calls taken back that last longer than the timeout', async () => {
    const rows = await replicate(load('silent-work'), 20);
    const truth = Math.exp(-2);
    const shares = rows.map((row) => Number(row['detection.false']) / Number(row['tasks.executions']));
    expect(Math.abs(deviation(shares, truth))).toBeLessThan(T_9995);
    const { covered, groups } = covering(shares, 5, truth);
    expect(covered).toBeGreaterThanOrEqual(leastCovered(groups));
    expect(Math.abs(mean(shares) / truth - 1)).toBeLessThan(0.06);
    // Each cost its call, and nothing else failed.
    for (const row of rows) {
      expect(row['detection.false.attempts']).toBe(row['detection.false']);
      expect(row['tasks.failed']).toBe(row['detection.false']);
    }
  });
});
