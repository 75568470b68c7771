/** What earlier versions took is taken, or answered with one line that says what to write instead. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { execute, folderWith, readFolder, SMALL, sim, temporaryFolder } from './sim.ts';

const EARLIER = resolve('test/compatibility');
const SUFFIX = '.old';

/** What says of itself that it is no scenario to run alone, or needs a file that is not there: then as now. */
const INCOMPLETE = ['scenarios/trace-llm.yaml', 'scenarios/validation/queue.yaml'];

/** A new folder with those files, and these. Where they are kept they have a suffix, so that no editor takes them for today's. */
function earlier(others: Readonly<Record<string, string>> = {}): {
  readonly cwd: string;
  readonly files: readonly string[];
} {
  const kept = [...readFolder(EARLIER)].filter(([name]) => name.endsWith(SUFFIX));
  const files = kept.map(([name, content]) => [name.slice(0, -SUFFIX.length), content] as const);
  const cwd = folderWith({ ...Object.fromEntries(files), ...others });
  const names = files.map(([name]) => name).filter((name) => name.endsWith('.yaml'));
  return { cwd, files: names.filter((name) => !INCOMPLETE.includes(name)).sort() };
}

test('scenarios: what is refused is said with the line to write instead, and --fix writes it', async () => {
  const { cwd, files } = earlier();
  expect(files.length).toBeGreaterThan(25);
  const before = await sim(['validate', ...files], { cwd });
  const problems = before.err.split('\n').filter((line) => line !== '');
  expect(problems.length).toBeGreaterThan(50);
  for (const line of problems)
    expect(line).toMatch(/^scenarios\/\S+\.yaml:\d+:\d+: a call is written with "=".*; write: /);
  await sim(['validate', '--fix', ...files, 'scenarios/validation/queue.yaml'], { cwd });
  const after = await sim(['validate', ...files], { cwd });
  expect([after.code, after.err]).toEqual([0, '']);
});

test.each([
  ['my-scheduler', 'scheduler=my_scheduler'],
  ['my-detector', 'health.detector=my_detector'],
  ['my-metric', 'duration=4min'],
])('a module that sim new wrote: %s', async (name, set) => {
  const { cwd } = earlier({ 'small.yaml': SMALL });
  const run = [
    'run',
    'small.yaml',
    '--module',
    `modules/${name}.ts`,
    '--set',
    set,
    '--no-charts',
    '--quiet',
    '--out',
    'out',
  ];
  expect(await sim(run, { cwd })).toMatchObject({ code: 0, err: '' });
});

test('the calls of the library that the README showed', async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(resolve('.'), join(cwd, 'node_modules/swarmlab'), 'dir');
  const program = `import { loadScenario, runScenario } from 'swarmlab';
const { summary } = await runScenario(loadScenario('small.yaml', { set: ['agents.count=12'] }));
console.log(typeof summary.metrics['tasks.submitted'], summary.fingerprint.length);`;
  writeFileSync(join(cwd, 'program.mjs'), program);
  writeFileSync(join(cwd, 'small.yaml'), SMALL);
  const { code, out } = await execute(process.execPath, ['program.mjs'], { cwd });
  expect([code, out.trim()]).toEqual([0, 'number 16']);
});
