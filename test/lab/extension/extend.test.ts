import { describe, expect, test } from 'vitest';
import {
  defineModule,
  type MetricEntry,
  type ModuleDefinition,
} from '../../../src/lab/extension/definition.ts';
import { describeModules, parseScenario } from '../../../src/lab/load-scenario.ts';
import { runScenario } from '../../../src/lab/run.ts';
import { fixedTimeout } from '../../../src/modules/health/fixed-timeout.ts';
import { FAILURE_DETECTORS } from '../../../src/modules/health/index.ts';
import { HEALTH_STATES } from '../../../src/modules/health/states/vocabulary.ts';
import { DISTRIBUTION_ALGORITHMS } from '../../../src/modules/scheduling/algorithms/index.ts';
import { ScenarioErrors } from '../../../src/scenario/errors.ts';
import { algorithm, failure, run, SCENE } from './support.ts';

/** The program's own, under another name and under watch. */
const copies = defineModule({
  algorithms: DISTRIBUTION_ALGORITHMS.entries().map((entry) => ({ ...entry, name: `my_${entry.name}` })),
  detectors: FAILURE_DETECTORS.entries().map((entry) => ({ ...entry, name: `my_${entry.name}` })),
});

describe('watching changes nothing', () => {
  test.each(DISTRIBUTION_ALGORITHMS.names())('for %s', async (name) => {
    const own = await run([], [`scheduler=${name}`]);
    const watched = await run([copies], [`scheduler=my_${name}`]);
    expect(watched.fingerprint).toBe(own.fingerprint);
    // Of a module of the user's own it is not known whether agents that are thought lost may still be: such figures stay open.
    for (const [metric, value] of Object.entries(own.metrics)) {
      const open = watched.bounds[metric];
      if (!open || own.bounds[metric] || value === null)
        expect([metric, watched.metrics[metric]]).toEqual([metric, value]);
      else expect([metric, open.lower <= value && value <= (open.upper ?? Infinity)]).toEqual([metric, true]);
    }
  });

  test.each(FAILURE_DETECTORS.names())('for %s', async (name) => {
    const set = (detector: string) => [`health={ heartbeat_interval: 1s, detector: ${detector} }`];
    // What it makes of answers, as opposed to silence, is not a part of the entry.
    const own = name === HEALTH_STATES ? fixedTimeout.name : name;
    const watched = await run([copies], set(`my_${name}`));
    expect(watched.fingerprint).toBe((await run([], set(own))).fingerprint);
  });
});

test('two runs at the same time know different modules by the same name', async () => {
  const from = (start: number) =>
    algorithm(({ workers, tasks }) => ({
      choose(task) {
        for (let i = 0; i < workers.count; i++) {
          const worker = (start + i) % workers.count;
          const required = 1 << tasks.requirement(task);
          if (workers.isOpen(worker) && (workers.serves[worker] & required) !== 0) return worker;
        }
        return -1;
      },
      update() {},
    }));
  const use = ['scheduler=mine'];
  const alone = [await run([from(0)], use), await run([from(6)], use)];
  const together = await Promise.all([run([from(0)], use), run([from(6)], use)]);
  expect(together.map(({ fingerprint }) => fingerprint)).toEqual(alone.map(({ fingerprint }) => fingerprint));
  expect(alone[0].fingerprint).not.toBe(alone[1].fingerprint);
  expect(DISTRIBUTION_ALGORITHMS.get('mine')).toBeUndefined();
  expect(() => parseScenario(SCENE, { set: use })).toThrow(ScenarioErrors);
});

test('parameters are checked and filled in like those of the program', async () => {
  const seen: unknown[] = [];
  const module = algorithm(
    () => {
      throw new Error('not to be made');
    },
    { parameters: { pause: { type: 'duration', default: 2, max: 60, description: 'pause' } } },
  );
  const entry = module.algorithms?.[0] as NonNullable<ModuleDefinition['algorithms']>[number];
  const recording = defineModule({
    algorithms: [
      {
        ...entry,
        create(context, parameters) {
          seen.push(parameters.pause);
          return DISTRIBUTION_ALGORITHMS.require('random').create(context, {});
        },
      },
    ],
  });
  await run([recording], ['scheduler=mine']);
  await run([recording], ['scheduler={algorithm: mine, parameters: { pause: 3s }}']);
  expect(new Set(seen)).toEqual(new Set([2, 3]));
  const modules = [recording];
  const load = (pause: string) => () =>
    parseScenario(SCENE, { modules, set: [`scheduler={algorithm: mine, parameters: { pause: ${pause} }}`] });
  expect(load('2h')).toThrow(/at most/);
  expect(load('5')).toThrow(/5 has no unit/);
});

describe('metrics of one’s own', () => {
  const metric = (measure: NonNullable<ModuleDefinition['metrics']>[number]['measure']) =>
    defineModule({
      name: 'mine.ts',
      metrics: [{ name: 'mine.x', unit: 'seconds', description: 'x', better: 'lower', measure }],
    });

  test('are computed from tasks and figures, and can be expected', async () => {
    const recount = metric(({ tasks, metrics, bounds, simulated, scenario }) => {
      const all = [...tasks];
      const done = all.filter(({ outcome }) => outcome === 'completed');
      // Tasks are open at the end of the run, so that no more than bounds is known of those that will have completed.
      expect(done.length).toBe(metrics['tasks.completed'] ?? bounds['tasks.completed'].lower);
      expect(all.filter(({ outcome }) => outcome === 'open').length).toBe(metrics['tasks.unfinished']);
      expect(all.length).toBe(metrics['tasks.submitted']);
      expect(new Set(all.map(({ workload }) => workload))).toEqual(new Set(['plain', 'special']));
      expect(simulated).toBe(scenario.duration);
      const waits = done.map(({ started, submitted }) => (started as number) - (submitted as number));
      return { lower: waits.reduce((sum, wait) => sum + wait, 0) / all.length, upper: null };
    });
    const { metrics, bounds, expectations, modules } = await run(
      [recount],
      ['expect=[mine.x > 0s, mine.x < 1min]'],
    );
    expect(metrics['mine.x']).toBeNull();
    // Those that are open have waited for some time as well.
    expect(bounds['mine.x'].lower).toBeLessThanOrEqual(bounds['task.wait.mean'].lower + 1e-9);
    expect(bounds['mine.x'].lower).toBeGreaterThan(0);
    expect(expectations.map(({ verdict }) => verdict)).toEqual(['met', 'undecided']);
    expect(modules).toMatchObject([{ name: 'mine.ts', metrics: [{ name: 'mine.x', unit: 'seconds' }] }]);
  });

  test('leave out what came before the end of the warm-up', async () => {
    const counted = metric(({ tasks }) => {
      const count = [...tasks].filter(({ measured }) => measured).length;
      return { lower: count, upper: count };
    });
    const { metrics } = await run([counted], ['warmup=1min']);
    expect(metrics['mine.x']).toBe(metrics['tasks.submitted']);
    expect(metrics['mine.x']).toBeGreaterThan(50);
  });

  test('may be bounds, which decide what they can', async () => {
    const open = metric(() => ({ lower: 3, upper: null }));
    const { metrics, bounds, expectations } = await run([open], ['expect=[mine.x > 2s, mine.x > 4s]']);
    expect([metrics['mine.x'], bounds['mine.x']]).toEqual([null, { lower: 3, upper: null }]);
    expect(expectations.map(({ verdict }) => verdict)).toEqual(['met', 'undecided']);
  });

  test('that are one number over tasks of which some had not ended are pointed out, each', async () => {
    const named = (name: string, measure: MetricEntry['measure']) => ({
      name,
      unit: 'count' as const,
      description: 'x',
      measure,
    });
    const sizeOf = (tasks: Iterable<unknown>) => [...tasks].length;
    const module = defineModule({
      name: 'mine.ts',
      metrics: [
        named('mine.number', ({ tasks }) => sizeOf(tasks)),
        named('mine.exact', ({ tasks }) => ({ lower: sizeOf(tasks), upper: sizeOf(tasks) })),
        named('mine.bounds', ({ tasks }) => ({ lower: sizeOf(tasks), upper: null })),
        named('mine.none', ({ tasks }) => (sizeOf(tasks) > 0 ? null : 1)),
        named('mine.other', ({ metrics }) => Number(metrics['tasks.submitted'])),
      ],
    });
    const about = ({ notes }: { readonly notes: readonly string[] }) =>
      notes.filter((note) => note.includes('mine.')).map((note) => note.replace(/ came to .*/, ''));
    const cut = await run([module]);
    expect(about(cut)).toEqual(['mine.number']);
    expect(cut.notes.join()).toContain(
      `came to ${cut.metrics['tasks.submitted']}, but ${cut.metrics['tasks.unfinished']} tasks that its module read had not ended`,
    );
    expect(cut.metrics['mine.number']).toBeNull();
    expect(cut.metrics['mine.exact']).toBe(cut.metrics['tasks.submitted']);
    const ended = await run([module], ['workload=[{ backlog: 5, service: 1s }]']);
    expect(ended.metrics['tasks.unfinished']).toBe(0);
    expect(about(ended)).toEqual([]);
    expect(ended.metrics['mine.number']).toBe(5);
  });

  test('may have nothing to say', async () => {
    expect((await run([metric(() => null)])).metrics['mine.x']).toBeNull();
  });

  test.each([
    [
      'NaN',
      () => Number.NaN,
      'returned NaN, not a finite number, bounds { lower, upper } of it, or null for none',
    ],
    [
      'infinity',
      () => Infinity,
      'returned Infinity, not a finite number, bounds { lower, upper } of it, or null for none',
    ],
    [
      'nothing',
      () => undefined as never,
      'returned undefined, not a finite number, bounds { lower, upper } of it, or null for none',
    ],
    [
      'an error',
      () => {
        throw new Error('no');
      },
      'threw Error: no',
    ],
  ])('that give %s are named', async (_what, measure, problem) => {
    expect(await failure([metric(measure)])).toMatchObject({
      module: 'mine.ts',
      entry: 'metric "mine.x"',
      call: 'measure()',
      problem,
    });
  });
});

describe('distributions of one’s own', () => {
  const drawing = (sample: (top: number, uniform: number) => number) =>
    defineModule({
      name: 'mine.ts',
      distributions: [
        {
          name: 'sloped',
          description: 'density falls linearly from 0 to the largest value',
          source: 'test',
          parameters: { top: { type: 'duration', default: 3, min: 0.001, description: 'largest value' } },
          create: ({ top }) => ({
            mean: Number(top) / 3,
            variance: Number.NaN,
            sample: (random) => sample(Number(top), random.uniform()),
          }),
        },
      ],
    });
  const SLOPED = drawing((top, uniform) => top * (1 - Math.sqrt(1 - uniform)));
  const scenario = (service: string) => `
agents: 50
workload:
  backlog: 4000
  service: ${service}
`;

  test.each([
    ['sloped(top=6s)', 2, 0.75],
    ['{ sloped: { top: 6s } }', 2, 0.75],
    ['sloped(9s)', 3, 1],
    ['mixture(components=[{weight=1, distribution=sloped(top=6s)}, {weight=1, distribution=4s}])', 3, 1],
  ])('%s is drawn from', async (service, mean, tolerance) => {
    const { metrics } = await run([SLOPED], [], scenario(service));
    // Six standard errors of the mean of 4000 draws, and more.
    expect(Math.abs((metrics['task.service.mean'] as number) - mean)).toBeLessThan(0.1 * tolerance);
  });

  test('a distribution that equals one of the program draws the same', async () => {
    const same = drawing((top, uniform) => top * uniform);
    const own = await run([same], [], scenario('sloped(top=6s)'));
    const builtIn = await run([], [], scenario('uniform(min=0s, max=6s)'));
    expect(own.fingerprint).toBe(builtIn.fingerprint);
    expect(own.scenario.workloads[0]).toMatchObject({
      task: { service: { kind: 'custom', name: 'sloped', parameters: { top: 6 } } },
    });
  });

  test.each([
    ['slopd(top=6s)', 'unknown distribution "slopd", did you mean "sloped"?'],
    ['sloped(tip=6s)', 'sloped takes optionally top, found tip, did you mean "top"?'],
    ['sloped(top=6)', '6 has no unit'],
  ])('%s is refused with its place', (service, problem) => {
    const load = () => parseScenario(scenario(service), { modules: [SLOPED] });
    expect(load).toThrow(problem);
    expect(load).toThrow('scenario.yaml:5:');
  });

  test.each([
    ['NaN', () => Number.NaN],
    ['-1', () => -1],
    ['Infinity', () => Infinity],
  ])('%s is no draw', async (value, sample) => {
    await expect(run([drawing(sample)], [], scenario('sloped()'))).rejects.toMatchObject({
      name: 'ModuleError',
      problem: `returned ${value}, not a finite number of at least 0`,
    });
  });

  test('that are not loaded cannot be run', async () => {
    const loaded = parseScenario(scenario('sloped(top=6s)'), { modules: [SLOPED] });
    await expect(runScenario(loaded)).rejects.toThrow(
      'must be a distribution that has been loaded, not sloped',
    );
  });
});

describe('a definition', () => {
  const entry = {
    name: 'mine',
    description: 'x',
    source: 'test',
    parameters: {},
    order: 'arrival',
    create() {},
  };
  const metric = { name: 'mine.x', unit: 'count', description: 'x', measure: () => 1 };

  test.each<[unknown, string]>([
    [null, 'exports null where defineModule({ ... }) is expected'],
    [() => {}, 'exports a function where defineModule({ ... }) is expected'],
    [{}, 'defines nothing: give it one of algorithms, detectors, scalingPolicies, metrics, distributions'],
    [
      { algorithm: [entry] },
      'defines "algorithm"; known are algorithms, detectors, scalingPolicies, metrics, distributions',
    ],
    [{ algorithms: entry }, 'algorithms is an object, not a list'],
    [{ algorithms: [null] }, 'algorithms[0]: is null, not an object'],
    [
      { algorithms: [{ ...entry, name: 'My one' }] },
      'algorithm "My one": has the name "My one", not lower-case',
    ],
    [{ algorithms: [{ ...entry, create: 1 }] }, 'algorithm "mine": has no method create()'],
    [{ algorithms: [{ ...entry, description: ' ' }] }, 'algorithm "mine": has no description'],
    [{ algorithms: [{ ...entry, order: 'fifo' }] }, 'has order: "fifo", not "arrival", "priority" or "rank"'],
    [{ algorithms: [{ ...entry, source: undefined }] }, 'has no source'],
    [{ algorithms: [{ ...entry, parameters: undefined }] }, 'has no parameters; {} stands for none'],
    [{ algorithms: [entry, entry] }, 'algorithm "mine": there are two of this name'],
    [{ detectors: [{ ...entry, name: 'fixed_timeout' }] }, 'takes the name of one of the program'],
    [{ scalingPolicies: [{ ...entry, name: 'hpa' }] }, 'takes the name of one of the program'],
    [
      { algorithms: [{ ...entry, name: 'random' }] },
      'algorithm "random": takes the name of one of the program',
    ],
    [
      { distributions: [{ ...entry, name: 'gamma' }] },
      'distribution "gamma": takes the name of one of the program',
    ],
    [
      { metrics: [{ ...metric, name: 'makespan' }] },
      'metric "makespan": takes the name of one of the program',
    ],
    [{ metrics: [{ ...metric, unit: 's' }] }, 'has the unit "s", not one of seconds, count'],
    [{ metrics: [{ ...metric, better: 'more' }] }, 'has better: "more", not "lower" or "higher"'],
    [{ metrics: [{ ...metric, measure: undefined }] }, 'has no method measure()'],
  ])('%j is refused: %s', (definition, problem) => {
    const describe = () => describeModules([definition as ModuleDefinition]);
    expect(describe).toThrow('module 1: ');
    expect(describe).toThrow(problem);
  });

  test.each([
    [{ type: 'size', default: Number.NaN, description: 'x' }, 'has a default or a bound that is no number'],
    [{ type: 'integer', default: 5, max: 4, description: 'x' }, 'has the default 5 outside of its bounds'],
    [{ type: 'text', default: 5, description: 'x' }, 'has the type "text", not one of number, integer'],
    [{ type: 'boolean', default: 1, description: 'x' }, 'has the default 1, not true or false'],
    [
      { type: 'choice', default: 'a', choices: ['b'], description: 'x' },
      'has no choices with its default among',
    ],
    [{ type: 'number', default: 1 }, 'has no description'],
    [7, 'is 7, not an object'],
  ])('with the parameter %j is refused: %s', (parameter, problem) => {
    const algorithms = [{ ...entry, parameters: { p: parameter } }];
    expect(() => describeModules([{ algorithms } as unknown as ModuleDefinition])).toThrow(
      `module 1: algorithm "mine": has a parameter "p" that ${problem}`,
    );
  });

  test('may not take the name of another module', () => {
    const one = algorithm(() => ({}) as never);
    expect(() => describeModules([one, { ...one, name: 'b.ts' }])).toThrow(
      'b.ts: algorithm "mine": takes the name of one of mine.ts',
    );
  });
});
