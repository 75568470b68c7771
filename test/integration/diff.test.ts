import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { folderWith, readFolder, sim } from './sim.ts';

// Several commands each, and each of these runs processes of its own.
vi.setConfig({ testTimeout: 600_000 });

const SCENARIO = `name: two
duration: 30s
agents:
  count: 5
workload:
  name: steady
  arrivals: poisson(rate=10/s)
  service: exponential(mean=200ms)
faults:
  - { name: pause, kind: pause, target: { agents: 1 }, at: 20s, duration: 1s }
`;

const TABLED = `seed: 3
agents: 2
workload:
  arrivals: { trace: { file: tasks.csv, time: time } }
  service: empirical(file=sizes.csv, column=size, unit=s)
`;

const withScenario = () => folderWith({ 'two.yaml': SCENARIO });

describe('sim events', () => {
  test('lists events by number, with their time and what they are about', async () => {
    const cwd = withScenario();
    const { code, out } = await sim(['events', 'two.yaml', '--from', '3', '--count', '2'], { cwd });
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^event +time \(s\) +what$/);
    // A line that is too long for the terminal goes on in the next, under the last column.
    expect(lines.slice(1).flatMap((line) => line.match(/^\d+/)?.[0] ?? [])).toEqual(['3', '4']);
  });

  test('asked for more than there is, it says how many there are', async () => {
    const { code, out } = await sim(['events', 'two.yaml', '--from', '9999999'], { cwd: withScenario() });
    expect(code).toBe(0);
    expect(out).toMatch(/^the run has \d+ events, none of them from 9999999 on\n$/);
  });

  test.each([
    ['--from', '0'],
    ['--count', 'many'],
    ['--count', '10001'],
    ['--to', '20'],
  ])('refuses %s %s', async (option, value) => {
    const { code, err } = await sim(['events', 'two.yaml', option, value], { cwd: withScenario() });
    expect(code).toBe(2);
    expect(err).toContain(option);
  });
});

describe('sim diff', () => {
  test('of a result that --until ended runs it as far again, whatever the scenario has behind that', async () => {
    const cwd = withScenario();
    const run = ['run', 'two.yaml', '--until', '10s', '--out', 'cut', '--no-charts', '--quiet'];
    expect((await sim(run, { cwd })).code).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, 'cut/summary.json'), 'utf8'))).toMatchObject({
      until: 10,
      scenario: { duration: 30 },
    });
    const { code, out } = await sim(['diff', 'cut', 'cut'], { cwd });
    expect([code, out]).toEqual([0, expect.stringContaining('the same')]);
    const other = await sim(['diff', 'cut', 'two.yaml'], { cwd });
    expect([other.code, other.err]).toEqual([1, '']);
  });

  test('finds the event at which two runs part, and what differs in them', async () => {
    const cwd = withScenario();
    const words = ['diff', 'two.yaml', 'two.yaml', '--set-b', 'faults[0].at=25s', '--around', '1'];
    const { code, out } = await sim(words, { cwd });
    expect(code).toBe(1);
    expect(out).toMatch(
      /^1 value of the configuration differs, \d+ metrics? differs?, the histories part at event/,
    );
    expect(out).toContain('faults[0].schedule.times[0]  20  25');
    expect(out).toMatch(/^A +\d+ +20\.000000 +fault "pause" occurs$/m);
    expect(out.match(/^both /gm)).toHaveLength(1);
    expect(out.match(/^B /gm)).toHaveLength(2);
  });

  test('says that nothing differs, and ends with 0', async () => {
    const { code, out } = await sim(['diff', 'two.yaml', 'two.yaml', '--json'], { cwd: withScenario() });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ configuration: [], metrics: [], history: { kind: 'same' } });
  });

  test('compares results, which it runs again from what they hold', async () => {
    const cwd = withScenario();
    const quick = ['--no-charts', '--quiet'];
    await sim(['run', 'two.yaml', '--out', 'one', ...quick], { cwd });
    await sim(['run', 'two.yaml', '--out', 'other', '--set', 'agents.count=6', ...quick], { cwd });
    writeFileSync(join(cwd, 'two.yaml'), 'gone');
    const { code, out } = await sim(['diff', 'one', 'other'], { cwd });
    expect(code).toBe(1);
    expect(out).toContain('agents.count');
    expect(out).toContain('the histories part at event');
  });

  test('a result runs again wherever conditions and tables of its scenario lie', async () => {
    const cwd = folderWith({
      'sub/base.yaml': TABLED,
      'sub/tabled.yaml': `${TABLED}expect: [same fingerprint as base.yaml, tasks.lost == 0]\nclaims: [same fingerprint as snapshot]\n`,
      'sub/tasks.csv': 'time\n0\n1\n',
      'sub/sizes.csv': 'size\n1\n2\n',
    });
    const ran = await sim(['run', 'sub/tabled.yaml', '--out', 'one', '--no-charts', '--quiet'], { cwd });
    expect(ran.code).toBe(0);
    const { code, out, err } = await sim(['diff', 'one', 'one'], { cwd });
    expect([err, code]).toEqual(['', 0]);
    expect(out).toContain('the same: configuration, metrics and every event');
    const part = await sim(['events', 'sub/tabled.yaml', '--count', '3'], { cwd });
    expect(part.out).toMatch(/^3 +\d/m);
  });

  test('a result that this version does not give again is not taken for one', async () => {
    const cwd = withScenario();
    await sim(['run', 'two.yaml', '--out', 'one', '--no-charts', '--quiet'], { cwd });
    const file = join(cwd, 'one', 'summary.json');
    const summary = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...summary, fingerprint: '0123456789abcdef' }));
    const { code, out } = await sim(['diff', 'one', 'two.yaml'], { cwd });
    expect(code).toBe(3);
    expect(out).toContain('run again by version');
  });

  test('a number of a result that is not finite is refused with its name', async () => {
    const cwd = withScenario();
    await sim(['run', 'two.yaml', '--out', 'one', '--no-charts', '--quiet'], { cwd });
    const file = join(cwd, 'one', 'summary.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"events": *\d+/, '"events": 1e309'));
    const { code, err } = await sim(['diff', 'one', 'two.yaml'], { cwd });
    expect(code).toBe(2);
    expect(err).toContain(`${join('one', 'summary.json')}: events: expected a finite number`);
  });

  test('a fingerprint stands for the result that has it', async () => {
    const cwd = withScenario();
    await sim(['run', 'two.yaml', '--no-charts', '--quiet'], { cwd });
    const { fingerprint } = JSON.parse(readFileSync(join(cwd, 'results/runs/two-1/summary.json'), 'utf8'));
    expect((await sim(['diff', fingerprint, 'two.yaml'], { cwd })).code).toBe(0);
    const unknown = await sim(['diff', '0123456789abcdef', 'two.yaml'], { cwd });
    expect(unknown.code).toBe(1);
    expect(unknown.out).toContain('the histories differ: fingerprints 0123456789abcdef and');
  });

  test('writes charts and a page', async () => {
    const cwd = withScenario();
    const words = ['diff', 'two.yaml', 'two.yaml', '--set-b', 'agents.count=4', '--out', 'parted'];
    expect((await sim(words, { cwd })).code).toBe(1);
    const names = [...readFolder(join(cwd, 'parted')).keys()];
    expect(names).toEqual(
      expect.arrayContaining(['diff.json', 'report.html', 'charts/metrics.png', 'charts/over-time.png']),
    );
  });

  test('revisions of a repository of scenarios: their files as they were; --bisect names the commit', async () => {
    const cwd = folderWith({ 'two.yaml': SCENARIO, 'notes.txt': 'first' });
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...words], { cwd, encoding: 'utf8' });
    git('init', '--quiet', '--initial-branch=main');
    const commit = (message: string, file: string, content: string) => {
      writeFileSync(join(cwd, file), content);
      git('add', '.');
      git('commit', '--quiet', '-m', message);
    };
    commit('start', 'notes.txt', 'one');
    commit('words', 'notes.txt', 'two');
    commit('slower', 'two.yaml', SCENARIO.replace('200ms', '300ms'));
    commit('more words', 'notes.txt', 'three');
    const found = await sim(['diff', 'HEAD~3', 'HEAD', '--scenario', 'two.yaml'], { cwd });
    expect(found.code).toBe(1);
    expect(found.out).toContain('the histories part at event');
    const named = await sim(['diff', '--bisect', 'HEAD~3..HEAD', '--scenario', 'two.yaml'], { cwd });
    expect(named.code).toBe(1);
    expect(named.out).toMatch(/^first changed by [0-9a-f]{10} \([0-9a-f]{10}, slower\)/);
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
  });

  test.each([
    [['nowhere.yaml', 'two.yaml'], 'nowhere.yaml: there is no such file'],
    [['two.yaml'], 'two are compared'],
    [
      ['main', 'two.yaml'],
      'main: no file and no folder is called that; where it is a git revision, say with --scenario what it runs',
    ],
    [['--bisect', 'main', '--scenario', 'two.yaml'], 'expected GOOD..BAD'],
    [['.', 'two.yaml'], 'summary.json'],
    [['two.yaml', 'two.yaml', '--set', 'agents.cuont=3'], 'did you mean "count"'],
    [['bad.yaml', 'two.yaml'], 'error: bad.yaml:1:1: '],
  ])('refuses %j', async (words, message) => {
    const cwd = withScenario();
    writeFileSync(join(cwd, 'bad.yaml'), 'agents');
    const { code, err } = await sim(['diff', ...words], { cwd });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
