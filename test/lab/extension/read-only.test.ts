import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { defineModule, type FinishedRun, type MetricEntry } from '../../../src/lab/extension/definition.ts';
import { frozenCopy } from '../../../src/lab/extension/read-only.ts';
import { verifyDefinition } from '../../../src/lab/extension/verify.ts';
import { leastLoaded } from '../../../src/modules/scheduling/algorithms/least-loaded.ts';
import { algorithm, failure, run } from './support.ts';

const metric = (measure: MetricEntry['measure']) =>
  defineModule({
    name: 'mine.ts',
    metrics: [{ name: 'mine.x', unit: 'count', description: 'x', better: 'lower', measure }],
  });

/** Without the types that forbid it. */
const loose = (value: unknown) => value as Record<string, unknown>;
const list = (value: unknown) => value as unknown[];

describe('a metric', () => {
  test.each<[string, (run: FinishedRun) => void]>([
    ['a metric', ({ metrics }) => Object.assign(loose(metrics), { 'task.latency.p99': 1 })],
    ['the name', ({ scenario }) => Object.assign(loose(scenario), { name: 'x' })],
    ['what is expected', ({ scenario }) => list(scenario.expect).push({})],
    ['the timeline', ({ record }) => list(Object.values(record.timeline.columns)[0]).fill(0)],
    ['faults', ({ record }) => list(record.faults).pop()],
    ['the run', (given) => Object.assign(given, { simulated: 0 })],
  ])('that changes %s is named', async (_, change) => {
    const measure = (given: FinishedRun) => {
      change(given);
      return 1;
    };
    expect(await failure([metric(measure)])).toMatchObject({
      module: 'mine.ts',
      call: 'measure()',
      problem: expect.stringMatching(/^threw TypeError/),
    });
  });

  test('that keeps and changes tasks changes nothing of the run', async () => {
    const plain = await run([]);
    const { metrics, fingerprint } = await run([
      metric(({ tasks }) => {
        const kept = [...tasks];
        for (const task of kept) Object.assign(task, { outcome: 'failed', executed: null });
        return { lower: kept.length, upper: kept.length };
      }),
    ]);
    const { 'mine.x': own, ...others } = metrics;
    expect(own).toBe(plain.metrics['tasks.submitted']);
    expect({ others, fingerprint }).toEqual({ others: plain.metrics, fingerprint: plain.fingerprint });
  });
});

describe('an algorithm', () => {
  const named = (create: Parameters<typeof algorithm>[0]) => [algorithm(create, leastLoadedFields)] as const;
  const { order, parameters } = leastLoaded;
  const leastLoadedFields = { order, parameters };

  test('reads the same as those of the program', async () => {
    const builtIn = await run([], ['scheduler=least_loaded']);
    const own = await run(
      named((context) => leastLoaded.create(context, {})),
      ['scheduler=mine'],
    );
    expect(own.fingerprint).toBe(builtIn.fingerprint);
  });

  test('that writes to what it reads changes nothing but its own copy', async () => {
    const first = (scribbles: boolean) =>
      named(({ workers, tasks }) => {
        const serves = workers.serves.slice();
        return {
          choose(task) {
            const needs = 1 << tasks.requirement(task);
            const worker = serves.findIndex((mask, index) => (mask & needs) !== 0 && workers.isOpen(index));
            const { outstanding, slots, limit, speed, capabilities, available } = workers;
            if (scribbles)
              for (const column of [
                outstanding,
                slots,
                limit,
                speed,
                capabilities,
                available,
                workers.serves,
              ])
                column.fill(0);
            return worker;
          },
          update() {},
        };
      });
    const plain = await run(first(false), ['scheduler=mine']);
    const { metrics, fingerprint } = await run(first(true), ['scheduler=mine']);
    expect({ metrics, fingerprint }).toEqual({ metrics: plain.metrics, fingerprint: plain.fingerprint });
  });

  test.each<[string, (context: Parameters<Parameters<typeof algorithm>[0]>[0]) => void]>([
    ['workers', ({ workers }) => Object.assign(workers, { count: 0 })],
    ['tasks', ({ tasks }) => Object.assign(tasks, { requirement: () => 0 })],
    ['requirements', ({ tasks }) => list(tasks.requirements).push(0)],
  ])('that replaces parts of %s is named', async (_, change) => {
    const error = await failure(
      named((context) => {
        change(context);
        return leastLoaded.create(context, {});
      }),
      ['scheduler=mine'],
    );
    expect(error).toMatchObject({ call: 'create()', problem: expect.stringMatching(/^threw TypeError/) });
  });
});

describe('a definition', () => {
  const entry = {
    name: 'mine.x',
    unit: 'count',
    description: 'x',
    better: 'lower',
    measure: () => 1,
  } as const;

  test('that throws while it is read is named', async () => {
    const throwing = {
      ...entry,
      get unit(): never {
        throw new RangeError('trap');
      },
    };
    expect(await failure([{ name: 'mine.ts', metrics: [throwing] }])).toMatchObject({
      module: 'mine.ts',
      problem: 'threw RangeError: trap while its definition was read',
    });
    const proxy = new Proxy({} as never, {
      ownKeys() {
        throw new Error('trap');
      },
    });
    expect((await failure([proxy])).problem).toContain('threw Error: trap while its definition was read');
  });

  test('is read once: what it says later has no effect', () => {
    let reads = 0;
    const changing = {
      ...entry,
      get name() {
        return reads++ === 0 ? 'mine.x' : 'task.latency.p99';
      },
    };
    const { metrics } = verifyDefinition({ metrics: [changing] }, 'mine.ts');
    expect([metrics?.[0].name, metrics?.[0].name]).toEqual(['mine.x', 'mine.x']);
  });

  test('methods see the entry that they belong to', async () => {
    class Own {
      readonly name = 'mine.x';
      readonly unit = 'count';
      readonly description = 'x';
      readonly value = 7;
      measure() {
        return this.value;
      }
    }
    expect((await run([{ name: 'mine.ts', metrics: [new Own()] }])).metrics['mine.x']).toBe(7);
  });
});

test('a source of random numbers that is kept gives nothing outside of its call', async () => {
  let kept: { uniform(): number } | undefined;
  const sampler = (use: boolean) => ({
    mean: 1,
    variance: 0,
    sample: (random: { uniform(): number }) => {
      if (use && kept !== undefined) kept.uniform();
      kept = random;
      return 1;
    },
  });
  const distributions = ['a', 'b'].map((name) => ({
    name: `own_${name}`,
    description: 'x',
    source: 'test',
    parameters: {},
    create: () => sampler(true),
  }));
  const workload = (name: string) => `{ name: ${name}, arrivals: poisson(rate=2/s), service: own_${name}() }`;
  const set = [`workload=[${workload('a')}, ${workload('b')}]`];
  expect(await failure([{ name: 'mine.ts', distributions }], set)).toMatchObject({
    call: 'sample()',
    problem: 'called uniform() of a random source outside of sample()',
  });
});

property.prop([fc.jsonValue()])('a copy equals what it was made of, and shares nothing with it', (value) => {
  const copy = frozenCopy(value);
  expect(copy).toEqual(value);
  const visit = (a: unknown, b: unknown): void => {
    if (typeof a !== 'object' || a === null) return;
    expect(a).not.toBe(b);
    expect(Object.isFrozen(a)).toBe(true);
    for (const key of Object.keys(a)) visit(loose(a)[key], loose(b)[key]);
  };
  visit(copy, value);
});
