import { describe, expect, test } from 'vitest';
import type { AlgorithmContext, DistributionAlgorithm } from '../../../src/modules/scheduling/algorithm.ts';
import { isCapable } from '../../../src/modules/scheduling/workers.ts';
import { algorithm, detector, failure, run, silent } from './support.ts';

/** The first worker that may be given the task. */
function first({ workers, tasks }: AlgorithmContext): DistributionAlgorithm {
  return {
    choose(task) {
      for (let worker = 0; worker < workers.count; worker++) {
        if (workers.isOpen(worker) && isCapable(workers, worker, tasks.requirement(task))) return worker;
      }
      return -1;
    },
    update() {},
  };
}

const USE = ['scheduler=mine'];

describe('an algorithm that keeps its promises', () => {
  test('runs', async () => {
    const { metrics, bounds } = await run([algorithm(first)], USE);
    expect(bounds['tasks.completed'].lower).toBeGreaterThan(100);
    expect(metrics['invariants.violations']).toBe(0);
  });

  test('hears of assignments, results and changes', async () => {
    const heard = { update: 0, assigned: 0, finished: 0 };
    const listening = algorithm((context) => ({
      ...first(context),
      update() {
        heard.update++;
      },
      assigned() {
        heard.assigned++;
      },
      finished() {
        heard.finished++;
      },
    }));
    const { bounds } = await run([listening], USE);
    expect(heard.assigned).toBeGreaterThanOrEqual(bounds['tasks.completed'].lower);
    expect(heard.finished).toBeGreaterThanOrEqual(bounds['tasks.completed'].lower);
    expect(heard.update).toBeGreaterThan(heard.assigned);
  });
});

test('every argument of a call reaches the method of the module', async () => {
  const calls = { probed: [] as unknown[][], finished: [] as unknown[][] };
  const listening = algorithm(
    (context) => ({
      ...first(context),
      assigned: () => context.probe(3),
      probed: (...words) => void calls.probed.push(words),
      finished: (...words) => void calls.finished.push(words),
    }),
    { probes: true },
  );
  await run([listening], USE);
  const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
  expect(calls.probed.length).toBeGreaterThan(0);
  for (const [worker, inFlight, latency, ...more] of calls.probed) {
    expect([worker, inFlight, latency].every(isCount)).toBe(true);
    expect(more).toEqual([]);
  }
  for (const [task, worker, success, duration, ...more] of calls.finished) {
    expect([task, worker, duration].every(isCount)).toBe(true);
    expect(typeof success).toBe('boolean');
    expect(more).toEqual([]);
  }
  expect(new Set(calls.finished.map((words) => words[3])).size).toBeGreaterThan(100);
});

describe('an algorithm whose choice is', () => {
  const choosing = (choose: (task: number, context: AlgorithmContext) => unknown) =>
    algorithm((context) => ({ choose: (task) => choose(task, context) as number, update() {} }));

  test.each([
    ['not a number', () => Number.NaN, 'returned NaN, not the number of a worker, or -1 for none'],
    ['a fraction', () => 1.5, 'returned 1.5, not the number of a worker, or -1 for none'],
    ['text', () => '3', 'returned "3", not the number of a worker, or -1 for none'],
    ['nothing', () => undefined, 'returned undefined, not the number of a worker, or -1 for none'],
    ['too large', () => 12, 'returned worker 12, but there are workers 0 to 11'],
    ['too small', () => -2, 'returned worker -2, but there are workers 0 to 11'],
    ['infinite', () => Infinity, 'returned Infinity, not the number of a worker, or -1 for none'],
  ])('%s', async (_what, choose, problem) => {
    const error = await failure([choosing(choose)], USE);
    expect(error).toMatchObject({
      module: 'mine.ts',
      entry: 'algorithm "mine"',
      call: 'choose(task 0)',
      problem,
    });
    expect(error.time).toBeGreaterThan(0);
    expect(error.message).toBe(
      `mine.ts: algorithm "mine": choose(task 0) at ${error.time} s of virtual time ${problem}`,
    );
  });

  test('a worker that is full', async () => {
    const { problem } = await failure([choosing(() => 11)], USE);
    expect(problem).toBe('returned worker 11, which has as many tasks as it may');
  });

  test('a worker that is not trusted', async () => {
    const down = choosing((_task, { workers }) => workers.available.indexOf(0));
    const { problem, time } = await failure([down], USE);
    expect(problem).toMatch(
      /^returned worker \d+, which is given nothing now: it is suspected, not there, or ejected$/,
    );
    expect(time).toBeGreaterThan(30);
  });

  test('a worker that lacks a capability', async () => {
    const anyone = choosing((_task, { workers }) => {
      for (let worker = workers.count - 1; worker >= 0; worker--) if (workers.isOpen(worker)) return worker;
      return -1;
    });
    const { problem } = await failure([anyone], USE);
    expect(problem).toMatch(/^returned worker \d+, which lacks a capability that the task requires$/);
  });
});

describe('an algorithm that throws', () => {
  const broken = (): never => {
    throw new RangeError('no luck\nat all');
  };

  test.each([
    ['create()', algorithm(broken)],
    ['choose(task 0)', algorithm(() => ({ choose: broken, update() {} }))],
    [/^update\(worker \d+\)$/, algorithm((context) => ({ ...first(context), update: broken }))],
    [/^assigned\(task 0, worker 0\)$/, algorithm((context) => ({ ...first(context), assigned: broken }))],
    [/^finished\(task \d+, worker \d+\)$/, algorithm((context) => ({ ...first(context), finished: broken }))],
  ])('in %s is named with the call', async (call, module) => {
    const error = await failure([module], USE);
    expect(error.call).toMatch(call);
    expect(error.problem).toBe('threw RangeError: no luck');
    expect(error.message).not.toContain('\n');
  });

  test('something that is no error', async () => {
    const strange = algorithm(() => ({
      choose() {
        // biome-ignore lint/style/useThrowOnlyError: users may
        throw 'text';
      },
      update() {},
    }));
    expect((await failure([strange], USE)).problem).toBe('threw "text"');
  });

  test('because it calls itself for ever', async () => {
    const endless = (task: number): number => endless(task + 1) + 1;
    const { problem } = await failure([algorithm(() => ({ choose: endless, update() {} }))], USE);
    expect(problem).toBe('threw RangeError: Maximum call stack size exceeded');
  });
});

test('an algorithm without its methods', async () => {
  const { problem, call } = await failure([algorithm(() => ({ choose: () => 0 }) as never)], USE);
  expect([call, problem]).toEqual(['create()', 'returned an object without the method update']);
});

test('probes are for those who say so', async () => {
  const probing = (context: AlgorithmContext, worker: number) => ({
    ...first(context),
    assigned: () => context.probe(worker),
  });
  const unannounced = await failure([algorithm((context) => probing(context, 0))], USE);
  expect(unannounced.problem).toBe('called probe(), which is for entries with "probes: true"');
  const nobody = await failure([algorithm((context) => probing(context, 12), { probes: true })], USE);
  expect(nobody.problem).toBe('called probe(12), but there are workers 0 to 11');
  let answers = 0;
  const probed = algorithm((context) => ({ ...probing(context, 3), probed: () => void answers++ }), {
    probes: true,
  });
  await run([probed], USE);
  expect(answers).toBeGreaterThan(100);
});

describe('a detector', () => {
  const DETECT = ['health={heartbeat_interval: 1s, detector: mine}'];

  test('suspects and trusts', async () => {
    const timeout = detector((context) => {
      const heard = new Float64Array(context.workers);
      const suspected = new Set<number>();
      return {
        start: () => void context.setTimer(1e6, 0, 0),
        heartbeat(worker) {
          heard[worker] = context.now();
          if (suspected.delete(worker)) context.trust(worker);
        },
        onTimer() {
          for (let worker = 0; worker < context.workers; worker++) {
            if (context.now() - heard[worker] < 4e6 || suspected.has(worker)) continue;
            suspected.add(worker);
            context.suspect(worker);
          }
          context.setTimer(1e6, 0, 0);
        },
      };
    });
    const { metrics } = await run([timeout], DETECT);
    expect(metrics['detection.count']).toBe(3);
    expect(metrics['detection.false']).toBe(0);
  });

  test.each<[string, Parameters<typeof detector>[0], string]>([
    [
      'suspect(12)',
      (c) => silent({ start: () => c.suspect(12) }),
      'called suspect(12), but there are workers 0 to 11',
    ],
    [
      'suspect twice',
      (c) => silent({ heartbeat: (w) => w === 5 && c.suspect(w) }),
      'called suspect(5), which is suspected already',
    ],
    [
      'trust',
      (c) => silent({ heartbeat: (w) => w === 5 && c.trust(w) }),
      'called trust(5), which is not suspected',
    ],
    [
      'a delay',
      (c) => silent({ start: () => void c.setTimer(Number.NaN, 0, 0) }),
      'called setTimer() with the delay NaN',
    ],
    [
      'a negative delay',
      (c) => silent({ start: () => void c.setTimer(-1, 0, 0) }),
      'called setTimer() with the delay -1',
    ],
    [
      'a tag',
      (c) => silent({ start: () => void c.setTimer(1, 256, 0) }),
      'called setTimer() with the tag 256, not a whole number from 0 to 255',
    ],
    [
      'an argument',
      (c) => silent({ start: () => void c.setTimer(1, 0, 0.5) }),
      'called setTimer() with the argument 0.5, not a whole number from 0 to 2147483647',
    ],
    ['nothing', () => ({}) as never, 'returned an object without the method start'],
  ])('is stopped at %s', async (_what, create, problem) => {
    const error = await failure([detector(create)], DETECT);
    expect(error).toMatchObject({ module: 'mine.ts', entry: 'detector "mine"', problem });
  });

  test('whose suspicion makes an algorithm fail is not blamed for it', async () => {
    const fine = detector((context) => silent({ start: () => context.suspect(0) }));
    const broken = algorithm((context) => ({
      ...first(context),
      update() {
        throw new Error('mine');
      },
    }));
    const error = await failure([{ ...fine, name: 'other.ts' }, broken], [...DETECT, ...USE]);
    expect(error).toMatchObject({ module: 'mine.ts', entry: 'algorithm "mine"', call: 'update(worker 0)' });
  });
});
