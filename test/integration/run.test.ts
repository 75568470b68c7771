import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../src/lab/result.ts';
import { folderWith, readFolder, SMALL, sim } from './sim.ts';

const withSmall = () => folderWith({ 'small.yaml': SMALL });

/** Runs with --json in a new folder. */
async function summary(...words: string[]): Promise<RunSummary> {
  const { code, out, err } = await sim(['run', 'small.yaml', '--json', '--no-charts', ...words], {
    cwd: withSmall(),
  });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as RunSummary;
}

describe('sim run', () => {
  test('prints a summary and says where the results are', async () => {
    const cwd = withSmall();
    const { code, out, err } = await sim(['run', 'small.yaml'], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('small');
    expect(out).toMatch(/\b[0-9a-f]{16}\b/);
    expect(out).toContain(join('results', 'runs', 'small-42'));
    expect(out).not.toContain('\u001b');
    const files = [...readFolder(join(cwd, 'results/runs/small-42')).keys()];
    expect(files).toContain('summary.json');
    expect(files.some((name) => name.endsWith('.svg'))).toBe(true);
  });

  test('--json prints one JSON document on standard output and nothing else', async () => {
    const { name, seed, fingerprint, metrics, run } = await summary();
    expect({ name, seed }).toEqual({ name: 'small', seed: '42' });
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(metrics['tasks.lost']).toBe(0);
    expect(metrics['tasks.executions']).toBeGreaterThan(1000);
    expect(run.events_per_second).toBeGreaterThan(0);
  });

  test('--quiet prints nothing', async () => {
    const cwd = withSmall();
    expect(await sim(['run', 'small.yaml', '--quiet', '--no-charts'], { cwd })).toMatchObject({
      code: 0,
      out: '',
      err: '',
    });
    expect(existsSync(join(cwd, 'results/runs/small-42/summary.json'))).toBe(true);
  });

  test('--out chooses the folder, --no-charts leaves charts out', async () => {
    const cwd = withSmall();
    const { code } = await sim(['run', 'small.yaml', '--out', 'a/b', '--no-charts'], { cwd });
    expect(code).toBe(0);
    const files = [...readFolder(join(cwd, 'a/b')).keys()];
    expect(files).toContain('summary.json');
    expect(files.filter((name) => /\.(svg|png)$/.test(name))).toEqual([]);
    expect(existsSync(join(cwd, 'results'))).toBe(false);
  });

  test('--seed changes what happens, and is recorded', async () => {
    const [own, same, other] = await Promise.all([
      summary(),
      summary('--seed', '42'),
      summary('--seed', '43'),
    ]);
    expect(same.fingerprint).toBe(own.fingerprint);
    expect(other.seed).toBe('43');
    expect(other.fingerprint).not.toBe(own.fingerprint);
  });

  test('--set changes the scenario', async () => {
    const { scenario, metrics } = await summary(
      '--set',
      'faults=[]',
      '--set',
      'duration=1min',
      '--set',
      'agents.count=7',
      '--set',
      'name=other',
    );
    expect(scenario.name).toBe('other');
    expect(scenario.duration).toBe(60);
    expect(scenario.agents.groups[0].count).toBe(7);
    expect(metrics['tasks.executions']).toBeLessThan(400);
  });

  test('--until stops the run earlier, with the same events until then', async () => {
    const alone = ['--set', 'faults=[]', '--set', 'expect=[]'];
    const result = await summary(...alone, '--until', '30s');
    expect(result.simulated).toBe(30);
    expect(result.partial).toBeUndefined();
    const shorter = await summary(...alone, '--set', 'duration=30s');
    expect(result.metrics).toEqual(shorter.metrics);
    expect(result.bounds).toEqual(shorter.bounds);
  });

  test('what is of the whole run is undecided where --until ends it earlier', async () => {
    const cwd = folderWith({ 'small.yaml': SMALL });
    const conditions = 'expect=[messages.sent < 1000000, messages.sent > 10]';
    const words = ['run', 'small.yaml', '--set', conditions, '--until', '30s', '--no-charts', '--out', 'out'];
    const { code, out } = await sim(words, { cwd });
    expect(code).toBe(3);
    expect(out).toMatch(
      /\? messages\.sent < 1000000 .*\n +it is of the whole run, and this one was ended at 30 s: leave out\s+--until/,
    );
    expect(out).toMatch(/✓ messages\.sent > 10/);
  });

  test('--reps runs it often: intervals, shares of conditions, and the same runs as a comparison', async () => {
    const cwd = folderWith({ 'small.yaml': `${SMALL}  - task.latency.p99 < 1ms\n` });
    // Arrivals stop before the run does, so that all tasks end and the latency is known.
    const ending = ['--set', 'workload.stop=4min'];
    const words = ['run', 'small.yaml', '--reps', '3', ...ending, '--out', 'out', '--json'];
    const { code, out, err } = await sim(words, { cwd });
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const { kind, runs, conditions, metrics } = JSON.parse(out);
    expect({ kind, runs }).toEqual({ kind: 'runs', runs: 3 });
    expect(conditions).toMatchObject([
      { met: 3, unmet: 0, undecided: 0, upper: 1 },
      { met: 0, unmet: 3, undecided: 0, lower: 0 },
    ]);
    const { mean, lower, upper, replications } = metrics['task.latency.p99'];
    expect(replications).toBe(3);
    expect(lower < mean && mean < upper).toBe(true);
    const files = [...readFolder(join(cwd, 'out')).keys()];
    for (const name of ['runs.json', 'runs.csv', 'journal.ndjson', 'report.html', 'charts/variation.svg'])
      expect(files).toContain(name);
    expect(await sim(['run', 'small.yaml', '--workers', '2'], { cwd })).toMatchObject({ code: 2 });
  });

  test('an expectation that is not met: results are written, the exit code is 1', async () => {
    const cwd = withSmall();
    const { code, out } = await sim(
      ['run', 'small.yaml', '--no-charts', '--set', 'expect=["tasks.completed < 5"]'],
      { cwd },
    );
    expect(code).toBe(1);
    expect(out).toContain('tasks.completed < 5');
    expect(existsSync(join(cwd, 'results/runs/small-42/summary.json'))).toBe(true);
  });

  test('an expectation that the run cannot decide: why, and the exit code is 3; one that is not met outweighs it', async () => {
    const cwd = withSmall();
    const undecided = 'expect=["tasks.lost == 0", "takeover.time.max < 5s"]';
    const { code, out } = await sim(['run', 'small.yaml', '--no-charts', '--set', undecided], { cwd });
    expect(code).toBe(3);
    expect(out).toContain('? takeover.time.max < 5s  not measured');
    const unmet = 'expect=["tasks.lost > 0", "takeover.time.max < 5s"]';
    expect((await sim(['run', 'small.yaml', '--quiet', '--set', unmet], { cwd })).code).toBe(1);
  });

  test('the same seed gives the same bytes, but for what depends on the machine', async () => {
    const folders = [withSmall(), withSmall()];
    for (const cwd of folders) expect((await sim(['run', 'small.yaml', '--quiet'], { cwd })).code).toBe(0);
    const [first, second] = folders.map((cwd) => readFolder(join(cwd, 'results/runs/small-42')));
    expect([...first.keys()]).toEqual([...second.keys()]);
    const withoutRun = (content: Buffer) => {
      const { run, ...rest } = JSON.parse(content.toString()) as RunSummary;
      expect(run).toBeDefined();
      return JSON.stringify(rest);
    };
    for (const [name, content] of first) {
      const other = second.get(name)!;
      if (name === 'summary.json') expect(withoutRun(other)).toBe(withoutRun(content));
      else if (!name.endsWith('.html')) expect(other.equals(content), name).toBe(true);
    }
  });
});
