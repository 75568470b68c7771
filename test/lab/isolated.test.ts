import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { register } from 'tsx/esm/api';
import { afterAll, describe, expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { Experiment } from '../../src/lab/experiment/experiment.ts';
import { type IsolatedLimits, type IsolatedRunOptions, openModules } from '../../src/lab/isolated.ts';
import { isolatedRunner } from '../../src/lab/isolated-runner.ts';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { bundleModule, loadModule } from '../../src/lab/module-file.ts';
import type { RunResult } from '../../src/lab/result.ts';
import { runScenario } from '../../src/lab/run.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';

// Modules that run in this thread import the sources as they are.
afterAll(register());

const FOLDER = mkdtempSync(join(tmpdir(), 'isolated-test-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Takes workers in turn; from task 40 on, `then` happens first. `looks` is how many parameters of workers it looks at. */
function scheduler(then: string): string {
  return `import { defineModule, type AlgorithmEntry } from 'swarmlab';
const entry: AlgorithmEntry = {
  name: 'mine', description: 'mine', source: 'test', parameters: {}, order: 'arrival',
  create({ workers, random }) {
    const kept: unknown[] = [];
    return {
      choose(task: number): number {
        if (task >= 40) { ${then} }
        const first = Math.floor(random() * workers.count);
        for (let i = 0; i < workers.count; i++) {
          const worker = (first + i) % workers.count;
          if (workers.isOpen(worker)) return worker;
        }
        return -1;
      },
      update() { kept.length = 0; },
    };
  },
};
export default defineModule({ algorithms: [entry] });
`;
}

const SCENARIO =
  'agents: 10\nduration: 2min\nworkload: { arrivals: poisson(rate=5/s), service: exponential(mean=1s) }';

async function withModule<Result>(
  path: string,
  limits: IsolatedLimits,
  work: (run: (options?: IsolatedRunOptions) => Promise<RunResult>) => Promise<Result>,
): Promise<Result> {
  const modules = await openModules([path], limits);
  try {
    const scenario = load(modules.descriptions);
    return await work((options) => modules.run(scenario, options));
  } finally {
    await modules.close();
  }
}

function load(descriptions: Parameters<typeof catalog>[0], set: readonly string[] = []): Scenario {
  const files = memoryFiles({ 'a.yaml': SCENARIO });
  return loadScenario('a.yaml', { files, catalog: catalog(descriptions), set: ['scheduler=mine', ...set] });
}

test('a run in its own thread gives what it gives in this one', async () => {
  const path = file('fine.ts', scheduler(''));
  const isolated = await withModule(path, {}, (run) => run());
  const module = await loadModule(path);
  const here = await runScenario(parseScenario(SCENARIO, { set: ['scheduler=mine'], modules: [module] }), {
    modules: [module],
  });
  expect(isolated.summary.fingerprint).toBe(here.summary.fingerprint);
  expect(isolated.summary.metrics).toEqual(here.summary.metrics);
  expect(isolated.record).toEqual(here.record);
});

describe('code that', () => {
  test.each<[string, string, string, IsolatedLimits]>([
    ['never returns', 'for (;;);', 'did not return within 1 s', { patience: 1 }],
    [
      'keeps everything',
      'for (;;) kept.push({ task, more: [task, task] });',
      'used more than 100 MB of memory',
      { memory: 100e6, patience: 60 },
    ],
    [
      'keeps buffers',
      'for (;;) kept.push(new Uint8Array(2e7).fill(1) as never);',
      'used more than 200 MB of memory',
      { memory: 200e6, patience: 60 },
    ],
    [
      'makes shared memory that grows',
      'new SharedArrayBuffer(1, { maxByteLength: 2e9 });',
      'made a SharedArrayBuffer that can be resized, which is not counted',
      {},
    ],
    [
      'makes memory that grows',
      'new ArrayBuffer(1, { maxByteLength: 2e9 });',
      'made an ArrayBuffer that can be resized, which is not counted',
      {},
    ],
    [
      'makes a constructor make shared memory that grows',
      'new (new SharedArrayBuffer(1).constructor as typeof SharedArrayBuffer)(1, { maxByteLength: 2e9 });',
      'made a SharedArrayBuffer that can be resized, which is not counted',
      {},
    ],
    [
      'makes shared memory of WebAssembly',
      'new WebAssembly.Memory({ initial: 1, maximum: 30_000, shared: true });',
      'made a WebAssembly.Memory that is shared, which is not counted',
      {},
    ],
    ['ends its thread', 'process.exit(0);', 'ended the thread that it runs in', {}],
    ['throws', 'null!.x;', `threw TypeError: Cannot read properties of null (reading 'x')`, {}],
    [
      'draws by itself',
      'Math.random();',
      'called Math.random(), which no seed decides; use context.random()',
      {},
    ],
    ['reads the clock', 'Date.now();', 'called Date.now(), which no seed decides; use context.now()', {}],
    ['reads the date', 'new Date();', 'called new Date(), which no seed decides; use context.now()', {}],
    [
      'measures',
      'performance.now();',
      'called performance.now(), which no seed decides; use context.now()',
      {},
    ],
    [
      'replaces what lists do',
      'Array.prototype.push = function () { for (;;); };',
      "threw TypeError: Cannot assign to read only property 'push' of object",
      {},
    ],
    [
      'redefines what maps do',
      'Object.defineProperty(Map.prototype, "get", { value: () => 0 });',
      'threw TypeError: Cannot redefine property: get',
      {},
    ],
  ])('%s is named with the call', async (what, then, problem, limits) => {
    const path = file(`${what.replaceAll(' ', '-')}.ts`, scheduler(then));
    const error = await withModule(path, limits, async (run) => run().catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({
      name: 'ModuleError',
      module: path,
      entry: 'algorithm "mine"',
      call: 'choose(task 40)',
    });
    const { time, problem: found } = error as { time: number; problem: string };
    expect(time).toBeGreaterThan(4);
    expect(time).toBeLessThan(20);
    expect(found.startsWith(problem)).toBe(true);
  });

  test('replaces what lists are gone through with is named when the run ends', async () => {
    const path = file('iterator.ts', scheduler('Array.prototype[Symbol.iterator] = null!;'));
    const problem =
      'changed Array.prototype.Symbol(Symbol.iterator), which the simulation around it uses too';
    await withModule(path, {}, (run) => expect(run()).rejects.toThrow(problem));
  });

  test('replaces arithmetic is named when the run ends, or goes nowhere', async () => {
    const path = file('arithmetic.ts', scheduler('Math.max = () => 0;'));
    await withModule(path, { standstill: 2 }, (run) => expect(run()).rejects.toThrow(path));
  });

  test('names its own errors and describes its own objects is no trouble', async () => {
    const path = file(
      'own-names.ts',
      scheduler(
        'const own = new Error("x"); own.name = "Mine"; own.message = "y"; const plain = {} as Error; plain.toString = () => own.name;',
      ),
    );
    await withModule(path, {}, (run) => run());
  });

  test('keeps shared buffers from call to call is named', async () => {
    const path = file(
      'keeps-shared.ts',
      scheduler('((globalThis as any).all ??= []).push(new Uint8Array(new SharedArrayBuffer(1e6)).fill(1));'),
    );
    const error = await withModule(path, { memory: 100e6 }, (run) =>
      run().catch((thrown: unknown) => thrown),
    );
    const problem = 'used more than 100 MB of memory for buffers, with what it keeps from earlier calls';
    expect(error).toMatchObject({ name: 'ModuleError', module: path, entry: 'algorithm "mine"', problem });
  });

  test('drops shared buffers may make as many as it likes', async () => {
    const path = file('drops.ts', scheduler('new Uint8Array(new SharedArrayBuffer(4e6)).fill(1);'));
    await withModule(path, { memory: 100e6 }, (run) => run());
  });

  test.each([
    ['null', 'setTimeout(() => { throw null; }, 0);'],
    ['a proxy', 'Promise.reject(new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 1; } }));'],
    [
      'an error that throws',
      'setTimeout(() => { throw Object.defineProperty(new Error("x"), "message", { get() { throw 1; } }); }, 0);',
    ],
    ['a symbol', 'Promise.reject(Symbol("x"));'],
  ])('throws %s outside of a call is named', async (what, later) => {
    const path = file(`outside-${what.replaceAll(' ', '-')}.ts`, scheduler(later));
    const error = await withModule(path, {}, (run) => run().catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ name: 'ModuleError', module: path });
    expect((error as Error).message).toContain('outside of a call');
  });

  test('throws is shown with its place in the source', async () => {
    const path = file(
      'deep.ts',
      scheduler('help(task);').replace('const entry', `import { help } from './sub/help.ts';\nconst entry`),
    );
    file(
      'sub/help.ts',
      'interface Wide { a: number }\n\nexport function help(task: number): Wide {\n  throw new Error(`no ${task}`);\n}\n',
    );
    const error = await withModule(path, {}, (run) => run().catch((thrown: unknown) => thrown));
    expect((error as Error).message).toMatch(/threw Error: no 40 \(.*sub\/help\.ts:4:9\)$/);
  });

  test('never lets time pass is stopped', async () => {
    const path = file(
      'storm.ts',
      `import { defineModule } from 'swarmlab';
export default defineModule({ detectors: [{
  name: 'mine', description: 'mine', source: 'test', parameters: {},
  create: ({ setTimer }) => ({ start() { setTimer(5e6, 0, 0); }, heartbeat() {}, onTimer() { setTimer(0, 0, 0); } }),
}] });`,
    );
    const modules = await openModules([path]);
    const set = ['scheduler=random', 'health.detector=mine'];
    await expect(modules.run(load(modules.descriptions, set))).rejects.toThrow(
      `${path}: kept the run at 5 s of virtual time: events follow each other without end`,
    );
    await modules.close();
  });
});

test('the next run after a failed one has a thread of its own', async () => {
  const path = file('now-and-then.ts', scheduler('if (workers.count === 11) throw new Error("eleven");'));
  const modules = await openModules([path]);
  const run = (agents: number) => modules.run(load(modules.descriptions, [`agents=${agents}`]));
  const { fingerprint } = (await run(10)).summary;
  await expect(run(11)).rejects.toThrow('eleven');
  expect((await run(10)).summary.fingerprint).toBe(fingerprint);
  await modules.close();
});

test('an interrupt ends the run early with what there is', async () => {
  // A tenth of a second for each task: a minute in all.
  const path = file(
    'slow.ts',
    scheduler('const end = process.hrtime.bigint() + 100_000_000n; while (process.hrtime.bigint() < end);'),
  );
  const controller = new AbortController();
  const { summary } = await withModule(path, {}, (run) => {
    return run({
      signal: controller.signal,
      onProgress: ({ tasksDone }) => tasksDone > 30 && controller.abort(),
    });
  });
  expect(summary.partial).toBe(true);
  expect(summary.simulated).toBeLessThan(120);
  expect(summary.metrics['tasks.executions']).toBeGreaterThan(30);
});

test('what modules print goes where it is told', async () => {
  let printed = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      printed += String(chunk);
      done();
    },
  });
  const path = file('talks.ts', scheduler('if (task === 40) console.log("forty", workers.count);'));
  await withModule(path, { output }, (run) => run());
  expect(printed).toBe('forty 10\n');
});

describe('a file', () => {
  test.each([
    ['that is not there', 'none.ts', null, 'there is no such file'],
    ['of another kind', 'a.yaml', 'a: 1', 'expected a module, a file that ends with .ts, .mts'],
    ['that is empty', 'empty.ts', '', 'has neither a default export nor one named register'],
    [
      'that defines nothing',
      'nothing.ts',
      'export default {};',
      'defines nothing: give it one of algorithms',
    ],
    ['that is not TypeScript', 'bad.ts', 'const a = 1;\nconst b = ;', /bad\.ts:2:11: Unexpected ";"$/],
    [
      'that imports what is not there',
      'lost.ts',
      "import './nowhere.ts';",
      /lost\.ts:1:8: Could not resolve/,
    ],
    [
      'that imports too much',
      'wide.ts',
      "import 'swarmlab/cli';",
      /wide\.ts:1:8: there is no "swarmlab\/cli"$/,
    ],
    [
      'that throws',
      'throws.ts',
      '\nthrow new Error("early");',
      /threw Error: early \(.*throws\.ts:2:7\) while it was loaded$/,
    ],
  ])('%s is refused', async (_what, name, text, problem) => {
    const path = text === null ? join(FOLDER, name) : file(name, text);
    const error = (await openModules([path]).catch((thrown: unknown) => thrown)) as Error;
    expect(error.name).toMatch(/^Module(File)?Error$/);
    expect(error.message).toMatch(problem);
    expect(error.message).not.toContain('\n');
  });

  test('may export register, or a function', async () => {
    const body = scheduler('');
    const named = file('named.ts', body.replace('export default', 'export const register ='));
    const called = file(
      'called.mjs',
      `export default () => ({ metrics: [{ name: 'm', unit: 'count', description: 'm', measure: () => 7 }] });`,
    );
    const modules = await openModules([named, called]);
    expect(modules.descriptions.map(({ algorithms }) => algorithms.length)).toEqual([1, 0]);
    const { metrics } = (await modules.run(load(modules.descriptions))).summary;
    expect(metrics.m).toBe(7);
    await modules.close();
  });

  test('may be CommonJS, and use packages that are not', async () => {
    file('node_modules/three/index.js', "module.exports = { three: require('node:path').sep.length + 2 };");
    const old = file(
      'old.cjs',
      "const { three } = require('three');\nmodule.exports = { metrics: [{ name: 'm', unit: 'count', description: 'm', measure: () => three }] };",
    );
    const modules = await openModules([old]);
    const { metrics } = (await modules.run(load(modules.descriptions, ['scheduler=random']))).summary;
    expect(metrics.m).toBe(3);
    await modules.close();
  });

  test('has a digest over all that it imports', async () => {
    const path = file('root.ts', "import { leaf } from './leaf.ts';\nexport default { name: String(leaf) };");
    const digestWith = async (leaf: number) => {
      file('leaf.ts', `export const leaf = ${leaf};`);
      return (await bundleModule(path)).digest;
    };
    const one = await digestWith(1);
    expect(one).toMatch(/^[0-9a-f]{16}$/);
    expect(await digestWith(2)).not.toBe(one);
    expect(await digestWith(1)).toBe(one);
  });
});

/** Runs of 10, 11 and 12 agents with a module, two at a time. */
async function experimentWith(path: string, limits: IsolatedLimits): Promise<Experiment> {
  const modules = await openModules([path], limits);
  const alternatives = [10, 11, 12].map((agents) => ({
    label: `${agents} agents`,
    file: 'a.yaml',
    values: {},
    scenario: load(modules.descriptions, [`agents=${agents}`]),
  }));
  const runner = isolatedRunner(modules, alternatives, { workers: 2 });
  const experiment = new Experiment(alternatives, { runner });
  await experiment.perform([0, 1, 2].map((alternative) => ({ alternative, replication: 0 })));
  await runner.close();
  return experiment;
}

test('a run that hangs costs an experiment that run alone', async () => {
  const path = file('hangs.ts', scheduler('if (workers.count === 11) for (;;);'));
  const experiment = await experimentWith(path, { patience: 1 });
  expect(experiment.row(0, 0)?.metrics['tasks.executions']).toBeGreaterThan(400);
  expect(experiment.row(2, 0)?.metrics['tasks.executions']).toBeGreaterThan(400);
  expect(experiment.failures).toMatchObject([{ alternative: 1, attempts: 1 }]);
  expect(experiment.failures[0].reason).toMatch(/choose\(task 40\) at .* did not return within 1 s$/);
});

describe('runs beside each other', () => {
  test('of which each takes all memory in large arrays cost themselves alone', async () => {
    const large = scheduler(
      'if (workers.count > 10) for (;;) kept.push(new Array(5e6).fill(task) as never);',
    );
    const experiment = await experimentWith(file('large.ts', large), { memory: 200e6, patience: 60 });
    expect(experiment.row(0, 0)?.metrics['tasks.executions']).toBeGreaterThan(400);
    expect(experiment.failures.map(({ alternative }) => alternative).sort()).toEqual([1, 2]);
    for (const { reason } of experiment.failures)
      expect(reason).toMatch(/choose\(task 40\) at .* used more than 200 MB of memory/);
  });

  test('are what they are alone, and print where they are told to', async () => {
    const path = file('beside.ts', scheduler('if (task === 40) console.log("at", task, workers.count);'));
    let printed = '';
    const output = { write: (chunk: Uint8Array) => (printed += Buffer.from(chunk).toString()) };
    const modules = await openModules([path], { output });
    const beside = modules.another();
    const scenario = load(modules.descriptions);
    const [here, there] = await Promise.all([modules.run(scenario), beside.run(scenario)]);
    await Promise.all([modules.close(), beside.close()]);
    expect(there).toEqual({ ...here, summary: { ...here.summary, run: there.summary.run } });
    expect(printed).toBe('at 40 10\nat 40 10\n');
  });

  test('whose process is killed are named; the next run has another', async () => {
    const path = file(
      'kills.ts',
      scheduler('if (workers.count === 11) process.kill(process.pid, "SIGKILL");'),
    );
    const modules = await openModules([path]);
    const beside = modules.another();
    await expect(beside.run(load(modules.descriptions, ['agents=11']))).rejects.toThrow(
      `${path}: its process was ended (SIGKILL)`,
    );
    await beside.run(load(modules.descriptions));
    await Promise.all([modules.close(), beside.close()]);
  });

  test('end early with what there is', async () => {
    const modules = await openModules([file('early.ts', scheduler(''))]);
    const beside = modules.another();
    const abort = new AbortController();
    const onProgress = () => abort.abort();
    const long = load(modules.descriptions, ['duration=1000h']);
    const { summary } = await beside.run(long, { signal: abort.signal, onProgress });
    expect(summary.partial).toBe(true);
    expect(summary.simulated).toBeLessThan(3.6e6);
    await Promise.all([modules.close(), beside.close()]);
  });
});
