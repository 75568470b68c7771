/** Experiments of many runs: what they keep in memory of each. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { concludeComparison } from '../../../src/lab/experiment/conclude.ts';
import { conduct } from '../../../src/lab/experiment/conduct.ts';
import { experimentJournal } from '../../../src/lab/experiment/journal-text.ts';
import { type ComparePlan, plannedAlternatives } from '../../../src/lab/experiment/plan.ts';
import { alternatives, noise, stubRunner } from './stub.ts';

/** Bytes of objects that are in use. */
function used(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

const NAMES = Array.from({ length: 60 }, (_, index) => `metric.${index}`);

/** Everything that is kept of an experiment of two alternatives until the command ends. */
async function experimentOf(replications: number) {
  const directory = mkdtempSync(join(tmpdir(), 'sim-memory-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const own = alternatives(2, 3);
  const plan: ComparePlan = {
    kind: 'compare',
    name: 'many',
    seed: '1',
    alternatives: plannedAlternatives(own),
    metrics: [{ metric: 'makespan', better: 'lower' }],
    design: { kind: 'fixed', replications },
    baseline: 0,
    all_pairs: false,
  };
  const runner = stubRunner((_, replication) => ({
    makespan: 10 + noise(replication),
    ...Object.fromEntries(NAMES.map((name, index) => [name, replication + index / 7])),
  }));
  const conducted = await conduct(plan, own, {
    directory,
    resume: false,
    runner: { ...runner, run: async (...words) => runner.run(...words).finally(() => runner.runs.pop()) },
  });
  const result = concludeComparison(plan, conducted.outcome, conducted.rowOf);
  return { result, journal: experimentJournal(result, conducted.kept), conducted };
}

test('hundreds of bytes are kept of a run, not its row', async () => {
  const before = used();
  const few = await experimentOf(2_000);
  const between = used();
  const many = await experimentOf(8_000);
  const after = used();
  // The first rows of either are in memory; of the others only where they are. A row of 60 metrics takes more than 1,500 bytes.
  const each = (after - between - (between - before)) / (16_000 - 4_000);
  expect(each).toBeLessThan(300);
  expect([few, many].map(({ result }) => result.runs.length)).toEqual([4_000, 16_000]);
}, 120_000);
