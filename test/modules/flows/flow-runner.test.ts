import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { FlowRunner } from '../../../src/modules/flows/flow-runner.ts';
import { type TaskHandlers, taskExecution } from '../../../src/modules/flows/task-execution.ts';
import {
  type FlowDefinition,
  FlowDefinitionError,
  type FlowStep,
  type StepOutcome,
} from '../../../src/modules/flows/types.ts';

import { s, TestPort, tell } from '../port.ts';

const ROOT = 9;
const ok = (value: number): StepOutcome => ({ ok: true, value });
const failed = (reason: string): StepOutcome => ({ ok: false, reason });

/** A runner whose events are lines of text. */
function scene(flows: readonly FlowDefinition[], port = new TestPort(), maxOpen?: number) {
  const lines: string[] = [];
  const runner = new FlowRunner(
    port,
    ROOT,
    flows,
    {
      step: ({ name, kind, subject, value, failures, reason }) =>
        lines.push([name, kind, subject, value, failures, reason].join(' ').trim()),
      ended: ({ flow, completed, subject, value, step, reason }) =>
        lines.push([flow, completed ? 'completed' : 'failed', subject, value, step, reason].join(' ').trim()),
    },
    maxOpen,
  );
  return {
    port,
    runner,
    events: () => lines.splice(0),
    advance: (to: number) => port.advance(to, (tag, argument) => runner.onTimer(tag, argument)),
    finish: (task: number, success = true) => tell(runner, ROOT, 'finished', [task, success ? 1 : 0]),
  };
}

function handlers(change: Partial<TaskHandlers> = {}): TaskHandlers {
  let task = 100;
  return {
    validate: (_subject, value) => ok(value),
    assign: (subject) => ok(subject + 1000),
    create: () => task++,
    validateResult: (_subject, value) => ok(value),
    ...change,
  };
}

describe('the flow of a task', () => {
  test('emits an event a step, and passes values on', () => {
    const given: number[] = [];
    const { runner, port, events, finish } = scene([
      taskExecution(handlers({ create: (subject, agent) => given.push(subject, agent) && 50 })),
    ]);
    expect(runner.begin('task-execution', 7, 3)).toBe(1);
    expect(events()).toEqual(['task-execution:validate done 7 3 0', 'task-execution:assign done 7 1007 0']);
    expect(given).toEqual([7, 1007]);
    expect(port.take()).toEqual([`submit ${ROOT} 50 1`]);
    expect([runner.open, port.storage.rows.size]).toEqual([1, 1]);
    finish(50);
    expect(events()).toEqual([
      'task-execution:execute done 7 50 0',
      'task-execution:validate result done 7 50 0',
      'task-execution:checkpoint done 7 50 0',
      'task-execution completed 7 50',
    ]);
    expect([runner.open, port.storage.rows.size, port.timers]).toEqual([0, 0, 0]);
  });

  test('fails at once when the work makes no sense', () => {
    const { runner, port, events } = scene([taskExecution(handlers({ validate: () => failed('no type') }))]);
    runner.begin('task-execution', 7);
    expect(events()).toEqual([
      'task-execution:validate failed 7 0 1 no type',
      'task-execution failed 7 0 validate no type',
    ]);
    expect(port.take()).toEqual([]);
    expect([runner.open, port.storage.rows.size]).toEqual([0, 0]);
  });

  test('tries an assignment three times, after one second and two more', () => {
    const { runner, events, advance } = scene([
      taskExecution(handlers({ assign: () => failed('all busy') })),
    ]);
    runner.begin('task-execution', 7);
    expect(events()[1]).toBe('task-execution:assign retried 7 0 1 all busy');
    advance(s(1) - 1);
    expect(events()).toEqual([]);
    advance(s(1));
    expect(events()).toEqual(['task-execution:assign retried 7 0 2 all busy']);
    advance(s(3));
    expect(events()).toEqual([
      'task-execution:assign failed 7 0 3 all busy',
      'task-execution failed 7 0 assign all busy',
    ]);
  });

  test('executes anew when the task fails or its result makes no sense', () => {
    const { runner, port, events, finish } = scene([
      taskExecution(
        handlers({ validateResult: (_subject, task) => (task === 101 ? failed('empty') : ok(task)) }),
      ),
    ]);
    runner.begin('task-execution', 7);
    events();
    finish(100, false);
    expect(events()).toEqual(['task-execution:execute retried 7 1007 1 the task failed']);
    finish(101);
    expect(events()).toEqual([
      'task-execution:execute done 7 101 1',
      'task-execution:validate result retried 7 101 1 empty',
    ]);
    finish(102);
    expect(events().at(-1)).toBe('task-execution completed 7 102');
    expect(port.take()).toHaveLength(3);
  });

  test('gives up after the last attempt', () => {
    const { runner, events, finish } = scene([taskExecution(handlers())]);
    runner.begin('task-execution', 7);
    for (const task of [100, 101, 102]) finish(task, false);
    expect(events().at(-1)).toBe('task-execution failed 7 1007 execute the task failed');
    finish(102);
    finish(5);
    expect(events()).toEqual([]);
  });
});

const local = (name: string, run: (value: number) => StepOutcome, failure = {}): FlowStep => ({
  kind: 'local',
  name,
  run: (_subject, value) => run(value),
  failure,
});

describe('flows', () => {
  test('a step may be skipped, and goes on with the value that it was given', () => {
    const { runner, events } = scene([
      {
        name: 'f',
        steps: [
          local('a', (value) => ok(value + 1)),
          local('b', () => failed('no'), { attempts: 2, otherwise: 'skip' }),
          local('c', (value) => ok(value * 10)),
        ],
      },
    ]);
    runner.begin('f', 1, 4);
    expect(events()).toEqual([
      'f:a done 1 5 0',
      'f:b retried 1 5 1 no',
      'f:b skipped 1 5 2 no',
      'f:c done 1 50 0',
      'f completed 1 50',
    ]);
  });

  test('going back gives the earlier step the value that it had', () => {
    let tries = 0;
    const { runner, events } = scene([
      {
        name: 'f',
        steps: [
          local('a', (value) => ok(value + 1)),
          local('b', (value) => ok(value * 10)),
          local('c', (value) => (++tries < 2 ? failed('again') : ok(value)), { attempts: 2, from: 'a' }),
        ],
      },
    ]);
    runner.begin('f', 1, 4);
    expect(events().at(-1)).toBe('f completed 1 50');
  });

  test('a crash resumes behind the last checkpoint, once', () => {
    const log: string[] = [];
    let tasks = 100;
    const flow: FlowDefinition = {
      name: 'f',
      steps: [
        local('a', (value) => {
          log.push(`a ${value}`);
          return ok(value + 1);
        }),
        { kind: 'checkpoint', name: 'c' },
        {
          kind: 'task',
          name: 'do',
          create(subject, value) {
            log.push(`do ${subject} ${value}`);
            return tasks++;
          },
        },
      ],
    };
    const before = scene([flow]);
    before.runner.begin('f', 7, 40);
    before.runner.begin('f', 8, 50);
    before.finish(101);
    expect(before.events().at(-1)).toBe('f completed 8 101');
    expect(log.splice(0)).toEqual(['a 40', 'do 7 41', 'a 50', 'do 8 51']);
    before.port.crash();
    before.port.take();

    const after = scene([flow], before.port);
    after.runner.start();
    expect(log).toEqual(['do 7 41']);
    expect(after.port.take()).toEqual([`submit ${ROOT} 102 1`]);
    // The task from before the crash means nothing any more.
    after.finish(100);
    expect(after.events()).toEqual([]);
    after.finish(102);
    expect(after.events()).toEqual(['f:do done 7 102 0', 'f completed 7 102']);
    expect(after.port.storage.rows.size).toBe(0);
    // After a crash the number of a flow that had ended may be given again.
    expect(after.runner.begin('f', 9)).toBe(2);
  });

  test('a task may be a checkpoint too: once it has succeeded it is not done again', () => {
    let tasks = 100;
    const task = (name: string, checkpoint?: boolean): FlowStep => ({
      kind: 'task',
      name,
      checkpoint,
      create: () => tasks++,
    });
    const flow = { name: 'f', steps: [task('a'), task('b', true), task('c')] };
    const before = scene([flow]);
    before.runner.begin('f', 7);
    before.finish(100);
    before.finish(101);
    before.port.crash();
    before.port.take();
    const after = scene([flow], before.port);
    after.runner.start();
    expect(after.port.take()).toEqual([`submit ${ROOT} 103 1`]);
    after.finish(103);
    expect(after.events()).toEqual(['f:c done 7 103 0', 'f completed 7 103']);
  });

  test('knows which flows wait for a delay', () => {
    const { runner, finish, advance } = scene([
      {
        name: 'f',
        steps: [
          { kind: 'task', name: 'a', create: (subject) => subject, failure: { attempts: 2, delay: 5 } },
        ],
      },
    ]);
    runner.begin('f', 1);
    runner.begin('f', 2);
    expect([runner.open, runner.pausing]).toEqual([2, 0]);
    finish(2, false);
    expect([runner.open, runner.pausing]).toEqual([2, 1]);
    advance(5);
    expect(runner.pausing).toBe(0);
  });

  test('turns flows away when as many are open as may be, and counts them', () => {
    const { runner, finish } = scene([taskExecution(handlers())], new TestPort(), 2);
    expect([1, 2, 3].map((subject) => runner.begin('task-execution', subject))).toEqual([1, 2, 0]);
    expect(runner.refused).toBe(1);
    finish(100);
    expect(runner.begin('task-execution', 3)).toBe(3);
  });

  test.each<[string, FlowDefinition]>([
    ['1 to 1000', { name: 'f', steps: [] }],
    ['no colon', { name: 'f:g', steps: [local('a', ok)] }],
    ['two steps are named "a"', { name: 'f', steps: [local('a', ok), local('a', ok)] }],
    ['has no name', { name: 'f', steps: [local('', ok)] }],
    ['0 attempts', { name: 'f', steps: [local('a', ok, { attempts: 0 })] }],
    ['delay of -1', { name: 'f', steps: [local('a', ok, { delay: -1 })] }],
    ['no step up to it', { name: 'f', steps: [local('a', ok, { from: 'b' }), local('b', ok)] }],
  ])('a definition without sense is refused: %s', (problem, definition) => {
    expect(() => scene([definition])).toThrow(FlowDefinitionError);
    expect(() => scene([definition])).toThrow(problem);
  });

  test('so are two flows of one name, and a flow that is not there', () => {
    const flow = { name: 'f', steps: [local('a', ok)] };
    expect(() => scene([flow, flow])).toThrow(FlowDefinitionError);
    expect(() => scene([flow]).runner.begin('g', 1)).toThrow('flow "g": there is no such flow');
  });
});

/** Steps whose outcomes are given in advance. */
const scripts = fc.array(
  fc.record({
    task: fc.boolean(),
    fails: fc.nat(4),
    attempts: fc.integer({ min: 1, max: 4 }),
    back: fc.nat(3),
    delay: fc.constantFrom(0, 5),
    skip: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

property.prop([scripts, fc.integer({ min: 1, max: 5 })])(
  'every flow ends once, and no step is tried more often than it may be',
  (script, instances) => {
    let tasks = 0;
    const failuresOf = new Map<string, number>();
    const fails = (step: number, subject: number) => {
      const key = `${step}/${subject}`;
      const count = (failuresOf.get(key) ?? 0) + 1;
      if (count > script[step].fails) return false;
      failuresOf.set(key, count);
      return true;
    };
    const stepOfTask = new Map<number, readonly [number, number]>();
    const steps = script.map(({ task, attempts, back, delay, skip }, i): FlowStep => {
      const name = `s${i}`;
      const from = `s${Math.max(0, i - back)}`;
      const failure = { attempts, delay, from, otherwise: skip ? 'skip' : 'fail' } as const;
      const run = (subject: number, value: number) => (fails(i, subject) ? failed('x') : ok(value));
      const create = (subject: number) => {
        stepOfTask.set(++tasks, [i, subject]);
        return tasks;
      };
      return task ? { kind: 'task', name, failure, create } : { kind: 'local', name, failure, run };
    });
    const { runner, port, events, advance, finish } = scene([{ name: 'f', steps }]);
    for (let subject = 1; subject <= instances; subject++) runner.begin('f', subject);
    const all: string[] = [];
    for (let turn = 0; runner.open > 0 && turn < 10_000; turn++) {
      for (const { words } of port.takeSent()) {
        const [task] = words;
        const [step, subject] = stepOfTask.get(task) as readonly [number, number];
        finish(task, !fails(step, subject));
      }
      if (port.nextTimer < Infinity) advance(port.nextTimer);
      all.push(...events());
    }
    all.push(...events());
    expect(runner.open).toBe(0);
    expect(port.storage.rows.size).toBe(0);
    const doomed = script.some(({ fails: count, attempts, skip }) => count >= attempts && !skip);
    for (let subject = 1; subject <= instances; subject++) {
      const ends = all.filter((line) => line.startsWith('f ') && line.split(' ')[2] === String(subject));
      expect(ends).toHaveLength(1);
      expect(ends[0].startsWith('f completed')).toBe(!doomed);
      script.forEach(({ attempts }, i) => {
        const retried = all.filter((line) => line.startsWith(`f:s${i} retried ${subject} `));
        expect(retried.length).toBeLessThan(attempts);
      });
    }
  },
);

describe('a step with a time-out', () => {
  const call = (attempts: number, more: Partial<FlowStep> = {}): FlowDefinition => {
    let task = 100;
    return {
      name: 'calls',
      steps: [
        {
          kind: 'task',
          name: 'call',
          timeout: s(1),
          failure: { attempts },
          create: () => task++,
          ...more,
        } as FlowStep,
      ],
    };
  };

  test('counts a task as failed that has not ended in time, hands in another, and passes over the late answer', () => {
    const { runner, port, events, advance, finish } = scene([call(2)]);
    runner.begin('calls', 7);
    expect(port.take()).toEqual([`submit ${ROOT} 100 1`]);
    advance(s(1) - 1);
    expect(port.take()).toEqual([]);
    advance(s(1));
    expect(events()).toEqual(['calls:call retried 7 0 1 no answer in time']);
    expect(port.takeObserved()).toEqual(['timedOut 100']);
    expect(port.take()).toEqual([`submit ${ROOT} 101 1`]);
    finish(100);
    expect([events(), runner.open]).toEqual([[], 1]);
    finish(101);
    expect(events()).toEqual(['calls:call done 7 101 1', 'calls completed 7 101']);
    expect([runner.open, runner.pausing, port.timers]).toEqual([0, 0, 0]);
  });

  test('fails when no attempt is left', () => {
    const { runner, events, advance, port } = scene([call(2)]);
    runner.begin('calls', 7);
    expect(runner.pausing).toBe(1);
    advance(s(2));
    expect(events().at(-1)).toBe('calls failed 7 0 call no answer in time');
    expect([runner.open, runner.pausing, port.timers]).toEqual([0, 0, 0]);
  });

  test('each task has its own time, and a failed one leaves none behind', () => {
    const { runner, events, advance, finish } = scene([call(3)]);
    runner.begin('calls', 7);
    advance(s(0.9));
    finish(100, false);
    advance(s(1.8));
    expect(events()).toEqual(['calls:call retried 7 0 1 the task failed']);
    advance(s(1.9));
    expect(events()).toEqual(['calls:call retried 7 0 2 no answer in time']);
  });

  test('the pause before another try comes after it', () => {
    const { runner, port, advance } = scene([call(2, { failure: { attempts: 2, delay: s(3) } })]);
    runner.begin('calls', 7);
    advance(s(1));
    port.take();
    expect(runner.pausing).toBe(1);
    advance(s(4) - 1);
    expect(port.take()).toEqual([]);
    advance(s(4));
    expect(port.take()).toEqual([`submit ${ROOT} 101 1`]);
  });

  test.each([0, 0.5, Number.NaN, 2 ** 41])('a time-out of %d is none', (timeout) => {
    expect(() => scene([call(1, { timeout } as Partial<FlowStep>)])).toThrow(
      `step "call" has a time-out of ${timeout}, but must have whole microseconds from 1 to 2^40`,
    );
  });
});

describe('a retry budget', () => {
  const flows = (ratio: number): FlowDefinition => {
    let task = 100;
    const create = () => task++;
    return {
      name: 'calls',
      retryBudget: { ratio, reserve: 0, window: s(10) },
      steps: [
        { kind: 'task', name: 'ask', create },
        { kind: 'task', name: 'check', failure: { attempts: 3, from: 'ask' }, create },
      ],
    };
  };

  test('is of all flows of the name: beyond it a step has failed for good', () => {
    const { runner, port, events, finish } = scene([flows(0.5)]);
    runner.begin('calls', 1);
    runner.begin('calls', 2);
    finish(100);
    finish(101);
    // Four tasks were tried first: two may be tried again.
    events();
    finish(102, false);
    finish(103, false);
    expect(events()).toEqual([
      'calls:check retried 1 100 1 the task failed',
      'calls:check retried 2 101 1 the task failed',
    ]);
    // What is done anew on the way back to the step is none that is tried first.
    finish(104);
    finish(105);
    events();
    finish(106, false);
    expect(events()).toEqual([
      'calls:check failed 1 104 2 the task failed',
      'calls failed 1 104 check the task failed',
    ]);
    expect(port.takeObserved()).toEqual(['overBudget 1']);
  });

  test('is of the window: what was tried before it allows nothing more', () => {
    const { runner, events, advance, finish } = scene([flows(0.5)]);
    runner.begin('calls', 1);
    finish(100);
    advance(s(20));
    events();
    finish(101, false);
    expect(events()[0]).toBe('calls:check failed 1 100 1 the task failed');
  });
});
