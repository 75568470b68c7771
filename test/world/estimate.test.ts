import { describe, expect, test } from 'vitest';
import { estimateMemory } from '../../src/world/estimate.ts';
import type { ArrivalSpec, OpenWorkloadSpec, WorkloadSpec } from '../../src/world/spec.ts';
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

  test('counts agents of all groups', () => {
    const groups = [group({ count: 3 }), group({ name: 'b', count: 4 })];
    expect(estimateMemory(worldSpec({ agents: { groups } })).agents).toBe(7);
  });
});
