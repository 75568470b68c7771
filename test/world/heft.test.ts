/** Graphs on agents of different speeds, scheduled by rank and earliest finish. */
import { describe, expect, test } from 'vitest';
import { ranksOf } from '../../src/world/plan/ranks.ts';
import type { DagTaskSpec, WorldSpec } from '../../src/world/spec/spec.ts';
import { backlog, constant, finish, group, links, quietWorld, task, worldSpec } from './spec.ts';

const step = (name: string, seconds: number, after: string[] = [], count = 1): DagTaskSpec => ({
  name,
  count,
  after,
  task: task({ service: constant(seconds), payload: constant(1000) }),
});

/** A chain of four long tasks, and beside it twelve short ones that are in nobody's way. */
function graph(algorithm: string, agent_queue: number | null = null): WorldSpec {
  const chain = ['a', 'b', 'c', 'd'].map((name, i, all) => step(name, 12, i === 0 ? [] : [all[i - 1]]));
  return worldSpec({
    agents: { groups: [group({ name: 'slow', count: 2 }), group({ name: 'fast', speed: constant(4) })] },
    scheduler: { algorithm, agent_queue },
    workloads: [
      { kind: 'dag', name: 'graph', region: null, start: 0, tasks: [step('short', 4, [], 12), ...chain] },
    ],
  });
}

describe('ranks', () => {
  test('are the longest way to the end, at the mean pace of agents', () => {
    // Seconds a second of work takes: (1 + 1 + 1/4) / 3.
    const pace = 0.75;
    const seconds = ranksOf(graph('heft')).map((rank) => rank / 1e6);
    expect(seconds).toEqual([4, 48, 36, 24, 12].map((work) => work * pace));
  });

  test('count the way of payloads and messages, and tasks in no graph by themselves', () => {
    const base = graph('heft');
    const spec = worldSpec({
      ...base,
      network: { links: links({ latency: constant(0.25), bandwidth: 1000 }) },
      workloads: [...base.workloads, backlog(1, { name: 'alone', task: task({ service: constant(8) }) })],
    });
    // Four messages of a quarter of a second and one second for the payload, between two tasks.
    expect(ranksOf(spec).map((rank) => rank / 1e6)).toEqual([3, 9 * 4 + 6, 9 * 3 + 4, 9 * 2 + 2, 9, 6]);
  });

  test('count what a task is given of the results of others, which travels with it', () => {
    const given = (name: string, bytes: number) => ({ name, on: 'data' as const, bytes });
    const spec = worldSpec({
      network: { links: links({ bandwidth: 1000 }) },
      workloads: [
        {
          kind: 'dag',
          name: 'graph',
          region: null,
          start: 0,
          tasks: [
            step('large', 1),
            step('small', 1),
            { ...step('both', 2), after: [given('large', 4000), given('small', 500), 'other'] },
            step('other', 3),
            { ...step('last', 5), after: ['both', { name: 'small', on: 'completion', bytes: 0 }] },
          ],
        },
      ],
    });
    // "both" gets its payload of 1,000 B and 4,500 B of results before it starts, whoever of the three comes last; "last" its payload.
    const both = 2 + 1 + 5;
    expect(ranksOf(spec).map((rank) => rank / 1e6)).toEqual([
      1 + 5.5 + both,
      1 + 5.5 + both,
      both,
      3 + 5.5 + both,
      5,
    ]);
  });

  test('of the steps of a flow are the way to its end', () => {
    const flow = ['a', 'b', 'c'].map((name, i) => ({
      name,
      attempts: 1,
      delay: 0,
      from: name,
      otherwise: 'fail' as const,
      checkpoint: false,
      emits: [],
      task: task({ service: constant(i + 1), payload: constant(500) }),
    }));
    const spec = worldSpec({
      network: { links: links({ bandwidth: 1000 }) },
      workloads: [
        {
          kind: 'flow',
          name: 'flow',
          region: null,
          start: 0,
          arrivals: null,
          on: null,
          count: 1,
          stop: null,
          max_open: 1,
          events: 'none',
          steps: flow,
        },
      ],
    });
    expect(ranksOf(spec).map((rank) => rank / 1e6)).toEqual([1 + 0.5 + 2 + 0.5 + 3, 2 + 0.5 + 3, 3]);
  });
});

describe('a long chain beside short tasks', () => {
  const seconds = (algorithm: string, agent_queue?: number | null) => {
    const world = finish(quietWorld(graph(algorithm, agent_queue)));
    expect(world.parts.oracle.violations).toBe(0);
    expect(world.tasks.ended).toBe(16);
    return world.now / 1e6;
  };

  test('ends as soon as it can: its tasks go first, and to the fast agent', () => {
    // 96 s of work on agents that together do six in a second: no schedule takes less than 16 s.
    expect(seconds('heft')).toBeLessThanOrEqual(20);
    expect(seconds('least_loaded')).toBeGreaterThan(30);
  });

  test('also when tasks wait at the coordinator', () => {
    expect(seconds('heft', 0)).toBeLessThan(seconds('least_loaded', 0));
  });
});
