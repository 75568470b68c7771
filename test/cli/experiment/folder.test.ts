import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { folderToResume, takeFolder } from '../../../src/cli/experiment/folder.ts';
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

/** A folder with a journal in it; asks for it. */
function asking(journal: Partial<Journal> | string, resume = false) {
  const out = join(mkdtempSync(join(tmpdir(), 'choose-')), 'out');
  onTestFinished(() => rmSync(join(out, '..'), { recursive: true, force: true }));
  mkdirSync(out);
  const text =
    typeof journal === 'string'
      ? journal
      : journalText({ plan, entries: [run], failed: [], finished: false, ...journal });
  writeFileSync(join(out, JOURNAL_FILE), text);
  return { out, asked: takeFolder(plan, { out, resume }) };
}

const compare = {
  ...plan,
  kind: 'compare',
  baseline: 0,
  all_pairs: false,
} as unknown as Journal['plan'];
const STAYS = 'and nothing there is replaced';
const UNFINISHED = `holds this very experiment, unfinished, ${STAYS}`;
const ANEW = 'to run it anew, name a new or an empty folder with --out';

test.each([
  ['unfinished', {}, `${UNFINISHED}: continue it with --resume; ${ANEW}`],
  ['without a run', { entries: [] }, `${UNFINISHED}: continue it with --resume; ${ANEW}`],
  [
    'finished',
    { finished: true },
    `holds the results of this very experiment, finished, ${STAYS}: to add runs, give --resume and more --reps; ${ANEW}`,
  ],
  [
    'of another kind',
    { finished: true, plan: compare },
    `holds the results of another experiment, finished (it is a comparison there and a sweep here), ${STAYS}: name a new`,
  ],
  [
    'with another plan',
    { plan: planOf(2, 4) },
    `holds the results of another experiment, unfinished (n4 is only there, n3 is only here), ${STAYS}: name a new`,
  ],
])('an experiment that is %s stays, and the message says what it is', async (_, journal, message) => {
  const { out, asked } = asking(journal);
  await expect(asked).rejects.toThrow(`${out} ${message}`);
  expect(readdirSync(out)).toEqual([JOURNAL_FILE]);
});

test('a journal that cannot be read stays too', async () => {
  await expect(asking('???\n').asked).rejects.toThrow('line 1 is not a line of a journal; name a new');
});

test('--resume takes the folder, and nobody else can until it is released', async () => {
  const { out, asked } = asking({}, true);
  const folder = await asked;
  expect(folder.directory).toBe(out);
  await expect(takeFolder(plan, { out, resume: true })).rejects.toThrow(
    'is being written to by this process',
  );
  folder.release();
  (await takeFolder(plan, { out, resume: true })).release();
  expect(readdirSync(out)).toEqual([JOURNAL_FILE]);
});

test('--resume finds the unfinished experiment beyond a number that is missing', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'choose-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const usual = join(parent, 'swarm-sweep-1');
  const put = (folder: string, journal: Partial<Journal>) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, JOURNAL_FILE),
      journalText({ plan, entries: [run], failed: [], finished: true, ...journal }),
    );
  };
  put(usual, {});
  put(`${usual}-3`, { finished: false });
  put(`${usual}-10`, {});
  put(`${usual}-03`, { finished: false });
  put(`${usual}-4-more`, { finished: false });
  expect(await folderToResume(usual, plan)).toBe(`${usual}-3`);
  expect(await folderToResume(join(parent, 'none', 'swarm'), plan)).toBeNull();
});

test.runIf(existsSync('/proc/self'))(
  'a place that takes no folders is refused',
  async () => {
    for (const out of ['/proc/swarmlab', '/proc/swarmlab/a'])
      await expect(takeFolder(plan, { out })).rejects.toThrow(`cannot write ${out}: no folder can be made`);
  },
  5_000,
);
