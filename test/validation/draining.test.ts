/**
 * M/M/c from empty to empty with a given number of customers, exactly. The number in the system just before an arrival is a Markov
 * chain: it grows by one and falls by the departures until the next arrival. From it follow the expected time that all customers spend
 * in the system, the expected end of the run, and the part of it without arrivals.
 */
import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../src/lab/run.ts';
import { covering, leastCovered, load } from './experiment.ts';

interface Exact {
  /** Expected customer-seconds in the system, and waiting; server-seconds at work; seconds to the end, and without arrivals. */
  readonly inSystem: number;
  readonly waiting: number;
  readonly work: number;
  readonly end: number;
  readonly drain: number;
}

function exact(servers: number, arrivals: number, service: number, customers: number): Exact {
  const rate = (n: number) => Math.min(n, servers) * service;
  let before = Float64Array.of(1);
  let [inSystem, waiting, drain] = [0, 0, 0];
  for (let customer = 0; customer < customers; customer++) {
    const present = new Float64Array(before.length + 1);
    for (let n = 0; n < before.length; n++) {
      present[n + 1] = before[n];
      // In order of arrival: one of the n must leave first for each that is in excess of the servers.
      const wait = Math.max(0, n - servers + 1) / (servers * service);
      waiting += before[n] * wait;
      inSystem += before[n] * (wait + 1 / service);
    }
    if (customer === customers - 1) {
      for (let n = 1; n < present.length; n++) {
        let time = 0;
        for (let left = n; left >= 1; left--) time += 1 / rate(left);
        drain += present[n] * time;
      }
      break;
    }
    // The next arrival comes before the next departure with probability arrivals / (arrivals + rate).
    const next = new Float64Array(present.length);
    let falling = 0;
    for (let n = present.length - 1; n >= 0; n--) {
      const here = falling + present[n];
      next[n] = (here * arrivals) / (arrivals + rate(n));
      falling = here - next[n];
    }
    before = next;
  }
  return {
    inSystem,
    waiting,
    work: customers / service,
    end: customers / arrivals + drain,
    drain,
  };
}

/** 40 intervals from 5 runs each. */
const GROUPS = 40;
const RUNS = 5;

describe.each([
  { servers: 1, arrivals: 0.8, customers: 60 },
  { servers: 3, arrivals: 2.7, customers: 80 },
  // Overloaded: as long without arrivals as with them.
  { servers: 2, arrivals: 4, customers: 100 },
])('M/M/$servers with $customers customers at $arrivals/s', ({ servers, arrivals, customers }) => {
  test('averages over time are of the whole run, and the run says how much of it had no arrivals', async () => {
    const scenario = load('mmc', [
      'warmup=0s',
      `agents=${servers}`,
      'expect=[]',
      `workload={ arrivals: 'poisson(rate=${arrivals}/s)', service: 'exponential(mean=1s)', tasks: ${customers} }`,
    ]);
    const truth = exact(servers, arrivals, 1, customers);
    const found: Record<keyof Exact, number[]> = { inSystem: [], waiting: [], work: [], end: [], drain: [] };
    for (let replication = 0; replication < GROUPS * RUNS; replication++) {
      const { metrics, simulated, draining } = (await runScenario(scenario, { replication })).summary;
      const over = (name: string) => (metrics[name] ?? Number.NaN) * simulated;
      // The sum of all latencies, to the rounding of doubles: whatever part of the run is without arrivals.
      expect(over('tasks.in_system.mean') / (customers * (metrics['task.latency.mean'] ?? 0))).toBeCloseTo(
        1,
        9,
      );
      found.inSystem.push(over('tasks.in_system.mean'));
      found.waiting.push(over('queue.depth.mean'));
      found.work.push(over('agents.utilization') * servers);
      found.end.push(simulated);
      found.drain.push(simulated - (draining?.since ?? Number.NaN));
      expect(draining?.share).toBeCloseTo(1 - (draining?.since ?? 0) / simulated, 9);
    }
    for (const name of Object.keys(found) as (keyof Exact)[]) {
      const { covered } = covering(found[name], RUNS, truth[name]);
      expect(covered, name).toBeGreaterThanOrEqual(leastCovered(GROUPS) - 4);
      expect(Math.abs(mean(found[name]) / truth[name] - 1), name).toBeLessThan(0.15);
    }
  });
});

test('of one customer all is known by hand', () => {
  expect(exact(1, 0.5, 1, 1)).toEqual({ inSystem: 1, waiting: 0, work: 1, end: 3, drain: 1 });
  // The second finds the first with probability 1/2 where both rates are 1, and waits one second.
  const two = exact(1, 1, 1, 2);
  expect(two.waiting).toBeCloseTo(0.5, 12);
  expect(two.inSystem).toBeCloseTo(2.5, 12);
  expect(two.drain).toBeCloseTo(1.5, 12);
});
