/** Late binding in whole worlds. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { WorldSpec } from '../../src/world/spec/spec.ts';
import { chaos } from './chaos.ts';
import {
  backlog,
  constant,
  exponential,
  finish,
  group,
  links,
  type Overrides,
  observedWorld,
  quietWorld,
  task,
  worldSpec,
} from './spec.ts';

const scheduler = (parameters: WorldSpec['scheduler']['parameters'] = {}) => ({
  algorithm: 'late_binding',
  parameters: { ratio: 2, ...parameters },
  agent_queue: null,
});

const late = (overrides: Overrides, parameters = {}) =>
  worldSpec({
    network: { links: links({ latency: constant(0.1) }) },
    scheduler: scheduler(parameters),
    ...overrides,
  });

describe('a task', () => {
  test('starts after a reservation, a question and an assignment have travelled', () => {
    const { world, heard } = observedWorld(late({ agents: { groups: [group({ count: 2 })] } }));
    finish(world);
    // Submitted at 0, at the coordinator at 0.1, reserved at 0.2, asked at 0.3, assigned at 0.4.
    expect(heard.filter(([event]) => event === 'taskStarted').map(([, time]) => time)).toEqual([0.4]);
  });

  test('never waits at an agent, and an agent never runs more than its slots', () => {
    const spec = late({
      agents: { groups: [group({ count: 3, slots: 2 })] },
      workloads: [backlog(40, { task: task({ service: exponential(1) }) })],
    });
    const { world, heard } = observedWorld(spec);
    finish(world);
    expect(heard.filter(([event]) => event === 'queuedAtAgents')).toEqual([]);
    expect(heard.filter(([event]) => event === 'taskStarted')).toHaveLength(40);
    expect(world.parts.oracle.violations).toBe(0);
  });

  test('goes to the agent that is free first, though nobody knows which', () => {
    // One agent a hundred times as fast: it asks again and again while the slow one is at its first.
    const spec = late({
      agents: { groups: [group({ name: 'slow' }), group({ name: 'fast', speed: constant(100) })] },
      workloads: [backlog(30, { task: task({ service: constant(10) }) })],
    });
    const world = finish(quietWorld(spec));
    const { agent, count } = world.parts.tasks;
    expect([...agent.subarray(0, count)].filter((one) => one === 0)).toHaveLength(1);
  });

  test('keeps every slot busy as long as tasks wait', () => {
    const spec = worldSpec({
      agents: { groups: [group({ count: 4, slots: 3 })] },
      scheduler: scheduler({ window: 0.5 }),
      workloads: [backlog(24, { task: task({ service: constant(10) }) })],
    });
    // Two rounds of twelve, half a second after they came; messages take no time.
    expect(finish(quietWorld(spec)).now / 1e6).toBeCloseTo(20.5, 6);
  });
});

test('where nothing may wait, a task is turned away only when no slot is free', () => {
  const spec = (tasks: number) =>
    late({
      agents: { groups: [group({ count: 3, slots: 2 })] },
      scheduler: { ...scheduler(), queue_limit: 0 },
      workloads: [backlog(tasks, { task: task({ service: constant(10) }) })],
    });
  const started = (tasks: number) => {
    const { world, heard } = observedWorld(spec(tasks));
    expect(finish(world).tasks.ended).toBe(tasks);
    return heard.filter(([event]) => event === 'taskStarted').length;
  };
  expect([started(6), started(8)]).toEqual([6, 6]);
});

test('in a tree, coordinators ask the one above for as many tasks as they have slots', () => {
  const spec = late({
    agents: { groups: [group({ count: 4 })] },
    coordination: { topology: 'tree', fanout: 2 },
    workloads: [backlog(20, { task: task({ service: constant(10) }) })],
  });
  const world = finish(quietWorld(spec));
  expect(world.parts.plans).toHaveLength(3);
  expect(world.tasks.ended).toBe(20);
  expect(world.parts.oracle.violations).toBe(0);
  // Five rounds of ten seconds, and between two rounds at most six messages one after the other, twice.
  expect(world.now / 1e6).toBeLessThan(50 + 5 * 1.3);
});

const numRuns = Number(process.env.CHAOS ?? 150);
const seed = process.env.CHAOS_SEED === undefined ? 20_242 : Number(process.env.CHAOS_SEED);

describe('when all faults are over', () => {
  test.prop([chaos, fc.constantFrom(1, 1.05, 2), fc.constantFrom(0, 0.2)], { numRuns, seed, timeout: 0 })(
    'every task has ended exactly once',
    (drawn, ratio, window) => {
      const { agent_queue } = drawn.scheduler;
      const spec: WorldSpec = {
        ...drawn,
        scheduler: { ...scheduler({ ratio, window }), agent_queue, queue_limit: null },
      };
      const world = quietWorld(spec);
      world.advance(400_000);
      expect(world.progress).toBe('finished');
      expect(world.lostTasks()).toBe(0);
      const { duplicated, violations, examples } = world.parts.oracle;
      expect({ duplicated, violations, examples }).toEqual({ duplicated: 0, violations: 0, examples: [] });
    },
  );
});
