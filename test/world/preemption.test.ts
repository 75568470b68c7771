/** Urgent tasks that interrupt others, in whole worlds. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { TASK_STATE } from '../../src/world/core/task-table.ts';
import type { PreemptionSpec, WorldSpec } from '../../src/world/spec/spec.ts';
import { metricsOf } from '../lab/from-text.ts';
import { chaos } from './chaos.ts';
import {
  backlog,
  constant,
  finish,
  group,
  type Overrides,
  observedWorld,
  quietWorld,
  task,
  worldSpec,
} from './spec.ts';

/** A task of ten seconds at 0 s, an urgent one of three at 4 s. */
function two(preemption: PreemptionSpec | null, overrides: Overrides = {}, urgent = 9): WorldSpec {
  return worldSpec({
    scheduler: { algorithm: 'priority_queue', agent_queue: null, preemption },
    workloads: [
      backlog(1, { name: 'long', task: task({ service: constant(10) }) }),
      backlog(1, {
        name: 'urgent',
        start: 4,
        task: task({ service: constant(3), priority: constant(urgent) }),
      }),
    ],
    ...overrides,
  });
}

const OF_INTEREST = /^(task(Started|Completed|Preempted)|execution)/;

function story(spec: WorldSpec): string[] {
  const { world, heard } = observedWorld(spec);
  finish(world);
  expect(world.parts.oracle.violations).toBe(0);
  return heard
    .filter(([event]) => OF_INTEREST.test(event))
    .map(([event, time, subject]) => `${time} ${event} ${subject}`);
}

describe('an urgent task', () => {
  example('waits unless it may interrupt', () => {
    expect(story(two(null))).toEqual([
      '0 taskStarted 0',
      '10 executionEnded 0',
      '10 taskStarted 1',
      '10 taskCompleted 0',
      '13 executionEnded 1',
      '13 taskCompleted 1',
    ]);
  });

  example('takes the slot, and the other goes on where it was', () => {
    expect(story(two({ progress: 'keep' }))).toEqual([
      '0 taskStarted 0',
      '4 executionSuspended 0',
      '4 taskPreempted 0',
      '4 taskStarted 1',
      '7 executionEnded 1',
      '7 executionResumed 0',
      '7 taskCompleted 1',
      '13 executionEnded 0',
      '13 taskCompleted 0',
    ]);
  });

  example('or the other begins anew', () => {
    expect(story(two({ progress: 'lose' }))).toEqual([
      '0 taskStarted 0',
      '4 executionEnded 0',
      '4 taskPreempted 0',
      '4 taskStarted 1',
      '7 executionEnded 1',
      '7 taskStarted 0',
      '7 taskCompleted 1',
      '17 executionEnded 0',
      '17 taskCompleted 0',
    ]);
  });

  example('interrupts nothing that is as urgent, and nobody who has a slot free', () => {
    expect(story(two({ progress: 'keep' }, {}, 5)).filter((line) => line.includes('Preempted'))).toEqual([]);
    const free = two({ progress: 'keep' }, { agents: { groups: [group({ slots: 2 })] } });
    expect(story(free).filter((line) => line.includes('Preempted'))).toEqual([]);
  });

  example('interrupts the least urgent, of equals the one that began last', () => {
    const spec = worldSpec({
      agents: { groups: [group({ slots: 3 })] },
      scheduler: { algorithm: 'priority_queue', agent_queue: null, preemption: { progress: 'keep' } },
      workloads: [
        backlog(1, { name: 'middle', task: task({ service: constant(20), priority: constant(6) }) }),
        backlog(2, { name: 'low', start: 1, task: task({ service: constant(20), priority: constant(2) }) }),
        backlog(1, { name: 'high', start: 2, task: task({ service: constant(20), priority: constant(8) }) }),
      ],
    });
    expect(story(spec).filter((line) => line.includes('Preempted'))).toEqual(['2 taskPreempted 2']);
  });

  example('of an interrupted task, wait and service add up to its time', () => {
    const { tasks } = finish(quietWorld(two({ progress: 'keep' }))).parts;
    // Ten seconds in a slot, three beside it.
    expect((tasks.executedAt[0] - tasks.startedAt[0]) / 1e6).toBe(10);
    expect((tasks.startedAt[0] - tasks.submittedAt[0]) / 1e6).toBe(3);
    expect([...finish(quietWorld(two({ progress: 'keep' }))).parts.agents.executor.busyTimes()]).toEqual([
      13e6,
    ]);
  });

  example('is no use where nothing is more urgent than another', () => {
    expect(() => quietWorld(two({ progress: 'keep' }, { scheduler: { algorithm: 'random' } }))).not.toThrow();
    expect(() =>
      quietWorld(
        two({ progress: 'keep' }, { scheduler: { algorithm: 'random', preemption: { progress: 'keep' } } }),
      ),
    ).toThrow('random does not serve tasks by priority');
  });
});

example('from a scenario: urgent tasks hardly wait, and nothing is executed twice to its end', async () => {
  const text = `
    duration: 20m
    agents: 10
    scheduler: { algorithm: priority_queue, preemption: { progress: keep } }
    workloads:
      - { name: usual, tenant: usual, arrivals: poisson(rate=0.8/s), service: exponential(mean=10s), stop: 15m }
      - { name: urgent, tenant: urgent, priority: 9, arrivals: poisson(rate=0.1/s), service: 5s, stop: 15m }
  `;
  const on = await metricsOf(text);
  const off = await metricsOf(text, ['scheduler.preemption=false']);
  const lossy = await metricsOf(text, ['scheduler.preemption.progress=lose']);
  expect(off['tasks.preempted']).toBe(0);
  expect(on['tasks.preempted']).toBeGreaterThan(20);
  expect(on['tenant.urgent.latency.mean']).toBeLessThan(5.5);
  expect(off['tenant.urgent.latency.mean']).toBeGreaterThan(6);
  expect(on['tasks.executions']).toBe(on['tasks.submitted']);
  expect(on['tasks.executions.wasted']).toBe(0);
  expect(lossy['tasks.executions.wasted']).toBe(lossy['tasks.preempted']);
  expect(lossy['tenant.usual.latency.mean']).toBeGreaterThan(Number(on['tenant.usual.latency.mean']));
});

describe('when all faults are over', () => {
  test.prop([chaos, fc.constantFrom('keep' as const, 'lose' as const)], {
    numRuns: 40,
    seed: 77,
    timeout: 0,
  })('every task has ended exactly once, interrupted or not', (drawn, progress) => {
    const scheduler = { ...drawn.scheduler, algorithm: 'priority_queue', parameters: {}, agent_queue: null };
    const world = quietWorld({ ...drawn, scheduler: { ...scheduler, preemption: { progress } } });
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
    expect(world.parts.agents.executor.ends).toBe(0);
  });
});
