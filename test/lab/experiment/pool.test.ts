import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { jobsOf } from '../../../src/lab/experiment/designs.ts';
import { Experiment } from '../../../src/lab/experiment/experiment.ts';
import { suitableWorkers, workerPool } from '../../../src/lab/experiment/pool.ts';
import { singleRun } from '../../../src/lab/experiment/single-run.ts';
import type { Alternative } from '../../../src/lab/experiment/types.ts';
import { alternatives, scenario } from './stub.ts';

/** More tasks than any machine holds. */
const HUGE = ['workload={ backlog: 1000000000, service: 1s }'];

const SET = ['workload.service=exponential(mean=1s)'];

function busy(agents: number, description = ''): Alternative {
  const own = scenario(agents, [...SET, ...(description === '' ? [] : [`description=${description}`])]);
  return { label: `n${agents}`, file: 'stub.yaml', values: {}, scenario: own };
}

describe('worker threads', () => {
  test('give the rows that this thread gives, one or two at a time', async () => {
    const own = [busy(2), busy(3)];
    for (const workers of [1, 2]) {
      const runner = await workerPool(own, { workers });
      try {
        const experiment = new Experiment(own, { runner });
        await experiment.perform(jobsOf([0, 1], 0, 3));
        for (const [index, { scenario }] of own.entries())
          for (let replication = 0; replication < 3; replication++)
            expect(experiment.row(index, replication)).toEqual(await singleRun(scenario, replication));
      } finally {
        await runner.close();
      }
    }
    const [first, second] = [await singleRun(own[0].scenario, 0), await singleRun(own[0].scenario, 1)];
    expect(first.fingerprint).not.toBe(second.fingerprint);
    expect(first.latency.length).toBeGreaterThan(50);
  });

  test.each([
    [2, []],
    [99, [{ label: 'n3', replication: 1, attempts: 3 }]],
  ])('that go down %i times in one run cost at most that run', async (times, failures) => {
    const folder = mkdtempSync(join(tmpdir(), 'crash-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const tally = join(folder, 'tally');
    const own = [busy(2, `${tally} ${times}`), busy(3, `${tally} ${times}`)];
    const runner = await workerPool(own, {
      workers: 2,
      worker: resolve('test/lab/experiment/crashing-worker.ts'),
    });
    try {
      const experiment = new Experiment(own, { runner });
      await experiment.perform(jobsOf([0, 1], 0, 3));
      expect(experiment.failures).toMatchObject(failures);
      const finished = [0, 1].map((index) => [0, 1, 2].filter((r) => experiment.row(index, r) !== undefined));
      expect(finished).toEqual([[0, 1, 2], failures.length === 0 ? [0, 1, 2] : [0, 2]]);
      expect(readFileSync(tally, 'utf8').length).toBe(Math.min(times, 3));
    } finally {
      await runner.close();
    }
  });

  test('name the scenario that cannot be run', async () => {
    const own = [{ ...busy(2), scenario: scenario(2, HUGE) }];
    const runner = await workerPool(own, { workers: 1 });
    try {
      await expect(new Experiment(own, { runner }).perform(jobsOf([0], 0, 1))).rejects.toThrow(
        /^n2: this scenario would need about .* GB/,
      );
    } finally {
      await runner.close();
    }
  });
});

test('there are never more workers than memory allows, and at least one', () => {
  expect(suitableWorkers(alternatives(2))).toBeGreaterThanOrEqual(1);
  expect(suitableWorkers([{ label: 'x', file: 'x', values: {}, scenario: scenario(2, HUGE) }])).toBe(1);
});
