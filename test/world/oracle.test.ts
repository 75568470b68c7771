/** Planted violations: the oracle must see each of them, and nothing where all is well. */

import { describe, expect, test } from 'vitest';
import { scheduling } from '../../src/modules/scheduling/vocabulary.ts';
import { toWorker } from '../../src/modules/worker/vocabulary.ts';

import { TASK_STATE, TaskTable } from '../../src/world/core/task-table.ts';
import { Oracle } from '../../src/world/watch/oracle.ts';
import type { World } from '../../src/world/world.ts';
import { backlog, finish, group, quietWorld, s, worldSpec } from './spec.ts';

function scene(state: number = TASK_STATE.submitted): { oracle: Oracle; tasks: TaskTable } {
  const tasks = new TaskTable();
  tasks.state[tasks.add(0, 0, 0, 0)] = state;
  return { oracle: new Oracle(tasks), tasks };
}

describe('a completion', () => {
  test('of a submitted task that somebody ran with success is well', () => {
    const { oracle } = scene();
    oracle.executionSucceeded(0);
    expect(oracle.completed(0)).toBe(true);
    expect([oracle.violations, oracle.duplicated]).toEqual([0, 0]);
  });

  test('that comes twice does not count, and is a duplicate', () => {
    const { oracle, tasks } = scene();
    oracle.executionSucceeded(0);
    oracle.completed(0);
    tasks.state[0] = TASK_STATE.completed;
    expect(oracle.completed(0)).toBe(false);
    expect([oracle.violations, oracle.duplicated]).toEqual([1, 1]);
    expect(oracle.examples).toEqual(['task 0 was recorded as completed twice']);
  });

  test.each([
    ['without a successful execution', TASK_STATE.submitted, /no execution of it succeeded/],
    ['before submission', TASK_STATE.created, /before it was submitted/],
    ['after it was given up', TASK_STATE.failed, /after it was given up/],
  ])('%s breaks a promise', (_, state, words) => {
    const { oracle } = scene(state);
    if (state !== TASK_STATE.submitted) oracle.executionSucceeded(0);
    oracle.completed(0);
    expect(oracle.violations).toBe(1);
    expect(oracle.examples[0]).toMatch(words);
  });

  test('of a task with a large number is judged by its own executions', () => {
    const { oracle, tasks } = scene();
    for (let i = 1; i < 3000; i++) tasks.state[tasks.add(0, i, 0, 0)] = TASK_STATE.submitted;
    oracle.executionSucceeded(2999);
    for (let i = 0; i < 300; i++) oracle.executionSucceeded(7);
    expect([oracle.completed(2999), oracle.completed(7)]).toEqual([true, true]);
    expect(oracle.violations).toBe(0);
    oracle.completed(2998);
    expect(oracle.violations).toBe(1);
  });
});

describe('a failure', () => {
  test('counts for a submitted task alone', () => {
    expect(scene().oracle.failed(0)).toBe(true);
    for (const state of [TASK_STATE.created, TASK_STATE.completed, TASK_STATE.failed]) {
      const { oracle } = scene(state);
      expect(oracle.failed(0)).toBe(false);
      expect(oracle.violations).toBe(1);
    }
  });
});

describe('a start', () => {
  test('on an agent that is up, has a free slot and can do it is well', () => {
    const { oracle } = scene();
    oracle.started(0, 3, true, 1, true);
    expect(oracle.violations).toBe(0);
  });

  test.each([
    [false, 1, true, 'agent 3 started task 0 while it was down or stood still'],
    [true, 0, true, 'agent 3 started task 0 without a free slot'],
    [true, 1, false, 'agent 3 started task 0 without the capabilities it requires'],
  ])('with up %s, %i free slots, capable %s breaks a promise', (up, free, capable, words) => {
    const { oracle } = scene();
    oracle.started(0, 3, up, free, capable);
    expect(oracle.examples).toEqual([words]);
  });
});

test('generations of a pair of coordinators follow each other', () => {
  const { oracle } = scene();
  for (const generation of [1, 2, 5]) oracle.generationBegan(generation);
  expect(oracle.violations).toBe(0);
  oracle.generationBegan(5);
  expect(oracle.examples).toEqual(['generation 5 of the coordinators began after generation 5']);
});

test('all violations are counted, some are kept with their words', () => {
  const { oracle } = scene();
  for (let i = 0; i < 100; i++) oracle.violate(`number ${i}`);
  expect(oracle.violations).toBe(100);
  expect(oracle.examples).toHaveLength(20);
});

describe('in a world', () => {
  const spec = worldSpec({
    duration: 100,
    agents: { groups: [group({ capabilities: ['a'] }), group({ name: 'plain' })] },
    workloads: [backlog(1, { task: { ...backlog(1).task, capabilities: ['a'] } })],
  });
  const half = (): World => {
    const world = quietWorld(spec);
    world.advance(1000, s(0.5));
    return world;
  };

  test('where all is well nothing is found', () => {
    expect(finish(quietWorld(spec)).parts.oracle.violations).toBe(0);
  });

  test('a result that no execution stands behind is caught', () => {
    const world = half();
    const { network, processes, oracle } = world.parts;
    network.post(0, processes.root, scheduling.result, 0, 1, 1);
    world.advance(1000, s(0.6));
    expect(oracle.examples).toEqual(['task 0 was recorded as completed, but no execution of it succeeded']);
  });

  test('an agent that is handed what it cannot do is caught', () => {
    const world = half();
    const { network, processes } = world.parts;
    // Agent 1 lacks the capability.
    network.post(processes.root, 1, toWorker.assign, 0, 9, 0);
    world.advance(1000, s(0.6));
    expect(world.parts.oracle.examples).toEqual([
      'agent 1 started task 0 without the capabilities it requires',
    ]);
  });
});
