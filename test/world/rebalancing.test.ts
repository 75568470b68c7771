/** Work stealing in whole worlds. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { TASK_STATE } from '../../src/world/core/task-table.ts';
import type { RebalanceSpec, WorldSpec } from '../../src/world/spec/spec.ts';
import { metricsOf } from '../lab/from-text.ts';
import { chaos } from './chaos.ts';
import {
  backlog,
  constant,
  finish,
  group,
  links,
  observedWorld,
  quietWorld,
  selector,
  task,
  worldSpec,
} from './spec.ts';

const REBALANCE: RebalanceSpec = { interval: 5, ratio: 2, tolerance: 0.3, take: 'half' };

/** Two agents, of which the second is ten times as fast, and twenty tasks of ten seconds dealt out in turn. */
function uneven(rebalance: RebalanceSpec | null): WorldSpec {
  return worldSpec({
    agents: { groups: [group({ name: 'slow' }), group({ name: 'fast', speed: constant(10) })] },
    network: { links: links({ latency: constant(0.01) }) },
    scheduler: { algorithm: 'round_robin', agent_queue: null, rebalance },
    workloads: [backlog(20, { task: task({ service: constant(10) }) })],
  });
}

describe('a slow agent', () => {
  test('keeps its tasks when nobody takes them', () => {
    expect(finish(quietWorld(uneven(null))).now / 1e6).toBeCloseTo(100.03, 6);
  });

  test('is relieved by a fast one, and no task runs twice', () => {
    const { world, heard } = observedWorld(uneven(REBALANCE));
    finish(world);
    expect(world.now / 1e6).toBeLessThan(40);
    expect(heard.filter(([event]) => event === 'taskStarted')).toHaveLength(20);
    expect(heard.filter(([event]) => event === 'taskFenced' || event === 'taskRetried')).toEqual([]);
    expect(world.parts.oracle.violations).toBe(0);
    expect(world.tasks.ended).toBe(20);
  });

  test('one at a time it takes longer', () => {
    const one = finish(quietWorld(uneven({ ...REBALANCE, take: 'one' }))).now;
    expect(one).toBeGreaterThan(finish(quietWorld(uneven(REBALANCE))).now);
    expect(one / 1e6).toBeLessThan(100);
  });
});

describe('moving a task', () => {
  test('takes its time and its bytes', () => {
    const run = (more: Partial<RebalanceSpec>) => {
      const { world, heard } = observedWorld(uneven({ ...REBALANCE, ...more }));
      finish(world);
      const moved = heard.filter(([event]) => event === 'taskMoved').map(([, time]) => time);
      return { moved, bytes: world.parts.network.counters.bytes, end: world.now };
    };
    const free = run({});
    const heavy = run({ state: 1_000_000 });
    expect(heavy.moved).toEqual(free.moved);
    expect(heavy.bytes - free.bytes).toBe(free.moved.length * 1_000_000);
    // The second look, at 10 s after the tasks came, then a question and its answer on the way, then the transfer.
    expect(free.moved[0]).toBeCloseTo(10.03, 6);
    const slow = run({ transfer: 2 });
    expect(slow.moved[0]).toBeCloseTo(12.03, 6);
    expect(run({ transfer: 30 }).end).toBeGreaterThan(free.end);
  });

  test('is reported', async () => {
    const text = `
      duration: 2m
      agents: { groups: [{ name: slow, count: 1 }, { name: fast, count: 1, speed: 10 }] }
      scheduler: { algorithm: round_robin, rebalance: { state: 1MB, transfer: 100ms } }
      workload: { backlog: 20, service: 10s }
    `;
    const metrics = await metricsOf(text);
    expect(metrics['work.steals']).toBeGreaterThan(5);
    expect(metrics['rebalance.rounds']).toBeGreaterThan(1);
    expect(metrics['rebalance.refused']).toBe(0);
    expect(metrics['messages.bytes']).toBeGreaterThan(1e6 * Number(metrics['work.steals']));
    expect(metrics['tasks.completed']).toBe(20);
  });
});

test('between coordinators, tasks go over that wait at the one below', () => {
  // A tree of two leaves with two agents each. Those on the left go down after 5 s, and their tasks wait at their leaf.
  const ended = (rebalance: RebalanceSpec | null) => {
    const spec = worldSpec({
      duration: 200,
      agents: { groups: [group({ name: 'left', count: 2 }), group({ name: 'right', count: 2 })] },
      coordination: { topology: 'tree', fanout: 2 },
      scheduler: { algorithm: 'round_robin', agent_queue: null, rebalance },
      health: { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 3 } },
      workloads: [backlog(20, { task: task({ service: constant(10) }) })],
      faults: [
        {
          kind: 'crash',
          name: 'crash',
          schedule: { kind: 'at', times: [5] },
          duration: constant(1000),
          target: selector({ group: 'left' }),
          factor: 1,
        },
      ],
    });
    const world = finish(quietWorld(spec));
    expect(world.parts.plans).toHaveLength(3);
    expect(world.parts.oracle.violations).toBe(0);
    return world.tasks.ended;
  };
  expect(ended(null)).toBe(10);
  // Two stay: for all that the root knows they run.
  expect(ended(REBALANCE)).toBe(18);
});

const rebalance: fc.Arbitrary<RebalanceSpec> = fc.record({
  interval: fc.constantFrom(0.1, 1, 5),
  ratio: fc.constantFrom(1, 2),
  tolerance: fc.constantFrom(0, 0.3),
  take: fc.constantFrom('one', 'half'),
  state: fc.constantFrom(0, 100_000),
  transfer: fc.constantFrom(0, 0.05, 7),
});
const numRuns = Number(process.env.CHAOS ?? 120);
const seed = process.env.CHAOS_SEED === undefined ? 20_241 : Number(process.env.CHAOS_SEED);

describe('when all faults are over', () => {
  test.prop([chaos, rebalance], { numRuns, seed, timeout: 0 })(
    'every task has ended exactly once',
    (drawn, how) => {
      const spec = { ...drawn, scheduler: { ...drawn.scheduler, agent_queue: null, rebalance: how } };
      const world = quietWorld(spec);
      world.advance(300_000);
      expect(world.progress).toBe('finished');
      expect(world.lostTasks()).toBe(0);
      const { duplicated, violations, examples } = world.parts.oracle;
      expect({ duplicated, violations, examples }).toEqual({ duplicated: 0, violations: 0, examples: [] });
      const { state, count } = world.parts.tasks;
      const ended = state
        .slice(0, count)
        .filter((one) => one === TASK_STATE.completed || one === TASK_STATE.failed).length;
      expect(ended).toBe(count);
    },
  );
});
