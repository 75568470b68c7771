import { describe, expect, test } from 'vitest';
import { estimateMemory } from '../../src/world/feasibility/estimate.ts';
import type { ArrivalSpec, OpenWorkloadSpec, WorkloadSpec } from '../../src/world/spec/spec.ts';
import { backlog, constant, exponential, finish, group, quietWorld, task, worldSpec } from './spec.ts';

function expected(workloads: WorkloadSpec[], duration: number | null = 100, slots = 1): number {
  const spec = worldSpec({ duration, workloads, agents: { groups: [group({ count: 4, slots })] } });
  return estimateMemory(spec).tasks;
}

function open(arrivals: ArrivalSpec, more: Partial<OpenWorkloadSpec> = {}): OpenWorkloadSpec {
  return {
    kind: 'open',
    name: 'open',
    region: null,
    start: 0,
    arrivals,
    tasks: null,
    stop: null,
    task: task(),
    ...more,
  };
}

const poisson: ArrivalSpec = { process: 'poisson', rate: 3 };

describe('tasks to expect', () => {
  test('of open workloads come from their rates and times', () => {
    expect(expected([open(poisson)])).toBe(300);
    expect(expected([open(poisson, { start: 40 })])).toBe(180);
    expect(expected([open(poisson, { stop: 30 })])).toBe(90);
    expect(expected([open(poisson, { start: 40, stop: 30 })])).toBe(0);
    expect(expected([open(poisson, { tasks: 10 })])).toBe(10);
    expect(expected([open({ process: 'deterministic', interval: 0.5 })])).toBe(200);
    expect(expected([open({ process: 'renewal', interval: exponential(4) })])).toBe(25);
    expect(expected([open({ process: 'mmpp', rates: [1, 11], dwell: [3, 1] })])).toBe(350);
    expect(expected([open({ process: 'trace', times: [1, 2, 3], services: null, source: 'x' })])).toBe(3);
  });

  test('of closed workloads are bounded by members and by slots', () => {
    const closed = (population: number, tasks: number | null): WorkloadSpec => ({
      kind: 'closed',
      name: 'closed',
      region: null,
      start: 0,
      population,
      think: constant(9),
      tasks,
      task: task(),
    });
    // A cycle of 10 s; four slots do four a second.
    expect(expected([closed(5, null)])).toBe(5 * 10 + 5);
    expect(expected([closed(1000, null)])).toBe(400 + 1000);
    expect(expected([closed(1000, 70)])).toBe(70);
  });

  describe('of clients that do not think', () => {
    const restless: WorkloadSpec = {
      kind: 'closed',
      name: 'closed',
      region: null,
      start: 0,
      population: 5,
      think: constant(0),
      tasks: null,
      task: task({ service: constant(0) }),
    };
    const LINKS = 'same_node same_zone same_region between_regions'.split(' ');
    const worldOf = (submit: number, result: number, latency: number) => {
      const spec = worldSpec({
        duration: 2,
        workloads: [restless],
        agents: { groups: [group({ count: 10 })] },
      });
      const [link] = Object.values(spec.network.links);
      const links = Object.fromEntries(LINKS.map((name) => [name, { ...link, latency: constant(latency) }]));
      return {
        ...spec,
        network: { ...spec.network, links: links as typeof spec.network.links },
        coordination: { ...spec.coordination, costs: { ...spec.coordination.costs, submit, result } },
      };
    };

    test('are bounded by what the coordinator can take up and record', () => {
      const spec = worldOf(0.003, 0.001, 0);
      expect(estimateMemory(spec).tasks).toBeCloseTo(2 / 0.004 + 5, 6);
      const came = finish(quietWorld(spec)).parts.tasks.count;
      expect(Math.abs(came / estimateMemory(spec).tasks - 1)).toBeLessThan(0.05);
    });

    test('are bounded by the way there and back', () => {
      const spec = worldOf(0, 0, 0.01);
      expect(estimateMemory(spec).tasks).toBeCloseTo((5 / (0.04 + 1e-6)) * 2 + 5, 6);
      const came = finish(quietWorld(spec)).parts.tasks.count;
      // What the five clients would submit at the very end is not a part of the run.
      expect(Math.abs(came - estimateMemory(spec).tasks)).toBeLessThan(5);
    });

    test('are as many times more as there are peers to hand them to', () => {
      const spec = worldOf(0.003, 0.001, 0);
      const mesh = {
        neighbourhood: 'full',
        neighbours: 0,
        routing: 'targeted',
        interval: 1,
        hops: 1,
      } as const;
      const coordination = { ...spec.coordination, topology: 'mesh' as const, fanout: 5, mesh };
      const workloads = [{ ...restless, population: 1000 }];
      expect(estimateMemory({ ...spec, coordination, workloads }).tasks).toBeCloseTo(
        (3 * 2) / 0.004 + 1000,
        6,
      );
    });
  });

  test('of finite workloads are what they say', () => {
    const wave = { name: 'w', tasks: 7, agents: null, required_success: 1, task: task() };
    const step = { name: 's', count: 5, after: [], task: task() };
    const common = { name: 'x', region: null, start: 0 };
    expect(expected([backlog(12)], null)).toBe(12);
    expect(expected([{ ...common, kind: 'waves', waves: [wave, wave] }], null)).toBe(14);
    expect(expected([{ ...common, kind: 'dag', tasks: [step, step, step] }], null)).toBe(15);
    expect(expected([backlog(12), { ...common, kind: 'waves', waves: [wave] }], null)).toBe(19);
  });

  test('without an end are without number, and so is the memory', () => {
    const { tasks, bytes } = estimateMemory(worldSpec({ duration: null, workloads: [open(poisson)] }));
    expect([tasks, bytes]).toEqual([Infinity, Infinity]);
  });

  test('are about as many as come', () => {
    const workloads = [open({ process: 'mmpp', rates: [5, 50], dwell: [2, 1] })];
    const spec = worldSpec({ duration: 300, workloads, agents: { groups: [group({ count: 40 })] } });
    const { tasks } = estimateMemory(spec);
    const came = finish(quietWorld(spec)).parts.tasks.count;
    expect(Math.abs(came / tasks - 1)).toBeLessThan(0.2);
  });
});

describe('memory', () => {
  test('grows with agents, tasks and nodes', () => {
    const bytes = (agents: number, tasks: number) =>
      estimateMemory(
        worldSpec({ agents: { groups: [group({ count: agents })] }, workloads: [backlog(tasks)] }),
      ).bytes;
    const base = bytes(1, 1);
    expect(bytes(1_000_001, 1) - base).toBeGreaterThan(100e6);
    expect(bytes(1, 1_000_001) - base).toBeGreaterThan(100e6);
    expect(bytes(1_000_001, 1_000_001) - base).toBeLessThan(2e9);
  });

  test('is what is open at once, where tasks end as they come', () => {
    const estimate = (rate: number) =>
      estimateMemory(
        worldSpec({
          duration: 1e5,
          workloads: [open({ process: 'poisson', rate })],
          agents: { groups: [group({ count: 100 })] },
        }),
      );
    // 1 s of work each: 90 tasks a second leave the agents time, 200 do not. Measured: about 120 bytes a task that has ended, 306 more an open one.
    const [steady, overloaded] = [estimate(90), estimate(200)];
    expect((steady.likely - 110e6) / steady.tasks).toBeLessThan(120 * 1.5);
    // Half of them are open at the end.
    expect((overloaded.likely - 110e6) / overloaded.tasks).toBeCloseTo(118 + 320 / 2, -1);
    for (const { likely, bytes } of [steady, overloaded]) expect(likely).toBeLessThanOrEqual(bytes);
  });

  test('counts agents of all groups', () => {
    const groups = [group({ count: 3 }), group({ name: 'b', count: 4 })];
    expect(estimateMemory(worldSpec({ agents: { groups } })).agents).toBe(7);
  });
});
