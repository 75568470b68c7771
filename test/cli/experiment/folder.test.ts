import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { chooseFolder } from '../../../src/cli/experiment/folder.ts';
import { JOURNAL_FILE, type Journal, journalText } from '../../../src/lab/experiment/journal.ts';
import { plannedAlternatives, type SweepPlan } from '../../../src/lab/experiment/plan.ts';
import { alternatives, rowOf } from '../../lab/experiment/stub.ts';

const planOf = (...agents: number[]): SweepPlan => ({
  kind: 'sweep',
  name: 'swarm',
  seed: '1',
  alternatives: plannedAlternatives(alternatives(...agents)),
  metrics: [{ metric: 'makespan', better: 'lower' }],
  design: { kind: 'fixed', replications: 2 },
  axes: [],
  pareto: null,
});
const plan = planOf(2, 3);
const run = { key: plan.alternatives[0].key, replication: 0, row: rowOf({ makespan: 1 }) };

/** A folder with a journal in it; asks whether the plan may have it. */
function asking(journal: Partial<Journal> | string, files: Readonly<Record<string, string>> = {}) {
  const out = join(mkdtempSync(join(tmpdir(), 'choose-')), 'out');
  onTestFinished(() => rmSync(join(out, '..'), { recursive: true, force: true }));
  mkdirSync(out);
  const text =
    typeof journal === 'string'
      ? journal
      : journalText({ plan, entries: [run], failed: [], finished: false, ...journal });
  for (const [name, content] of Object.entries({ [JOURNAL_FILE]: text, ...files }))
    writeFileSync(join(out, name), content);
  return { out, asked: chooseFolder(plan, { out }) };
}

const compare = {
  ...plan,
  kind: 'compare',
  baseline: 0,
  all_pairs: false,
} as unknown as Journal['plan'];
const answer = (partial: boolean) => ({
  'compare.json': JSON.stringify({ fingerprint: 'f', metrics: [], ...(partial ? { partial } : {}) }),
});

test('a finished experiment is replaced, of whatever kind it is, and a finished part', async () => {
  for (const journal of [{ finished: true }, { finished: true, plan: compare }]) {
    const { out, asked } = asking(journal, answer(false));
    expect(await asked).toBe(out);
  }
  const part = asking({ finished: true });
  expect(await part.asked).toBe(part.out);
});

test('a journal without a run blocks nothing', async () => {
  const { out, asked } = asking({ entries: [] });
  expect(await asked).toBe(out);
});

test('finished runs of an unfinished experiment are kept, and the message says whose they are', async () => {
  await expect(asking({}).asked).rejects.toThrow('holds an unfinished experiment: continue it with --resume');
  // An answer of an earlier experiment does not make the runs since then worthless.
  await expect(asking({}, answer(false)).asked).rejects.toThrow('unfinished');
  const other = asking({ plan: planOf(2, 4) });
  await expect(other.asked).rejects.toThrow(
    `${other.out} holds another experiment that is unfinished (n4 is only there, n3 is only here)`,
  );
});

test('a journal that cannot be read is kept where there is no answer', async () => {
  await expect(asking('???\n').asked).rejects.toThrow('line 1 is not a line of a journal; choose another');
  await expect(asking('???\n', answer(true)).asked).rejects.toThrow('choose another');
  const { out, asked } = asking('???\n', answer(false));
  expect(await asked).toBe(out);
});

test.runIf(existsSync('/proc/self'))(
  'a place that takes no folders is refused',
  async () => {
    for (const out of ['/proc/swarmlab', '/proc/swarmlab/a'])
      await expect(chooseFolder(plan, { out })).rejects.toThrow(`cannot write ${out}: no folder can be made`);
  },
  5_000,
);
