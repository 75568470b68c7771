import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { RunSummary } from '../../src/lab/result.ts';
import { ENDLESS, folderWith, readFolder, SMALL, sim } from './sim.ts';

const withSmall = () => folderWith({ 'small.yaml': SMALL });
const QUICK = ['--no-charts', '--quiet'];
const RUN = ['run', 'small.yaml', ...QUICK];
const COMPARE = ['compare', 'small.yaml', '--set', 'duration=1min', '--set', 'faults=[]', ...QUICK];
const SCHEDULERS = [...COMPARE, '--vary', 'scheduler=round_robin,least_loaded', '--reps'];
const AGENTS = [...COMPARE, '--vary', 'agents.count=10,12', '--reps'];

const fine = { code: 0, out: '', err: '' };
const below = (cwd: string) => readdirSync(join(cwd, 'results/runs')).sort();
const summaryIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as RunSummary;

/** Who writes to a folder; empty while one takes over the lock of another. */
function lockIn(folder: string): string {
  try {
    return readFileSync(join(folder, '.sim-lock'), 'utf8');
  } catch {
    return '';
  }
}

/** Waits for a file, then ends the process. */
const endWhen =
  (file: string, signal: NodeJS.Signals, after = 50) =>
  async (child: ChildProcess) => {
    for (let tries = 0; tries < 3_000 && !existsSync(file); tries++) await sleep(10);
    await sleep(after);
    child.kill(signal);
  };

/** Everything stays as it is; the message names the folder. */
async function refused(cwd: string, words: readonly string[], message: string | RegExp): Promise<void> {
  const before = readFolder(cwd);
  const { code, err } = await sim(words, { cwd });
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(message) });
  expect(readFolder(cwd)).toEqual(before);
}

/** An algorithm that cannot run. */
const BROKEN = `export default { algorithms: [{
  name: 'bad', description: 'throws', source: 'none', parameters: {}, order: 'arrival',
  create: () => ({ update() {}, choose() { throw new Error('simulated'); } }),
}] };
`;

describe('sim run', () => {
  test('takes a folder of its own each time', async () => {
    const cwd = withSmall();
    expect(await sim([...RUN, '--set', 'agents.count=50'], { cwd })).toMatchObject(fine);
    const first = readFolder(join(cwd, 'results/runs/small-42'));
    const both = ['16', '17'].map((count) => sim([...RUN, '--set', `agents.count=${count}`], { cwd }));
    for (const outcome of await Promise.all(both)) expect(outcome).toMatchObject(fine);
    expect(below(cwd)).toEqual(['small-42', 'small-42-2', 'small-42-3']);
    expect(readFolder(join(cwd, 'results/runs/small-42'))).toEqual(first);
    const counts = ['small-42-2', 'small-42-3'].map(
      (name) => summaryIn(join(cwd, 'results/runs', name)).metrics['agents.count'],
    );
    expect(counts.sort()).toEqual([16, 17]);
  });

  test('that is interrupted leaves a finished result as it is', async () => {
    const cwd = folderWith({ 'endless.yaml': ENDLESS });
    const words = ['run', 'endless.yaml', ...QUICK];
    expect((await sim([...words, '--until', '1s'], { cwd })).code).toBe(0);
    const first = readFolder(join(cwd, 'results/runs/endless-1'));
    const second = join(cwd, 'results/runs/endless-1-2');
    expect((await sim(words, { cwd, meanwhile: endWhen(second, 'SIGINT', 1_500) })).code).toBe(130);
    expect(readFolder(join(cwd, 'results/runs/endless-1'))).toEqual(first);
    // On a machine that is busy there may have been nothing to keep.
    if (existsSync(second)) expect(summaryIn(second).partial).toBe(true);
  });

  test('--out adds nothing to a folder that holds something, be it results or notes', async () => {
    const cwd = withSmall();
    mkdirSync(join(cwd, 'empty'));
    expect(await sim([...RUN, '--out', 'empty'], { cwd })).toMatchObject(fine);
    writeFileSync(join(cwd, 'empty/NOTES.md'), 'x');
    await refused(cwd, [...RUN, '--out', 'empty'], /^error: empty holds files already \(NOTES\.md, /);
  });

  test('is refused before anything is simulated; what fails leaves nothing', async () => {
    const cwd = folderWith({ 'small.yaml': SMALL, 'bad.js': BROKEN });
    const use = [...RUN, '--module', 'bad.js', '--set', 'scheduler=bad'];
    await refused(cwd, [...use, '--out', '.'], /^(?!.*choose\()/s);
    const { code, err } = await sim([...use, '--out', 'new'], { cwd });
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('choose(task 0)') });
    expect(readdirSync(cwd).sort()).toEqual(['bad.js', 'small.yaml']);
  });

  test('that is killed leaves nothing that looks like a result, and blocks nobody', async () => {
    const cwd = folderWith({ 'endless.yaml': ENDLESS });
    const words = ['run', 'endless.yaml', ...QUICK, '--out', 'out'];
    await sim(words, { cwd, meanwhile: endWhen(join(cwd, 'out/.sim-lock'), 'SIGKILL') });
    expect(readdirSync(join(cwd, 'out')).filter((name) => !name.startsWith('.'))).toEqual([]);
    expect((await sim([...words, '--until', '1s'], { cwd })).code).toBe(0);
    expect(readdirSync(join(cwd, 'out'))).toContain('summary.json');
  });
});

describe('experiments', () => {
  test('two of one file at once keep both results', async () => {
    const cwd = withSmall();
    const both = [SCHEDULERS, AGENTS].map((words) => sim([...words, '2'], { cwd }));
    for (const outcome of await Promise.all(both)) expect(outcome).toMatchObject(fine);
    expect(below(cwd)).toEqual(['small-compare-42', 'small-compare-42-2']);
    const heads = below(cwd).map((name) =>
      readFileSync(join(cwd, 'results/runs', name, 'runs.csv'), 'utf8')
        .split(',', 3)
        .pop(),
    );
    expect(heads.sort()).toEqual(['set.agents.count', 'set.scheduler']);
  });

  test('each gets a folder of its own, and --resume finds the right one', async () => {
    const cwd = withSmall();
    for (const words of [SCHEDULERS, AGENTS, SCHEDULERS])
      expect(await sim([...words, '2'], { cwd })).toMatchObject(fine);
    const folders = ['small-compare-42', 'small-compare-42-2', 'small-compare-42-3'];
    expect(below(cwd)).toEqual(folders);
    const before = folders.map((name) => readFolder(join(cwd, 'results/runs', name)));
    const answer = before[1].get('compare.json');
    expect(await sim([...AGENTS, '3', '--resume'], { cwd })).toMatchObject(fine);
    expect(below(cwd)).toEqual(folders);
    const after = folders.map((name) => readFolder(join(cwd, 'results/runs', name)));
    expect([after[0], after[2]]).toEqual([before[0], before[2]]);
    expect(JSON.parse(String(after[1].get('compare.json'))).run.resumed).toBe(4);
    expect(after[1].get('earlier-1/compare.json')).toEqual(answer);
    await refused(
      cwd,
      [...AGENTS, '3', '--resume', '--set', 'duration=2min'],
      'there is nothing to continue',
    );
  });

  test('a finished one stays, whatever comes with its folder', async () => {
    const cwd = withSmall();
    expect(await sim([...SCHEDULERS, '2', '--out', 'c'], { cwd })).toMatchObject(fine);
    await refused(cwd, [...AGENTS, '2', '--out', 'c'], 'c holds the results of another experiment, finished');
    await refused(
      cwd,
      [...SCHEDULERS, '2', '--out', 'c'],
      /c holds the results of this very experiment, finished, .*give --resume/,
    );
    await refused(cwd, [...RUN, '--out', 'c'], 'c holds files already');
    await refused(
      cwd,
      ['merge', 'c', '--out', 'c', ...QUICK],
      'c holds the results of this very experiment, finished',
    );
    await refused(
      cwd,
      ['sweep', ...AGENTS.slice(1), '2', '--out', 'c', '--resume'],
      'is that of another experiment',
    );
  });

  test('one that is resumed and interrupted leaves the finished answer, and keeps its runs', async () => {
    const cwd = withSmall();
    expect(await sim([...SCHEDULERS, '2', '--out', 'c'], { cwd })).toMatchObject(fine);
    const journal = join(cwd, 'c/journal.ndjson');
    const { 'journal.ndjson': _, ...answer } = Object.fromEntries(readFolder(join(cwd, 'c')));
    const meanwhile = async (child: ChildProcess) => {
      while (readFileSync(journal, 'utf8').split('\n').length < 9) await sleep(5);
      child.kill('SIGINT');
    };
    const more = [...SCHEDULERS.filter((word) => word !== '--quiet'), '2000', '--out', 'c', '--resume'];
    const { code, out } = await sim(more, { cwd, meanwhile });
    expect({ code, out }).toEqual({
      code: 130,
      out: expect.stringContaining('The finished answer in c stays'),
    });
    const { 'journal.ndjson': runs, ...after } = Object.fromEntries(readFolder(join(cwd, 'c')));
    expect(after).toEqual(answer);
    expect(String(runs).split('\n').length).toBeGreaterThanOrEqual(9);
  });

  test('only one at a time goes on with what is unfinished', async () => {
    const cwd = withSmall();
    const journal = join(cwd, 'c/journal.ndjson');
    const words = [...SCHEDULERS, '3000', '--out', 'c'];
    await sim(words, { cwd, meanwhile: endWhen(journal, 'SIGKILL') });
    const meanwhile = async (child: ChildProcess) => {
      for (let tries = 0; tries < 3_000; tries++) {
        if (lockIn(join(cwd, 'c')).includes(`"pid":${child.pid},`)) break;
        await sleep(10);
      }
      const second = await sim([...words, '--resume'], { cwd });
      expect(second).toMatchObject({
        code: 2,
        err: expect.stringContaining(`written to by process ${child.pid}`),
      });
      child.kill('SIGKILL');
    };
    await sim([...words, '--resume'], { cwd, meanwhile });
  });
});

describe('sim new', () => {
  test('writes both files or none', async () => {
    const cwd = folderWith({ 'mine.test.ts': 'own' });
    await refused(cwd, ['new', 'scheduler', 'mine.ts'], 'mine.test.ts exists; --force overwrites it');
  });
});

test('the scenario in a summary is a scenario, which runs to the same fingerprint', async () => {
  const cwd = withSmall();
  expect(await sim([...RUN, '--seed', '12', '--out', 'first'], { cwd })).toMatchObject(fine);
  const { scenario, fingerprint } = summaryIn(join(cwd, 'first'));
  writeFileSync(join(cwd, 'again.json'), JSON.stringify(scenario));
  writeFileSync(join(cwd, 'again.yaml'), stringify(scenario));
  for (const file of ['again.json', 'again.yaml']) {
    expect(await sim(['run', file, ...QUICK, '--out', `of-${file}`], { cwd })).toMatchObject(fine);
    expect(summaryIn(join(cwd, `of-${file}`)).fingerprint).toBe(fingerprint);
  }
  writeFileSync(join(cwd, 'changed.json'), JSON.stringify({ ...scenario, seed: '13' }));
  await refused(cwd, ['run', 'changed.json'], /changed\.json:1:\d+: seed: it does not follow from/);
});
