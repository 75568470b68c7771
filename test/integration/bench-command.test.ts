import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { folderWith, readFolder, sim, temporaryFolder } from './sim.ts';

// Several commands each, every one with workers of its own.
vi.setConfig({ testTimeout: 600_000 });

/** Tasks that all end, in a hundredth of a second. */
const TINY = `name: tiny
seed: 42
agents: 5
workload:
  arrivals: poisson(rate=5/s)
  service: exponential(mean=500ms)
  tasks: 60
expect:
  - tasks.lost == 0
`;

const QUICK = ['--reps', '6', '--fresh', '8', '--workers', '1'];
const ACCEPT = ['bench', 'tiny.yaml', '--accept', '--because', 'first baseline', ...QUICK];

async function accepted(): Promise<string> {
  const cwd = folderWith({ 'tiny.yaml': TINY });
  const { code, err } = await sim(ACCEPT, { cwd, env: { CI: '' } });
  expect(err).not.toContain('error');
  expect(code).toBe(0);
  return cwd;
}

const change = (cwd: string, from: string, to: string) =>
  writeFileSync(join(cwd, 'tiny.yaml'), TINY.replace(from, to));

const json = async (words: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) => {
  const outcome = await sim(['bench', ...words, '--json', '--quiet', '--workers', '1'], { cwd, env });
  return { ...outcome, answer: JSON.parse(outcome.out) };
};

describe('behaviour', () => {
  test('nothing to compare with, then a baseline, then the same again', async () => {
    const cwd = folderWith({ 'tiny.yaml': TINY });
    const nothing = await sim(['bench', 'tiny.yaml', ...QUICK], { cwd });
    expect(nothing.code).toBe(4);
    expect(nothing.out).toContain('0 of 1 scenario compared with the baseline; 1 without one: tiny');
    expect((await sim(['bench'], { cwd })).code).toBe(2);
    expect((await sim(ACCEPT, { cwd, env: { CI: '' } })).code).toBe(0);
    const file = join(cwd, 'results/baselines/tiny.json');
    const baseline = JSON.parse(readFileSync(file, 'utf8'));
    expect(baseline).toMatchObject({
      format: 1,
      replications: 6,
      accepted: { because: 'first baseline', until: null },
    });
    expect(baseline.runs).toHaveLength(14);
    // Without files: what has a baseline.
    const again = await sim(['bench', '--workers', '1'], { cwd });
    expect(again.code).toBe(0);
    expect(again.out).toContain('1 of 1 scenario compared');
    expect(again.out).toContain('Identical: tiny');
    const { mtimeMs } = statSync(file);
    const unchanged = await sim(ACCEPT, { cwd, env: { CI: '' } });
    expect(unchanged.out).toContain('0 baselines written; 1 hold already');
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
  });

  test('a slower service is worse beyond its margin, and the reports say so', async () => {
    const cwd = await accepted();
    change(cwd, 'mean=500ms', 'mean=700ms');
    const outcome = await json(['--junit', 'j.xml', '--markdown', 'm.md'], cwd);
    expect(outcome.code).toBe(1);
    const [scenario] = outcome.answer.behaviour.scenarios;
    const verdicts = Object.fromEntries(
      scenario.rows.map((row: { metric: string; verdict: string }) => [row.metric, row.verdict]),
    );
    expect(verdicts).toMatchObject({ 'task.latency.mean': 'worse', 'tasks.lost': 'same' });
    expect(scenario.state).toBe('stale');
    expect(outcome.answer.verdict).toBe('failed');
    expect(readFileSync(join(cwd, 'j.xml'), 'utf8')).toContain('<failure message="worse by');
    expect(readFileSync(join(cwd, 'm.md'), 'utf8')).toContain('### sim bench: ');
    const table = await sim(['bench', '--workers', '1'], { cwd });
    expect(table.out).toMatch(/task\.latency\.mean .*worse/);
    expect(table.out).toContain('sim bench --accept --because "..." tiny.yaml');
  });

  test('a change that changes nothing but the fingerprint fails until it is accepted, and again when that is over', async () => {
    const cwd = await accepted();
    const file = join(cwd, 'results/baselines/tiny.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replace(/"fingerprint":"."/, '"fingerprint":"?').replace(/"fingerprint":"../, '"fingerprint":"??'),
    );
    const outcome = await json([], cwd);
    expect(outcome.code).toBe(1);
    const [scenario] = outcome.answer.behaviour.scenarios;
    expect(scenario).toMatchObject({ state: 'changed', fingerprints: { replication: 0 } });
    expect(scenario.rows.every(({ verdict }: { verdict: string }) => verdict === 'same')).toBe(true);
    const temporary = [...ACCEPT.slice(0, 4), 'for the demo', ...QUICK, '--until', '2999-12-31'];
    expect((await sim(temporary, { cwd, env: { CI: '' } })).code).toBe(0);
    expect((await sim(['bench', '--workers', '1'], { cwd })).code).toBe(0);
    writeFileSync(file, readFileSync(file, 'utf8').replace('2999-12-31', '2020-12-31'));
    const over = await sim(['bench', '--workers', '1'], { cwd });
    expect(over.code).toBe(1);
    expect(over.out).toContain('the acceptance ended on 2020-12-31: for the demo');
  });

  test('what a pipeline, or a slip of the keyboard, must not do', async () => {
    const cwd = folderWith({ 'tiny.yaml': TINY });
    const refused = async (
      words: readonly string[],
      message: string,
      env: Record<string, string> = { CI: '' },
    ) => {
      const { code, err } = await sim(['bench', 'tiny.yaml', ...words], { cwd, env });
      expect(err).toContain(message);
      expect(code).toBe(2);
    };
    await refused(['--accept', '--because', 'x'], 'CI is set', { CI: 'true' });
    await refused(['--accept'], '--accept needs --because');
    await refused(['--because', 'x'], '--because goes with --accept');
    await refused(['--accept', '--because', 'x', '--until', '2027-02-30'], 'expected a day');
    await refused(['--accept', '--because', 'x', '--until', '2020-01-01'], 'that day is over');
    await refused(['--metric', 'makespam'], 'there is no metric "makespam"');
    await refused(['--margin', 'makespan'], 'expected metric=margin');
    await refused(['--margin', 'tasks.lost=5%'], 'tasks.lost has no margin');
    await refused(['--speed'], '--speed needs something to compare with');
    await refused(['--null', '--behaviour'], '--null is of speed');
    await refused(['--against', 'HEAD'], 'this folder is in no git repository');
    await refused(['--format', 'xml'], 'expected table, json, github-action-benchmark, bencher');
    mkdirSync(join(cwd, 'results/baselines'), { recursive: true });
    writeFileSync(join(cwd, 'results/baselines/tiny.json'), '{"format":1}');
    await refused([], 'tiny.json: ');
    expect(existsSync(join(cwd, 'results/runs'))).toBe(false);
  });

  test('formats of other services', async () => {
    const cwd = await accepted();
    const print = async (format: string) =>
      JSON.parse((await sim(['bench', '--format', format, '--workers', '1'], { cwd })).out);
    const entries: { name: string; unit: string; value: number }[] = await print('github-action-benchmark');
    expect(entries.map(({ name }) => name)).toContain('tiny: task.latency.mean');
    expect(entries.map(({ name }) => name)).not.toContain('tiny: throughput');
    expect(entries.every(({ value, unit }) => Number.isFinite(value) && unit !== '')).toBe(true);
    const bencher = await print('bencher');
    expect(bencher.tiny.throughput.value).toBeGreaterThan(bencher.tiny.throughput.lower_value);
  });
});

describe('history', () => {
  const git = (cwd: string, ...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], { cwd });

  test('a line for each run with its commit; drawn, and read again', async () => {
    const cwd = await accepted();
    const words = ['bench', '--history', 'h.jsonl', '--workers', '1'];
    expect((await sim(words, { cwd })).code).toBe(2);
    git(cwd, 'init', '--quiet');
    git(cwd, 'commit', '--quiet', '--allow-empty', '-m', 'First');
    expect((await sim(words, { cwd })).code).toBe(0);
    expect((await sim(words, { cwd })).code).toBe(0);
    const lines = readFileSync(join(cwd, 'h.jsonl'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(2);
    const commit = git(cwd, 'rev-parse', 'HEAD').toString().trim();
    expect(JSON.parse(lines[1])).toMatchObject({ format: 1, commit, subject: 'First', dirty: false });
    const drawn = await sim(['bench', 'history', 'h.jsonl', '--out', 'trends'], { cwd });
    expect(drawn.code).toBe(0);
    expect(drawn.out).toContain('task.latency.mean');
    expect([...readFolder(join(cwd, 'trends')).keys()]).toEqual(['trend-tiny.png', 'trend-tiny.svg']);
    const { trends } = JSON.parse(
      (await sim(['bench', 'history', 'h.jsonl', '--json', '--no-charts'], { cwd })).out,
    );
    expect(trends[0]).toMatchObject({ benchmark: 'tiny', changes: [] });
    expect(trends[0].points).toHaveLength(2);
    expect((await sim(['bench', 'history', 'none.jsonl'], { cwd })).code).toBe(2);
  });
});

describe('another version', () => {
  const repository = resolve('.');
  /** A temporary folder that nobody else uses, with what is left in it and below the packages. */
  const own = () => {
    const TMPDIR = temporaryFolder();
    const isOurs = (name: string) => /^\.?sim-/.test(name);
    const leftovers = () =>
      [TMPDIR, join(repository, 'node_modules')].flatMap((folder) => readdirSync(folder).filter(isOurs));
    return { env: { TMPDIR }, leftovers };
  };
  const worktrees = (cwd: string) =>
    execFileSync('git', ['worktree', 'list'], { cwd, encoding: 'utf8' }).trim().split('\n');

  /** A repository that holds nothing but this tree, committed. */
  function clone(): string {
    const cwd = folderWith({ 'tiny.yaml': TINY, '.gitignore': 'node_modules\ndist\n' });
    execFileSync('cp', [
      '-r',
      ...['src', '.tools', 'package.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) =>
        join(repository, name),
      ),
      cwd,
    ]);
    symlinkSync(join(repository, 'node_modules'), join(cwd, 'node_modules'), 'dir');
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], { cwd });
    git('init', '--quiet');
    git('add', '-A');
    git('commit', '--quiet', '-m', 'All');
    return cwd;
  }

  test('behaviour and speed of the same code, and nothing is left behind', async () => {
    const cwd = clone();
    const { env, leftovers } = own();
    const unknown = await sim(['bench', 'tiny.yaml', '--against', 'nowhere'], { cwd, env });
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.err).toContain('there is no such commit');
    const words = ['tiny.yaml', '--against', 'HEAD', '--pairs', '8', '--row', 'timer lane', '--reps', '4'];
    const { code, answer } = await json(words, cwd, env);
    expect(answer.behaviour).toMatchObject({ reference: 'HEAD', scenarios: [{ state: 'identical' }] });
    expect(answer.speed.rows).toHaveLength(1);
    expect(answer.speed.rows[0]).toMatchObject({ name: 'event list: timer lane', unit: 'ns' });
    // Until the row is settled: the first pairs, and fresh batches of as many, as many and twice as many.
    expect([8, 16, 24, 40]).toContain(answer.speed.rows[0].pairs);
    // How fast it is depends on the machine: whether it is the same is no test.
    expect([0, 1, 3]).toContain(code);
    expect(leftovers()).toEqual([]);
    expect(worktrees(cwd)).toHaveLength(1);
  });

  test('an interrupt removes what was built', async () => {
    const cwd = clone();
    const { env, leftovers } = own();
    const { code } = await sim(['bench', 'tiny.yaml', '--against', 'HEAD', '--pairs', '8'], {
      cwd,
      env,
      meanwhile: async (child) => {
        // Both versions are there, and timing has begun or is about to.
        const isBuilt = () => worktrees(cwd).length > 1;
        for (let i = 0; i < 1_000 && !isBuilt(); i++) await new Promise((done) => setTimeout(done, 100));
        expect(isBuilt()).toBe(true);
        child.kill('SIGINT');
      },
    });
    expect(code).toBe(130);
    expect(leftovers()).toEqual([]);
    expect(worktrees(cwd)).toHaveLength(1);
  });
});
