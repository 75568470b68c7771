import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, readFolder, SMALL, sim } from './sim.ts';

const withSmall = () => folderWith({ 'small.yaml': SMALL });
// Arrivals stop long before the run does, so that all tasks end and every figure is known.
const ENDING = ['--set', 'workload.stop=50s', '--set', 'faults=[]'];
const SHORT = [...ENDING, '--no-charts'];

interface Sweep {
  readonly kind: string;
  readonly answers: readonly string[];
  readonly alternatives: readonly {
    readonly label: string;
    readonly values: Readonly<Record<string, string>>;
  }[];
  readonly metrics: readonly {
    readonly points: readonly { readonly mean: number; readonly lower: number }[];
  }[];
  readonly pareto: { readonly points: readonly { readonly label: string; readonly front: boolean }[] } | null;
  readonly answer: Readonly<Record<string, unknown>>;
  readonly runs: number;
}

async function answer(cwd: string, ...words: string[]): Promise<Sweep> {
  const { code, out, err } = await sim(['sweep', 'small.yaml', ...words, ...SHORT, '--json'], { cwd });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Sweep;
}

describe('sim sweep', () => {
  test('runs a grid, prints how metrics respond, and draws it', async () => {
    const cwd = withSmall();
    const words = [
      'sweep',
      'small.yaml',
      '--vary',
      'agents.count=12..24:4',
      '--vary',
      'scheduler=random,least_loaded',
    ];
    const { code, out, err } = await sim(
      [
        ...words,
        ...ENDING,
        '--reps',
        '3',
        '--pareto',
        'task.latency.mean,agents.utilization',
        '--metric',
        'task.latency.mean',
        '--metric',
        'agents.utilization:higher',
      ],
      { cwd },
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^3 replications are too few to tell all of these points \(28 pairs\) apart by task\.latency\.mean, /,
    );
    expect(out).toMatch(/count=12 scheduler=random +[\d.]+ m?s ± [\d.]+ %/);
    const files = [...readFolder(join(cwd, 'results/runs/small-sweep-42')).keys()];
    for (const name of ['sweep.json', 'runs.csv', 'report.html', 'charts/pareto.svg'])
      expect(files).toContain(name);
    for (const kind of ['response', 'factors', 'effects'])
      for (const metric of ['task-latency-mean', 'agents-utilization'])
        expect(files).toContain(`charts/${kind}-${metric}.png`);
  });

  test('--where keeps what holds, --zip takes one from each', async () => {
    const cwd = withSmall();
    const where = await answer(
      cwd,
      ...[
        '--vary',
        'agents.count=10,20,30',
        '--vary',
        'agents.slots=1,2,3',
        '--where',
        'count * slots <= 30',
        '--reps',
        '1',
      ],
    );
    expect(where.alternatives.map(({ label }) => label)).toEqual([
      ...['count=10 slots=1', 'count=10 slots=2', 'count=10 slots=3', 'count=20 slots=1', 'count=30 slots=1'],
    ]);
    expect(where.metrics[0].points[0].lower).toBe(where.metrics[0].points[0].mean);
    const zip = await answer(
      cwd,
      ...['--vary', 'agents.count=10,20', '--vary', 'agents.slots=2,1', '--zip', '--reps', '2'],
    );
    expect(zip.alternatives.map(({ values }) => values)).toEqual([
      { 'agents.count': '10', 'agents.slots': '2' },
      { 'agents.count': '20', 'agents.slots': '1' },
    ]);
  });

  test('--find answers with an interval, the same with one worker and with two, also when resumed', async () => {
    const question = [
      '--find',
      'agents.count such that task.latency.mean < 3s',
      '--range',
      '8..40',
      '--tolerance',
      '3',
    ];
    const texts: string[] = [];
    for (const workers of ['1', '2']) {
      const cwd = withSmall();
      const found = await answer(cwd, ...question, '--workers', workers, '--out', 'out');
      const { run, ...rest } = JSON.parse(readFileSync(join(cwd, 'out/find.json'), 'utf8')) as {
        run: unknown;
      };
      expect(run).toBeDefined();
      texts.push(JSON.stringify(rest) + readFileSync(join(cwd, 'out/journal.ndjson'), 'utf8'));
      expect(found.answer).toMatchObject({ outcome: 'found', response: 'decreasing' });
      expect(found.answers[0]).toMatch(
        /^task\.latency\.mean < 3 s holds from agents\.count = \d+ on, (95 % interval \d+ to \d+|with 95 % confidence) \(\d+ runs\)\.$/,
      );
      const again = await answer(cwd, ...question, '--resume', '--out', 'out');
      expect(again.answers).toEqual(found.answers);
    }
    expect(texts[1]).toBe(texts[0]);
  });

  test('--find says that a condition holds everywhere or nowhere', async () => {
    const cwd = withSmall();
    const find = async (condition: string) =>
      (
        await answer(
          cwd,
          '--find',
          `agents.count such that ${condition}`,
          '--range',
          '10..60',
          '--tolerance',
          '10',
        )
      ).answers[0];
    expect(await find('task.latency.mean < 10min')).toContain(
      'holds everywhere for agents.count from 10 to 60',
    );
    expect(await find('task.latency.mean < 1ms')).toContain('holds nowhere for agents.count from 10 to 60');
  });

  test.each([
    [
      'task.latency.p99',
      'task.latency.p99 of agents.count=',
      'is open, as tasks had not ended when a run did',
    ],
    [
      'tasks.cost',
      'tasks.cost was not measured at agents.count=',
      'where no task has a price (workload.price)',
    ],
  ])('--find of the least %s is undecided where runs do not give it', async (metric, what, why) => {
    const search = ['--find', `min ${metric} over agents.count`, '--range', '30..60', '--budget', '10'];
    const { code, out, err } = await sim(['sweep', 'small.yaml', ...search, '--no-charts'], {
      cwd: folderWith({
        'small.yaml': 'duration: 20s\nagents: 9\nworkload: { arrivals: poisson(rate=20/s), service: 1s }\n',
      }),
    });
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(/^undecided: /);
    expect(err).toContain(what);
    expect(err).toContain(why);
  });

  test.each([
    [[], 'say what to vary with --vary'],
    [['--vary', 'agents.count=1,2', '--where', 'count >'], 'expected a value'],
    [['--vary', 'agents.count=1,2', '--where', 'count > 5'], 'holds for none'],
    [['--vary', 'agents.count=1,2', '--where', 'slots > 5'], 'is not varied'],
    [['--vary', 'agents.count=1,2', '--pareto', 'makespan'], 'expected two metrics'],
    [['--vary', 'agents.count=1,2', '--pareto', 'makespan,nothing'], '--pareto nothing: there is no metric'],
    [['--vary', 'agents.count=1,2', '--vary', 'agents.count=3'], 'varied twice'],
    [['--vary', 'agents.count=1,2', '--range', '1..2'], '--range goes with --find'],
    [['--find', 'the answer', '--range', '1..2'], 'expected "PATH such that'],
    [['--find', 'max throughput over agents.count'], '--find needs --range'],
    [['--find', 'max throughput over agents.count', '--range', '10'], 'expected two ends in one unit'],
    [['--find', 'max throughput over agents.cuont', '--range', '1..9'], 'did you mean "count"?'],
    [['--find', 'max throughput over agents.count', '--range', '1..9', '--reps', '3'], 'leave out --reps'],
    [
      ['--find', 'max throughput over agents.count', '--range', '1..9', '--shard', '1/2'],
      'leave out --shard',
    ],
  ])('%j is wrong usage', async (words, message) => {
    const { code, out, err } = await sim(['sweep', 'small.yaml', ...words], { cwd: withSmall() });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
