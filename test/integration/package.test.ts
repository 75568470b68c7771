import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { execute, folderWith, SMALL } from './sim.ts';

const COMPILER = resolve('node_modules/@typescript/native/bin/tsc');

const CONSUMER = `import { writeFileSync } from 'node:fs';
import { type AlgorithmEntry, compare, defineModule, loadScenario, runScenario, type RunSummary } from 'swarmlab';
import { parseScenario, runScenario as runInBrowser } from 'swarmlab/browser';
import { meanInterval } from 'swarmlab/statistics';

const first: AlgorithmEntry = {
  name: 'first', description: 'the first open worker', source: 'mine', parameters: {}, order: 'arrival',
  create: ({ workers }) => ({
    update() {},
    choose: (task: number) => [...workers.available.keys()].find((worker) => workers.isOpen(worker)) ?? -task * 0 - 1,
  }),
};
const modules = [defineModule({ algorithms: [first] })];
const scenario = loadScenario('small.yaml', { set: ['scheduler=first'], modules });
const { summary }: { summary: RunSummary } = await runScenario(scenario, { modules });
const there = await runInBrowser(parseScenario('agents: 3\\nworkload: { backlog: 9, service: 1s }'));
const plain = loadScenario('small.yaml', { set: ['duration=2min'] });
const comparison = await compare(
  { slow: plain, fast: { ...plain, agents: { groups: plain.agents.groups.map((group) => ({ ...group, count: 40 })) } } },
  { metrics: ['task.latency.mean'], design: { kind: 'fixed', replications: 3 }, workers: 1 },
);
const done: number | null = summary.metrics['tasks.completed'] ?? summary.bounds['tasks.completed']?.lower ?? null;
const mean: number = meanInterval([1, 2, 3]).estimate;
writeFileSync('answer.json', JSON.stringify({ done, mean, fingerprint: summary.fingerprint,
  there: there.summary.metrics['tasks.completed'], runs: comparison.runs.length }));
`;

const PLAIN = `import { compare, loadScenario, openModules, runScenario } from 'swarmlab';
import { parseScenario } from 'swarmlab/browser';
import { meanInterval } from 'swarmlab/statistics';

export const used: readonly unknown[] = [compare, loadScenario, openModules, runScenario, parseScenario, meanInterval];
`;

const CONFIG = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    types: ['node'],
    typeRoots: [resolve('node_modules/@types')],
    outDir: 'out',
  },
  include: ['consumer.ts'],
};

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

/** A folder in which the packed package is installed; its dependencies are those of this one. */
async function install(): Promise<string> {
  const cwd = folderWith({
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify(CONFIG),
    'consumer.ts': CONSUMER,
    'small.yaml': SMALL,
    'node_modules/swarmlab/.keep': '',
  });
  const packed = await execute('npm', ['pack', '--ignore-scripts', '--pack-destination', cwd, '--json']);
  expect(packed.code, packed.err).toBe(0);
  const [archive] = readdirSync(cwd).filter((name) => name.endsWith('.tgz'));
  const target = join(cwd, 'node_modules/swarmlab');
  const unpacked = await execute('tar', [
    '-xzf',
    join(cwd, archive),
    '-C',
    target,
    '--strip-components',
    '1',
  ]);
  expect(unpacked.code, unpacked.err).toBe(0);
  const { dependencies } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as Manifest;
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(cwd, 'node_modules', name)), { recursive: true });
    symlinkSync(resolve('node_modules', name), join(cwd, 'node_modules', name));
  }
  return cwd;
}

test('the packed package has types that check, and code that runs', async () => {
  const cwd = await install();
  const checked = await execute(process.execPath, [COMPILER, '-p', '.'], { cwd });
  expect(checked.out + checked.err).toBe('');
  // A program that does not use Node itself need not have the types of Node.
  writeFileSync(join(cwd, 'plain.ts'), PLAIN);
  const options = { ...CONFIG.compilerOptions, types: [], typeRoots: [], noEmit: true };
  writeFileSync(join(cwd, 'plain.json'), JSON.stringify({ compilerOptions: options, files: ['plain.ts'] }));
  const plain = await execute(process.execPath, [COMPILER, '-p', 'plain.json'], { cwd });
  expect(plain.out + plain.err).toBe('');
  const wrong = CONSUMER.replace("order: 'arrival'", "order: 'fifo'");
  writeFileSync(join(cwd, 'consumer.ts'), wrong);
  const refused = await execute(process.execPath, [COMPILER, '-p', '.', '--noEmit'], { cwd });
  expect(refused.out).toMatch(/consumer\.ts\(7,\d+\): error TS2322: .*"fifo"/);

  const ran = await execute(process.execPath, ['out/consumer.js'], { cwd });
  expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
  const answer = JSON.parse(readFileSync(join(cwd, 'answer.json'), 'utf8'));
  expect(answer).toMatchObject({ mean: 2, there: 9, runs: 6 });
  expect(answer.done).toBeGreaterThan(100);

  const main = join(cwd, 'node_modules/swarmlab/dist/cli/main.js');
  writeFileSync(join(cwd, 'mine.ts'), CONSUMER_MODULE);
  const words = ['run', 'small.yaml', '--module', 'mine.ts', '--set', 'scheduler=first', '--json'];
  const commanded = await execute(process.execPath, [main, ...words, '--no-charts', '--out', 'o'], { cwd });
  expect({ code: commanded.code, err: commanded.err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(commanded.out).fingerprint).toBe(answer.fingerprint);
});

/** The same algorithm as in CONSUMER. */
const CONSUMER_MODULE = `import { defineModule } from 'swarmlab';
export default defineModule({ algorithms: [{
  name: 'first', description: 'the first open worker', source: 'mine', parameters: {}, order: 'arrival',
  create: ({ workers }) => ({
    update() {},
    choose: () => [...workers.available.keys()].find((worker) => workers.isOpen(worker)) ?? -1,
  }),
}] });
`;
