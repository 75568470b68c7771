/** What is turned away where too much comes, as a scenario says it. */
import { describe, expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { sheddingOptions } from '../../src/world/plan/shedding.ts';
import { load, MINIMAL, problemsOf } from './support.ts';

const schedulerOf = (written: string) => load(`${MINIMAL}scheduler: ${written}\n`).scheduler;
const problems = (scheduler: string) => problemsOf(`${MINIMAL}scheduler: ${scheduler}\n`).join('\n');

describe('shedding', () => {
  test('is off, by delay as Linux has it, or as written', () => {
    expect(schedulerOf('random').shedding).toBeNull();
    expect(schedulerOf('{ shedding: none }').shedding).toBeNull();
    expect(schedulerOf('{ shedding: { kind: none } }').shedding).toBeNull();
    const linux = { kind: 'codel', target: 0.005, interval: 0.1 };
    expect(schedulerOf('{ agent_queue: 0, shedding: codel }').shedding).toEqual(linux);
    expect(schedulerOf('{ agent_queue: 0, shedding: { kind: codel, interval: 1s } }').shedding).toEqual({
      ...linux,
      interval: 1,
    });
    expect(
      schedulerOf('{ shedding: { kind: priority, thresholds: { 4: 1.5, 8: unlimited } } }').shedding,
    ).toEqual({
      kind: 'priority',
      thresholds: { 4: 1.5, 8: null },
    });
  });

  test('is told to dispatchers in microseconds, and by each priority', () => {
    expect(sheddingOptions(schedulerOf('random'))).toBeNull();
    expect(sheddingOptions(schedulerOf('{ agent_queue: 0, shedding: codel }'))).toEqual({
      kind: 'codel',
      target: 5000,
      interval: 100_000,
    });
    const thresholds = (written: string) =>
      sheddingOptions(schedulerOf(`{ shedding: { kind: priority, thresholds: ${written} } }`));
    const no = Infinity;
    expect(thresholds('{ 4: 1, 8: 2 }')).toEqual({
      kind: 'priority',
      thresholds: [1, 1, 1, 1, 2, 2, 2, 2, no, no],
    });
    expect(thresholds('{ 1: 0, 9: unlimited, 10: unlimited }')).toMatchObject({
      thresholds: [0, no, no, no, no, no, no, no, no, no],
    });
    expect(thresholds('{ 10: 3 }')).toMatchObject({ thresholds: Array.from({ length: 10 }, () => 3) });
  });

  test.each([
    [
      '{ shedding: priority }',
      'scheduler.shedding: expected none, codel, or such as { kind: priority, thresholds: { 4: 1 } }',
    ],
    ['{ shedding: { kind: random } }', 'scheduler.shedding.kind: there is no kind of shedding "random"'],
    ['{ shedding: { kind: codle } }', 'codel'],
    ['{ shedding: { kind: priority } }', 'scheduler.shedding.thresholds'],
    [
      '{ shedding: { kind: priority, thresholds: {} } }',
      'scheduler.shedding.thresholds: nothing is ever turned away: give a threshold, such as { 4: 1 }',
    ],
    ['{ shedding: { kind: priority, thresholds: { 9: unlimited } } }', 'nothing is ever turned away'],
    ['{ shedding: { kind: priority, thresholds: { 11: 1 } } }', 'scheduler.shedding.thresholds'],
    ['{ shedding: { kind: priority, thresholds: { 4: -1 } } }', 'scheduler.shedding.thresholds.4'],
    [
      '{ shedding: { kind: priority, thresholds: { 4: 2, 10: 1 } } }',
      'scheduler.shedding.thresholds.10: it is below the threshold of priority 4, which is less important',
    ],
    [
      '{ shedding: { kind: priority, thresholds: { 4: unlimited, 8: 1 } } }',
      'scheduler.shedding.thresholds.8: it is below the threshold of priority 4',
    ],
    [
      '{ shedding: codel }',
      'scheduler.shedding: without a limit tasks wait at agents, and not at the coordinator: give agent_queue, such as 0',
    ],
    [
      '{ agent_queue: 0, shedding: { kind: codel, target: 1s } }',
      'scheduler.shedding.target: target is above interval (100ms)',
    ],
    ['{ agent_queue: 0, shedding: { kind: codel, thresholds: { 4: 1 } } }', 'unknown key'],
  ])('%s is refused', (written, message) => {
    expect(problems(written)).toContain(message);
  });

  test('by delay is for algorithms that serve tasks in order, be there a limit at agents or not', () => {
    const read = (algorithm: string) => () =>
      loadScenario('test.yaml', {
        files: memoryFiles({
          'test.yaml': `${MINIMAL}scheduler: { algorithm: ${algorithm}, shedding: codel }\n`,
        }),
        catalog: catalog(),
      });
    expect(read('late_binding')).toThrow('late_binding serves tasks in the order of reservations');
    expect(read('central_queue')).not.toThrow();
  });
});
