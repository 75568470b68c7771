import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import type { Metrics } from '../../src/lab/result.ts';
import { covering, leastCovered, load, replicate, values } from './experiment.ts';

/** Probability of waiting in M/M/c by Erlang's C formula; arrival rate and service rate per server. */
function erlangC(servers: number, arrivals: number, service: number): number {
  const load = arrivals / service;
  let blocking = 1;
  for (let n = 1; n <= servers; n++) blocking = (load * blocking) / (n + load * blocking);
  return blocking / (1 - (load / servers) * (1 - blocking));
}

/** Mean wait in M/M/c. */
function erlangWait(servers: number, arrivals: number, service: number): number {
  return erlangC(servers, arrivals, service) / (servers * service - arrivals);
}

const CASES = [
  { file: 'mm1', metric: 'task.latency.mean', truth: 1 / (1 - 0.8) },
  { file: 'mmc', metric: 'task.wait.mean', truth: erlangWait(10, 8, 1) },
  { file: 'mmc', metric: 'task.wait.probability', truth: erlangC(10, 8, 1) },
  { file: 'mg1-md1', metric: 'task.wait.mean', truth: 2 },
  { file: 'mg1-me1', metric: 'task.wait.mean', truth: 4 },
  { file: 'mg1-mh1', metric: 'task.wait.mean', truth: 10 },
  { file: 'random-assignment', metric: 'task.latency.mean', truth: 1 / (1 - 0.7) },
];

/** 40 intervals from 5 runs each: enough to tell 95 % from 75 %. */
const GROUPS = 40;
const RUNS = 5;

const replicated = new Map<string, Promise<Metrics[]>>();

/** Many agents serve enough customers for an interval in a part of the time that the files give them. */
const SHORTER: Readonly<Record<string, readonly string[]>> = {
  mmc: ['warmup=100s', 'workload.stop=800s'],
  'random-assignment': ['warmup=50s', 'workload.stop=110s'],
};

/** The runs of a file, which serve all figures that are looked at. */
function runsOf(file: string): Promise<Metrics[]> {
  const known = replicated.get(file) ?? replicate(load(file, SHORTER[file]), GROUPS * RUNS);
  replicated.set(file, known);
  return known;
}

describe.each(CASES)('$file', ({ file, metric, truth }) => {
  test(`95 % intervals of ${metric} contain ${truth}`, async () => {
    const rows = await runsOf(file);
    const { covered, groups } = covering(values(rows, metric), RUNS, truth);
    expect(groups).toBe(GROUPS);
    expect(covered).toBeGreaterThanOrEqual(leastCovered(GROUPS));
    // Coverage alone would let wide intervals pass.
    expect(Math.abs(mean(values(rows, metric)) / truth - 1)).toBeLessThan(0.06);
  });
});

test('the tabulated waits are reproduced', () => {
  expect(erlangWait(1, 0.8, 1)).toBeCloseTo(4, 9);
  expect(erlangWait(10, 8, 1)).toBeCloseTo(0.20459, 5);
  expect(erlangC(10, 8, 1)).toBeCloseTo(0.40918, 5);
});

describe("Little's law", () => {
  test.each(['mm1', 'mmc', 'mg1-mh1', 'random-assignment'])(
    'L = lambda W in every run of %s',
    async (file) => {
      // From empty to empty, both sides count the same customer-seconds: the law holds exactly, up to rounding.
      const rows = await replicate(load(file, ['warmup=0s']), 10);
      for (const row of rows) {
        const [inSystem, rate, time] = ['tasks.in_system.mean', 'throughput', 'task.latency.mean'].map(
          (name) => Number(row[name]),
        );
        expect(inSystem / (rate * time)).toBeCloseTo(1, 9);
      }
    },
  );

  test.each(['mm1', 'mmc', 'mg1-mh1'])(
    'L = lambda W within its interval after warm-up in %s',
    async (file) => {
      const rows = await replicate(load(file), 30, 500);
      const differences = rows.map(
        (row) =>
          Number(row['tasks.in_system.mean']) - Number(row.throughput) * Number(row['task.latency.mean']),
      );
      const { covered } = covering(differences, 30, 0);
      expect(covered).toBe(1);
    },
  );
});

test('the bounds of coverage are those of the binomial distribution', () => {
  // P(X <= 33) = 0.0034 and P(X <= 32) = 0.0007 at n = 40, p = 0.95.
  expect(leastCovered(40)).toBe(33);
});
