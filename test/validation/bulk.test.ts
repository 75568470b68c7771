/** Bulk arrivals: M^[X]/M/1. */
import { mean } from 'simple-statistics';
import { expect, test } from 'vitest';
import { covering, leastCovered, load, replicate, values } from './experiment.ts';

/**
 * Mean wait of a task in M^[X]/M/1 (Gross and Harris, Fundamentals of Queueing Theory, section 3.1): with r = lambda E[X] / mu,
 * L = r (1 + E[X^2] / E[X]) / (2 (1 - r)), and by Little's law W = L / (lambda E[X]).
 */
function bulkWait(load: number, service: number, size: { mean: number; square: number }): number {
  const inSystem = (load * (1 + size.square / size.mean)) / (2 * (1 - load));
  return (inSystem * service) / load - service;
}

/** E[X^2] of a geometric size from 1 is 2 m^2 - m; of 1 and 7 alike, 25. */
const SIZES = [
  { bulk: 'geometric(mean=4)', size: { mean: 4, square: 28 }, wait: 9 },
  { bulk: '4', size: { mean: 4, square: 16 }, wait: 5.25 },
  { bulk: 'discrete(values=[1, 7])', size: { mean: 4, square: 25 }, wait: 8.0625 },
  { bulk: '1', size: { mean: 1, square: 1 }, wait: 1.5 },
];

const GROUPS = 6;
const RUNS = 5;

test.each(SIZES)('the mean wait where $bulk tasks come at once is $wait s', async ({ bulk, size, wait }) => {
  expect(bulkWait(0.6, 1, size)).toBeCloseTo(wait, 12);
  const rows = await replicate(load('bulk', [`workload.bulk=${bulk}`]), GROUPS * RUNS);
  const found = values(rows, 'task.wait.mean');
  const { covered } = covering(found, RUNS, wait);
  expect(covered).toBeGreaterThanOrEqual(leastCovered(GROUPS));
  expect(Math.abs(mean(found) / wait - 1)).toBeLessThan(0.08);
});
