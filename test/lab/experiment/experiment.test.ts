import { describe, expect, test } from 'vitest';
import { jobsOf } from '../../../src/lab/experiment/designs.ts';
import { Experiment, type ExperimentOptions } from '../../../src/lab/experiment/experiment.ts';
import type { JournalEntry } from '../../../src/lab/experiment/journal-entry.ts';
import { scenarioKey } from '../../../src/lab/experiment/key.ts';
import {
  ExperimentError,
  type ExperimentProgress,
  RunDefect,
  type Runner,
} from '../../../src/lab/experiment/types.ts';
import { agentsOf, alternatives, crashingRunner, rowOf, scenario, stubRunner } from './stub.ts';

const runner = (parallel = 3) =>
  stubRunner((world, replication) => ({ x: agentsOf(world) * 100 + replication }), parallel);

function setUp(counts: readonly number[], own: Runner, options: Omit<ExperimentOptions, 'runner'> = {}) {
  const experiment = new Experiment(alternatives(...counts), { runner: own, ...options });
  return { experiment, value: (a: number, r: number) => experiment.row(a, r)?.metrics.x };
}

describe('runs', () => {
  test.each([1, 2, 7])('all are made, with %i at a time', async (parallel) => {
    const { experiment, value } = setUp([2, 3], runner(parallel));
    await experiment.perform(jobsOf([0, 1], 0, 5));
    for (let r = 0; r < 5; r++) expect([value(0, r), value(1, r)]).toEqual([200 + r, 300 + r]);
    expect(value(0, 5)).toBeUndefined();
    expect(experiment.failures).toEqual([]);
  });

  test('of equal scenarios are made once', async () => {
    const own = runner();
    const { experiment, value } = setUp([2, 2], own);
    await experiment.perform(jobsOf([0, 1], 0, 3));
    expect(own.runs.sort()).toEqual(['2 0', '2 1', '2 2']);
    expect(value(1, 2)).toBe(202);
  });

  test('known from before are not made again, and counted apart', async () => {
    const own = runner();
    const known: JournalEntry[] = [
      { key: scenarioKey(scenario(2)), replication: 1, row: rowOf({ x: -1 }) },
      { key: 'another', replication: 0, row: rowOf({ x: -2 }) },
    ];
    const seen: ExperimentProgress[] = [];
    const { experiment, value } = setUp([2, 3], own, {
      known,
      onProgress: (progress) => seen.push(progress),
    });
    await experiment.perform(jobsOf([0, 1], 0, 2));
    expect(own.runs.sort()).toEqual(['2 0', '3 0', '3 1']);
    expect(value(0, 1)).toBe(-1);
    expect(seen[0]).toEqual({ done: 1, resumed: 1, total: 4 });
    expect(seen.at(-1)).toEqual({ done: 4, resumed: 1, total: 4 });
  });

  test('are kept before they count', async () => {
    const kept: string[] = [];
    const keep = ({ key, replication }: Pick<JournalEntry, 'key' | 'replication'>) => {
      kept.push(`${key} ${replication}`);
      return Promise.resolve();
    };
    const { experiment } = setUp([2], runner(), { keep });
    await experiment.perform(jobsOf([0], 0, 3));
    expect(kept.sort()).toEqual([0, 1, 2].map((r) => `${scenarioKey(scenario(2))} ${r}`));
  });
});

describe('a run that fails', () => {
  test('is repeated when its worker went down', async () => {
    const own = runner();
    const { experiment, value } = setUp([2], crashingRunner(own, { '2 1': 2 }));
    await experiment.perform(jobsOf([0], 0, 3));
    expect([0, 1, 2].map((r) => value(0, r))).toEqual([200, 201, 202]);
    expect(experiment.failures).toEqual([]);
  });

  test('is given up after three crashes, by name, and costs nobody else', async () => {
    const { experiment, value } = setUp([2, 3], crashingRunner(runner(), { '3 1': 99 }));
    await experiment.perform(jobsOf([0, 1], 0, 3));
    expect(experiment.failures).toEqual([
      { alternative: 1, replication: 1, label: 'n3', attempts: 3, reason: 'worker out of memory' },
    ]);
    expect([value(1, 0), value(1, 1), value(1, 2)]).toEqual([300, undefined, 302]);
    await experiment.perform(jobsOf([1], 1, 2));
    expect(experiment.failures.length).toBe(1);
  });

  test('is not repeated when the run itself threw', async () => {
    let attempts = 0;
    const own: Runner = {
      ...runner(),
      run: () => {
        attempts++;
        return Promise.reject(new RunDefect('TypeError: x'));
      },
    };
    const { experiment } = setUp([2], own);
    await experiment.perform(jobsOf([0], 0, 1));
    expect(attempts).toBe(1);
    expect(experiment.failures[0]).toMatchObject({ label: 'n2', attempts: 1, reason: 'TypeError: x' });
  });

  test('because its scenario cannot be run ends the experiment, naming it', async () => {
    const own: Runner = { ...runner(), run: () => Promise.reject(new ExperimentError('agents fit nowhere')) };
    const { experiment } = setUp([2, 3], own);
    await expect(experiment.perform(jobsOf([0, 1], 0, 2))).rejects.toThrow('n2: agents fit nowhere');
  });
});

test('an interrupt keeps what is finished and starts nothing more', async () => {
  const controller = new AbortController();
  const own = runner(1);
  const { experiment, value } = setUp([2], own, {
    signal: controller.signal,
    onProgress: ({ done }) => {
      if (done === 2) controller.abort();
    },
  });
  await experiment.perform(jobsOf([0], 0, 9));
  expect(experiment.aborted).toBe(true);
  expect([value(0, 0), value(0, 1), value(0, 2)]).toEqual([200, 201, undefined]);
  expect(own.runs.length).toBe(2);
});

describe('the key of a scenario', () => {
  test('is the same for the same content, whatever its name', () => {
    expect(scenarioKey(scenario(2))).toBe(scenarioKey(scenario(2, ['name=other', 'description=more'])));
  });
  test.each(['seed=2', 'agents.count=3', 'workload.service=2s', 'expect=["tasks.lost == 0"]'])(
    'differs with %s',
    (set) => {
      expect(scenarioKey(scenario(2, [set]))).not.toBe(scenarioKey(scenario(2)));
    },
  );
  test('tells infinities from nothing', () => {
    const base = scenario(2);
    expect(scenarioKey({ ...base, duration: Number.POSITIVE_INFINITY })).not.toBe(
      scenarioKey({ ...base, duration: null }),
    );
  });
});

test('a finished run counts only if it was asked for the same quantiles exactly', async () => {
  const asked: (readonly string[])[] = [];
  const watched: Runner = {
    ...stubRunner(() => ({})),
    run: (_, __, exact) => {
      asked.push(exact);
      return Promise.resolve({ ...rowOf({}), exact });
    },
  };
  const [alternative] = alternatives(2);
  const first = new Experiment([alternative], { runner: watched, exact: ['task.latency.p99'] });
  await first.perform([{ alternative: 0, replication: 0 }]);
  const known = first.record().entries;
  const again = async (...exact: string[]) => {
    const experiment = new Experiment([alternative], { runner: watched, exact, known });
    await experiment.perform([{ alternative: 0, replication: 0 }]);
    return experiment.resumed;
  };
  expect([await again('task.latency.p99'), await again(), await again('task.wait.p99')]).toEqual([1, 1, 0]);
  expect(asked).toEqual([['task.latency.p99'], ['task.wait.p99']]);
});
