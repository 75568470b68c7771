import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { runScenario } from '../../src/lab/run.ts';
import type { RoutePolicy } from '../../src/modules/routes/route-health.ts';
import { BYTES_PER_PLACE, HashRing } from '../../src/modules/scheduling/hash-ring.ts';
import { Ledger } from '../../src/modules/scheduling/ledger.ts';
import { RunTimes } from '../../src/modules/scheduling/run-times.ts';
import { scheduling } from '../../src/modules/scheduling/vocabulary.ts';
import { WorkerTable } from '../../src/modules/scheduling/workers.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { Processes } from '../../src/world/core/processes.ts';
import { loggedLines } from '../../src/world/feasibility/beside-bytes.ts';
import { estimateMemory } from '../../src/world/feasibility/estimate.ts';
import { BYTES_PER_MESSAGE, MessagePool } from '../../src/world/network/message-pool.ts';
import { routePolicy } from '../../src/world/plan/routes.ts';
import { HealthWatch, type HealthWatchContext } from '../../src/world/watch/health-watch.ts';
import { Machine } from '../modules/routes/machine.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of arrays that are there when `make` has made something, and were not before. */
function bytesOf(make: () => object): number {
  const inUse = () => {
    // The second waits for what the first frees on the side.
    collect();
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  const before = inUse();
  const made = make();
  const bytes = inUse() - before;
  expect(made).toBeDefined();
  return bytes;
}

/** What a coordinator has to judge its agents by how attempts end. */
const judging = (scenario: Scenario, agents: number) => [
  new Machine(routePolicy(scenario) as RoutePolicy, agents),
  new RunTimes({ count: agents } as WorkerTable, new Ledger()),
];

const memory = (text: string): number => estimateMemory(parseScenario(text)).likely;

describe('the estimate of memory', () => {
  test.each([64, 1024])('counts the places of a hash ring: %i of each worker', (nodes) => {
    const workers = Array.from({ length: 500 }, (_, process) => ({
      process,
      slots: 1,
      speed: 1,
      group: 0,
      capabilities: 0,
      requirements: 1,
      serves: 1,
    }));
    const table = new WorkerTable(workers as never, Infinity);
    const bytes = bytesOf(() => new HashRing(table, 0, nodes));
    // The one word that only filling takes is over.
    expect(bytes / (500 * nodes)).toBeGreaterThan(0.7 * BYTES_PER_PLACE);
    expect(bytes / (500 * nodes)).toBeLessThan(1.05 * BYTES_PER_PLACE);
    const ring = (count: number) =>
      memory(
        `agents: 500\nduration: 1s\nscheduler: { algorithm: consistent_hashing, parameters: { virtual_nodes: ${count} } }\nworkload: { backlog: 1, service: 1s, affinity_keys: 9 }`,
      );
    expect(ring(nodes) - ring(1)).toBeCloseTo(500 * (nodes - 1) * BYTES_PER_PLACE, -1);
  });

  test.each([
    'ejection: true',
    'breaker: true',
    'breaker: { size: 1000, trials: 50 }',
    'breaker: { window: seconds, size: 200 }',
  ])('counts what is known of how attempts end: %s', (written) => {
    const agents = 3000;
    const text = (scheduler: string) =>
      `agents: ${agents}\nduration: 1s\nscheduler: { ${scheduler} }\nworkload: { backlog: 1, service: 1s }`;
    const scenario = parseScenario(text(written));
    const bytes = bytesOf(() => judging(scenario, agents)) / agents;
    const estimate = (memory(text(written)) - memory(text('algorithm: least_loaded'))) / agents;
    expect(estimate).toBeGreaterThan(bytes);
    expect(estimate).toBeLessThan(1.25 * bytes);
  });

  test('counts what is known of states of health', () => {
    const agents = 3000;
    const text = (detector: string) =>
      `agents: ${agents}\nduration: 1s\nhealth: { detector: ${detector} }\nworkload: { backlog: 1, service: 1s }`;
    const scenario = parseScenario(text('health_states'));
    const processes = new Processes(agents, 1, 1);
    const made = () => [
      ...judging(scenario, agents),
      new HealthWatch({ spec: scenario, processes } as unknown as HealthWatchContext),
    ];
    const bytes = bytesOf(made) / agents;
    const estimate = (memory(text('health_states')) - memory(text('fixed_timeout'))) / agents;
    expect(estimate).toBeGreaterThan(bytes);
    expect(estimate).toBeLessThan(1.25 * bytes);
  });

  test.each([1 << 15, 1 << 18])('counts messages under way: %i', (rows) => {
    const bytes = bytesOf(() => {
      const pool = new MessagePool();
      for (let row = 0; row < rows; row++) pool.add(0, 1, scheduling.heartbeat);
      for (let row = 0; row < rows; row++) pool.remove(row);
      return pool;
    });
    expect(bytes / rows).toBeGreaterThan(0.4 * BYTES_PER_MESSAGE);
    expect(bytes / rows).toBeLessThan(BYTES_PER_MESSAGE);
    const far = (latency: number) =>
      memory(
        `agents: ${rows}\nduration: 1s\nnetwork: { latency: ${latency}s }\nretry: { ack_timeout: 1h }\nhealth: { heartbeat_interval: 1s }\nworkload: { backlog: 1, service: 1s }`,
      );
    expect(far(11) - far(1)).toBeCloseTo(10 * rows * BYTES_PER_MESSAGE, -3);
  });

  test('counts assignments that are sent again before an answer can have come', () => {
    const far = (ack: string) =>
      memory(
        `agents: 1000\nduration: 1s\nnetwork: { latency: 10s }\nretry: { ack_timeout: ${ack} }\nhealth: { heartbeat_interval: 0s, detector: none }\nworkload: { backlog: 1, service: 1s }`,
      );
    expect(far('10s') - far('1h')).toBeCloseTo(2 * 1000 * BYTES_PER_MESSAGE, -1);
    expect(far('1ms') - far('1h')).toBeCloseTo(5 * 1000 * BYTES_PER_MESSAGE, -1);
  });

  test.each([500, 2000])('counts the lines of recorded events: %i tasks', async (tasks) => {
    const text = (events: string) =>
      `agents: 20\nrecord: { events: ${events} }\nworkload: { backlog: ${tasks}, service: exponential(mean=1s), failure: 10% }`;
    const scenario = parseScenario(text('true'));
    const { record } = await runScenario(scenario);
    const estimate = loggedLines(scenario.record, tasks);
    expect(record.log.length / estimate).toBeGreaterThan(0.8);
    expect(record.log.length / estimate).toBeLessThan(1);
    expect(memory(text('true')) - memory(text('false'))).toBe(250 * estimate);
    const few = parseScenario(`${text('true').replace('events: true', 'events: true, events_limit: 100')}`);
    expect(loggedLines(few.record, tasks)).toBe(100);
  });

  test('counts kept results, as many as may be kept and may come', () => {
    const cached = (size: number) =>
      memory(
        `agents: 20\nduration: 1000s\nworkload: { arrivals: poisson(rate=10/s), service: 1ms, cache: { ttl: 1d, keys: "uniform(min=1, max=1e9)", size: ${size} } }`,
      );
    expect(cached(2_000) - cached(1_000)).toBe(90_000);
    expect(cached(1_000_000) - cached(1_000)).toBe(90 * 9_000);
  });

  test('counts checkpoints of what has begun, as many as are kept', () => {
    const saving = (tasks: number, checkpoints: string) =>
      memory(`agents: 20\nworkload: { backlog: ${tasks}, service: 1h }\ncheckpoints: ${checkpoints}`);
    const few = saving(10, 'true') - saving(10, 'false');
    expect(few).toBe(10 * (200 + 2 * 500) + 10 * 80);
    expect(saving(1000, 'true') - saving(1000, 'false')).toBe(40 * (200 + 2 * 500) + 1000 * 80);
    expect(saving(1000, '{ keep: 10 }') - saving(1000, 'true')).toBe(40 * 8 * 500);
  });
});
