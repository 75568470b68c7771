import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { folderWith, lasting, readFolder, SMALL, sim } from './sim.ts';

const withSmall = () => folderWith({ 'small.yaml': SMALL });

const COMPARE = ['compare', 'small.yaml', '--vary', 'scheduler=round_robin,least_loaded'];
// Arrivals stop before the run does, so that all tasks end and every figure is known.
const ENDING = ['--set', 'workload.stop=4min'];
const SHORT = ['--set', 'duration=1min', '--set', 'workload.stop=40s', '--set', 'faults=[]', '--reps', '4'];

interface Answer {
  readonly answers: readonly string[];
  readonly metrics: readonly {
    readonly metric: string;
    readonly pairs: readonly { readonly replications: number }[];
  }[];
  readonly alternatives: readonly { readonly label: string; readonly replications: number }[];
  readonly notes: readonly string[];
  readonly design: Readonly<Record<string, unknown>>;
  readonly run: { readonly resumed: number; readonly workers: number; readonly command: readonly string[] };
}

async function answer(cwd: string, ...words: string[]): Promise<Answer> {
  const { code, out, err } = await sim([...words, '--json', '--no-charts'], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Answer;
}

describe('sim compare', () => {
  test('answers in a sentence and a table, and writes what is behind it', async () => {
    const cwd = withSmall();
    const { code, out, err } = await sim([...COMPARE, ...SHORT], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.replaceAll('\n', ' ')).toMatch(
      /^(least_loaded has the lowest task\.latency\.p99: [\d.]+ s \(95 % interval [\d.]+ to [\d.]+ s, 4 replications\), [\d.]+ % below round_robin|round_robin and least_loaded cannot be told apart|least_loaded and round_robin cannot be told apart)/,
    );
    expect(out).toMatch(/against round_robin/);
    const files = [...readFolder(join(cwd, 'results/runs/small-compare-42')).keys()];
    for (const name of [
      'compare.json',
      'runs.csv',
      'runs.parquet',
      'report.html',
      'journal.ndjson',
      'charts/latency.svg',
    ])
      expect(files).toContain(name);
    const csv = readFileSync(join(cwd, 'results/runs/small-compare-42/runs.csv'), 'utf8').trim().split('\n');
    expect(csv.length).toBe(1 + 2 * 4);
    expect(csv[0]).toMatch(/^alternative,file,set\.scheduler,replication,fingerprint,simulated,events,/);
  });

  test('gives the same bytes with one worker and with two, also after being killed and resumed', async () => {
    const folders = [withSmall(), withSmall(), withSmall()];
    const words = [
      ...COMPARE,
      '--reps',
      '6',
      '--metric',
      'task.latency.p99',
      '--metric',
      'throughput',
      '--out',
      'out/x',
    ];
    const quiet = [...words, '--quiet'];
    expect((await sim([...quiet, '--workers', '1'], { cwd: folders[0] })).code).toBe(0);
    expect((await sim([...quiet, '--workers', '2'], { cwd: folders[1] })).code).toBe(0);
    const journal = join(folders[2], 'out/x/journal.ndjson');
    const meanwhile = async (child: ChildProcess) => {
      const lines = () => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 1 : 0);
      for (let tries = 0; tries < 2_000 && lines() < 4; tries++) await sleep(5);
      child.kill('SIGKILL');
    };
    await sim([...quiet, '--workers', '1'], { cwd: folders[2], meanwhile });
    expect(existsSync(join(folders[2], 'out/x/compare.json'))).toBe(false);
    const refused = await sim(quiet, { cwd: folders[2] });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('continue it with --resume');
    const resumed = await sim([...words, '--json', '--resume'], { cwd: folders[2] });
    expect(resumed.code).toBe(0);
    expect((JSON.parse(resumed.out) as Answer).run.resumed).toBeGreaterThanOrEqual(3);
    const [first, second, third] = folders.map((cwd) => lasting(join(cwd, 'out/x')));
    expect(second).toEqual(first);
    expect(third).toEqual(first);
  });

  test('an interrupt keeps what is finished, and --resume goes on from there', async () => {
    const cwd = withSmall();
    const journal = join(cwd, 'out/journal.ndjson');
    const words = [...COMPARE, '--reps', '200', '--out', 'out', '--workers', '1', '--no-charts'];
    const meanwhile = async (child: ChildProcess) => {
      for (let tries = 0; tries < 2_000 && !existsSync(journal); tries++) await sleep(10);
      while (readFileSync(journal, 'utf8').split('\n').length < 8) await sleep(10);
      child.kill('SIGINT');
    };
    const { code, err, out } = await sim([...words, '--json'], { cwd, meanwhile });
    expect(code).toBe(130);
    expect(err).toContain('interrupted');
    const partial = JSON.parse(out) as Answer & { readonly partial: boolean };
    expect(partial.partial).toBe(true);
    const done = partial.alternatives.reduce((sum, { replications }) => sum + replications, 0);
    expect(done).toBeGreaterThanOrEqual(6);
    expect(done).toBeLessThan(400);
    const more = await answer(cwd, ...COMPARE, '--reps', '5', '--out', 'out', '--resume');
    expect(more.run.resumed).toBeGreaterThanOrEqual(6);
    expect(more.alternatives.map(({ replications }) => replications)).toEqual([5, 5]);
  });

  test('parts that are merged are the whole', async () => {
    const cwd = withSmall();
    const words = [...COMPARE, ...SHORT];
    expect((await sim([...words, '--out', 'whole', '--quiet'], { cwd })).code).toBe(0);
    for (const part of ['1/2', '2/2']) {
      const { code, out } = await sim([...words, '--shard', part, '--out', `part${part[0]}`], { cwd });
      expect(code).toBe(0);
      expect(out).toContain(`part ${part} is done`);
    }
    expect((await sim(['merge', 'part1', '--out', 'half'], { cwd })).err).toContain('runs are missing');
    // The end of the journal is its last line: without it, this one is that of an unfinished part.
    const unfinished = readFileSync(join(cwd, 'part1/journal.ndjson'), 'utf8').replace(/.*\n$/, '');
    mkdirSync(join(cwd, 'other'));
    writeFileSync(join(cwd, 'other/journal.ndjson'), unfinished);
    const refused = await sim(['merge', 'part2', 'part1', '--out', 'other'], { cwd });
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('unfinished') });
    expect(readFileSync(join(cwd, 'other/journal.ndjson'), 'utf8')).toBe(unfinished);
    expect((await sim(['merge', 'part2', 'part1', '--out', 'merged', '--quiet'], { cwd })).code).toBe(0);
    expect(lasting(join(cwd, 'merged'))).toEqual(lasting(join(cwd, 'whole')));
  });

  test('--precision replicates until the means are known', async () => {
    const { design, alternatives } = await answer(
      withSmall(),
      ...[
        ...COMPARE,
        '--metric',
        'task.service.mean',
        '--precision',
        '5%',
        '--max-reps',
        '60',
        '--set',
        'faults=[]',
        ...ENDING,
      ],
    );
    expect(design).toMatchObject({ kind: 'precision', outcome: { reached: true } });
    expect(alternatives[0].replications).toBeGreaterThanOrEqual(10);
  });

  test('--select-best drops the poor early', async () => {
    const cwd = withSmall();
    const { answers, design, alternatives } = await answer(
      cwd,
      ...[
        'compare',
        'small.yaml',
        '--vary',
        'agents.count=12,16,40',
        '--set',
        'faults=[]',
        '--set',
        'duration=2min',
        ...['--set', 'workload.stop=1min'],
      ],
      ...['--metric', 'task.latency.mean', '--select-best', '--indifference', '5%', '--reps', '6'],
    );
    expect(design).toMatchObject({ kind: 'selection', outcome: { best: 'count=40', guaranteed: true } });
    expect(answers[0]).toContain('selected as the best with 95 % confidence');
    expect(alternatives[0].replications).toBeLessThanOrEqual(alternatives[2].replications);
  });

  test('several files are compared under one seed, with --all-pairs pair by pair', async () => {
    const cwd = folderWith({
      'a.yaml': SMALL.replace('small', 'a'),
      'b.yaml': SMALL.replace('small', 'b')
        .replace('seed: 42', 'seed: 7')
        .replace('agents: 20', 'agents: 25'),
      'c.yaml': SMALL.replace('small', 'a'),
    });
    const { alternatives, metrics, notes, run } = await answer(
      cwd,
      'compare',
      'a.yaml',
      'b.yaml',
      'c.yaml',
      '--all-pairs',
      ...SHORT,
    );
    expect(alternatives.map(({ label }) => label)).toEqual(['a', 'b', 'c.yaml']);
    expect(metrics[0].pairs.length).toBe(3);
    expect(notes).toContain('a, c.yaml are the same scenario, and have the same runs.');
    expect(run.command.slice(0, 5)).toEqual(['sim', 'compare', 'a.yaml', 'b.yaml', 'c.yaml']);
  });

  test("a module of one's own adds metrics and schedulers, and its code decides what can be resumed", async () => {
    const own = (seconds: number) => `export default { metrics: [{
      name: 'tasks.slow', unit: 'count', description: 'tasks above a limit', better: 'lower',
      measure: (run) => [...run.tasks].length + ${seconds} - ${seconds},
    }] };`;
    const cwd = folderWith({ 'small.yaml': SMALL, 'own.ts': own(1) });
    const words = [...COMPARE, ...SHORT, '--module', 'own.ts', '--metric', 'tasks.slow', '--out', 'out'];
    const first = await answer(cwd, ...words);
    expect(first.metrics[0].metric).toBe('tasks.slow');
    expect(first.run.command).toContain('--module');
    expect((await answer(cwd, ...words, '--resume')).run.resumed).toBe(8);
    writeFileSync(join(cwd, 'own.ts'), own(2));
    const refused = await sim([...words, '--resume'], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('round_robin: the code of the modules is another');
    expect((await sim([...COMPARE, '--metric', 'tasks.slow'], { cwd })).err).toContain('there is no metric');
  });

  test('an expectation that is not met: exit code 1, and who missed it', async () => {
    const { code, out } = await sim(
      [...COMPARE, ...SHORT, '--no-charts', '--set', 'expect=["tasks.completed < 5"]'],
      { cwd: withSmall() },
    );
    expect(code).toBe(1);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'The expectation tasks.completed < 5 was not met by round_robin (4 of 4 runs), least_loaded (4 of 4 runs).',
    );
  });

  test.each([
    [['compare', 'small.yaml'], 'there is nothing to compare with'],
    [['compare', 'small.yaml', '--vary', 'agents.count'], 'expected path=values'],
    [['compare', 'small.yaml', '--vary', 'agents.count=5..1'], 'leads nowhere'],
    [['compare', 'small.yaml', '--vary', 'agents.cuont=1,2'], 'did you mean "count"?'],
    [['compare', 'small.yaml', '--vary', 'agents.count=1,x'], '--vary agents.count=x: agents.count'],
    [['compare', 'nowhere.yaml', '--vary', 'agents.count=1,2'], 'there is no such file'],
    [[...COMPARE, '--metric', 'task.latency.p98'], 'did you mean "task.latency.p9'],
    [[...COMPARE, '--metric', 'agents.count'], 'say which is better'],
    [[...COMPARE, '--metric', 'makespan:best'], 'expected makespan:lower or makespan:higher'],
    [[...COMPARE, '--metric', 'makespan', '--metric', 'makespan'], 'is given twice'],
    [[...COMPARE, '--baseline', 'least_loadd'], 'did you mean "least_loaded"?'],
    [[...COMPARE, '--reps', '1'], '--reps: expected a whole number'],
    [[...COMPARE, '--workers', '0'], '--workers: expected a whole number'],
    [[...COMPARE, '--shard', '3/2'], 'expected a part such as 1/4'],
    [[...COMPARE, '--precision', '2%', '--select-best'], 'exclude each other'],
    [[...COMPARE, '--precision', '2%', '--shard', '1/2'], '--shard needs a fixed number'],
    [[...COMPARE, '--indifference', '2%'], 'goes with --select-best'],
    [[...COMPARE, '--select-best', '--indifference', '5'], 'has no unit'],
    [[...COMPARE, '--max-reps', '5'], '--max-reps goes with'],
    [[...COMPARE, '--all-pairs', '--baseline', 'round_robin'], 'exclude each other'],
    [['merge', 'nowhere', '--out', 'x'], 'nowhere holds no journal.ndjson'],
  ])('%j is wrong usage', async (words, message) => {
    const { code, out, err } = await sim(words, { cwd: withSmall() });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
