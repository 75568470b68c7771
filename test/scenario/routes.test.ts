/** Which agents are given tasks, as a scenario says it. */
import { describe, expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { load, MINIMAL, problemsOf } from './support.ts';

const schedulerOf = (written: string) => load(`${MINIMAL}scheduler: ${written}`).scheduler;
const problems = (scheduler: string, more = '') =>
  problemsOf(`${MINIMAL}${more}scheduler: ${scheduler}`).join('\n');

describe('ejection', () => {
  test('is off, on as Envoy has it, or as written', () => {
    const defaults = {
      interval: 10,
      consecutive: 5,
      success_rate: { deviations: 1.9, agents: 5, attempts: 100 },
      failure_share: { share: null, agents: 5, attempts: 50 },
      time: 30,
      time_limit: 300,
      jitter: 0,
      budget: { share: 0.1, least: 0 },
      timeouts: true,
    };
    expect(schedulerOf('random').ejection).toBeNull();
    expect(schedulerOf('{ ejection: true }').ejection).toEqual(defaults);
    expect(
      schedulerOf(
        '{ ejection: { consecutive: never, success_rate: { deviations: never }, failure_share: { share: 85% }, budget: { least: 1 } } }',
      ).ejection,
    ).toEqual({
      ...defaults,
      consecutive: null,
      success_rate: { ...defaults.success_rate, deviations: null },
      failure_share: { ...defaults.failure_share, share: 0.85 },
      budget: { share: 0.1, least: 1 },
    });
  });

  test.each([
    ['{ ejection: { time: 301s } }', 'scheduler.ejection.time: time is above time_limit (5min)'],
    [
      '{ ejection: { consecutive: never, success_rate: { deviations: never } } }',
      'scheduler.ejection: nobody is ever ejected: give consecutive, success_rate.deviations or failure_share.share',
    ],
    [
      '{ ejection: { budget: { share: 0% } } }',
      'scheduler.ejection.budget: nobody is ever ejected: that share of 100 agents is less than one',
    ],
    ['{ ejection: { consecutive: 0 } }', 'scheduler.ejection.consecutive: expected'],
    ['{ ejection: { sweep: 1s } }', 'scheduler.ejection.sweep: unknown key "sweep"'],
    [
      '{ ejection: true, breaker: true }',
      'scheduler.breaker: agents are judged by scheduler.ejection already: leave out either of the two',
    ],
  ])('%s is refused', (written, message) => {
    expect(problems(written)).toContain(message);
  });

  test('of a tenth needs ten agents', () => {
    expect(problems('{ ejection: true }', 'agents: 9\n')).toContain(
      'that share of 9 agents is less than one',
    );
    expect(() => load(`${MINIMAL}agents: 10\nscheduler: { ejection: true }`)).not.toThrow();
    expect(() =>
      load(`${MINIMAL}agents: 9\nscheduler: { ejection: { budget: { least: 1 } } }`),
    ).not.toThrow();
  });
});

test('a breaker is off, on as Resilience4j has it, or as written', () => {
  expect(schedulerOf('random').breaker).toBeNull();
  expect(schedulerOf('{ breaker: true }').breaker).toEqual({
    window: 'attempts',
    size: 100,
    minimum: 100,
    failures: 0.5,
    slow: 1,
    slow_after: 60,
    wait: 60,
    trials: 10,
    timeouts: true,
  });
  expect(schedulerOf('{ breaker: { window: seconds, slow: 50% } }').breaker).toMatchObject({
    window: 'seconds',
    slow: 0.5,
  });
  expect(problems('{ breaker: { failures: 0% } }')).toContain('scheduler.breaker.failures: expected');
  expect(problems('{ breaker: { window: minutes } }')).toContain('attempts or seconds');
});

test('windows of agents that are ejected are of scenarios in which they can be', () => {
  const expecting = (more: string) => () =>
    loadScenario('test.yaml', {
      files: memoryFiles({
        'test.yaml': `duration: 1min\n${MINIMAL}${more}expect: [max agents.ejected between 10s and 20s < 3]\n`,
      }),
      catalog: catalog(),
    });
  expect(expecting('scheduler: { ejection: true }\n')).not.toThrow();
  expect(expecting('scheduler: { breaker: true }\n')).not.toThrow();
  expect(expecting('')).toThrow('"agents.ejected" is not followed over time');
});

describe('a bulkhead', () => {
  test('is off, a limit for each type, or as written', () => {
    expect(schedulerOf('random').bulkhead).toBeNull();
    expect(schedulerOf('{ bulkhead: unlimited }').bulkhead).toBeNull();
    expect(schedulerOf('{ bulkhead: 80 }').bulkhead).toEqual({ by: 'type', limit: 80 });
    expect(schedulerOf('{ bulkhead: { by: tenant, limit: 3 } }').bulkhead).toEqual({
      by: 'tenant',
      limit: 3,
    });
    expect(problems('{ bulkhead: 0 }')).toContain('scheduler.bulkhead');
    expect(problems('{ bulkhead: { by: region, limit: 3 } }')).toContain('type or tenant');
  });

  test.each([
    [
      'mesh',
      'least_loaded',
      'every peer of a mesh gives tasks to agents, and none counts those of the others',
    ],
    ['ring', 'least_loaded', 'every peer of a ring'],
    ['star', 'late_binding', 'late_binding serves tasks in the order of reservations'],
  ])('is refused in a %s with %s', (topology, algorithm, message) => {
    const text = `${MINIMAL}coordination: { topology: ${topology} }\nscheduler: { algorithm: ${algorithm}, bulkhead: 3, agent_queue: 0 }\n`;
    const read = () =>
      loadScenario('test.yaml', { files: memoryFiles({ 'test.yaml': text }), catalog: catalog() });
    expect(read).toThrow(message);
  });
});
