/** How long it takes until a failure is noticed and its tasks run again, by worked example. */
import { describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../src/world/spec/spec.ts';
import {
  backlog,
  constant,
  finish,
  group,
  type Heard,
  observedWorld,
  selector,
  task,
  worldSpec,
} from './spec.ts';

const health = { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 5 } };

function run(fault: FaultSpec, agents = 2, tasks = 1): Heard[] {
  const { world, heard } = observedWorld(
    worldSpec({
      agents: { groups: [group(), group({ name: 'others', count: agents - 1 })] },
      health,
      retry: { backoff: 0 },
      workloads: [backlog(tasks, { task: task({ service: constant(30) }) })],
      faults: [fault],
    }),
  );
  finish(world);
  expect(world.parts.oracle.examples).toEqual([]);
  return heard;
}

const of = (heard: readonly Heard[], event: string) => heard.filter(([name]) => name === event);

describe('when an agent goes down', () => {
  const crash: FaultSpec = {
    kind: 'crash',
    name: 'crash',
    schedule: { kind: 'at', times: [10] },
    duration: null,
    target: selector({ group: 'agents' }),
    factor: 1,
  };

  test('detection is from the crash to the suspicion, recovery from there, failover over both', () => {
    const heard = run(crash);
    const [[, noticed, process, delay]] = of(heard, 'failureDetected');
    expect(process).toBe(0);
    // The last heartbeat left in the second before the crash.
    expect(noticed).toBeGreaterThan(14);
    expect(noticed).toBeLessThanOrEqual(15);
    expect(delay).toBe(Math.round(noticed * 1e6) - 10e6);
    // Another agent is free: the task runs again at once.
    expect(of(heard, 'taskRecovered')).toEqual([['taskRecovered', noticed, 0, 0, delay]]);
  });

  test('recovery waits for a free agent', () => {
    // Both agents have a task of 30 s; that of the lost agent runs again at 30.
    const heard = run(crash, 2, 2);
    const [[, noticed]] = of(heard, 'failureDetected');
    expect(of(heard, 'taskRecovered')).toEqual([
      ['taskRecovered', 30, 0, 30e6 - Math.round(noticed * 1e6), 20e6],
    ]);
  });
});

describe('when an agent stands still', () => {
  test('it is detected like a crash', () => {
    const heard = run({
      kind: 'pause',
      name: 'pause',
      schedule: { kind: 'at', times: [10] },
      duration: constant(12),
      target: selector({ group: 'agents' }),
      factor: 1,
    });
    expect(of(heard, 'failureDetected')).toHaveLength(1);
    expect(of(heard, 'falselySuspected')).toHaveLength(0);
    // At its first heartbeat after 22 it is trusted again.
    const [[, trusted]] = of(heard, 'trusted');
    expect(trusted).toBeGreaterThanOrEqual(22);
    expect(trusted).toBeLessThan(23);
  });
});

describe('when an agent is cut off', () => {
  test('it is suspected falsely, as it is up, but out of reach; its task did not fail over, it was taken away', () => {
    const heard = run({
      kind: 'partition',
      name: 'alone',
      schedule: { kind: 'at', times: [10] },
      duration: constant(12),
      cut: { style: 'isolate', target: selector({ group: 'agents' }) },
      direction: 'both',
      flapping: null,
    });
    expect(of(heard, 'failureDetected')).toHaveLength(0);
    const [[, noticed, process, reachable]] = of(heard, 'falselySuspected');
    expect([process, reachable]).toEqual([0, 0]);
    // Recovered, but since no fault of the agent itself.
    expect(of(heard, 'taskRecovered')).toEqual([['taskRecovered', noticed, 0, 0, -1]]);
    // It ran to its end at 30 all the same, and was turned away.
    expect(of(heard, 'taskFenced').length).toBeGreaterThan(0);
  });

  test('by losses alone, it was in reach', () => {
    const heard = run({
      kind: 'link',
      name: 'noise',
      schedule: { kind: 'at', times: [10] },
      duration: constant(12),
      from: null,
      to: null,
      both_ways: true,
      loss: 1,
      duplicate: 0,
      reorder: 0,
      latency_factor: 1,
      latency_added: 0,
    });
    const suspicions = of(heard, 'falselySuspected');
    expect(suspicions.map(([, , process]) => process).sort()).toEqual([0, 1]);
    expect(suspicions.every(([, , , reachable]) => reachable === 1)).toBe(true);
  });
});
