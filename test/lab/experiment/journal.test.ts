import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { concludeComparison } from '../../../src/lab/experiment/conclude.ts';
import { conduct } from '../../../src/lab/experiment/conduct.ts';
import {
  JOURNAL_FILE,
  JournalWriter,
  journalText,
  readJournal,
} from '../../../src/lab/experiment/journal.ts';
import { experimentJournal } from '../../../src/lab/experiment/journal-text.ts';
import { mergeParts } from '../../../src/lab/experiment/merge.ts';
import { type ComparePlan, plannedAlternatives } from '../../../src/lab/experiment/plan.ts';
import { agentsOf, alternatives, noise, rowOf, stubRunner } from './stub.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'journal-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const entry = (replication: number) => ({ key: 'k', replication, row: rowOf({ x: replication }) });
const plan = { kind: 'compare', name: 'p' };

describe('a journal', () => {
  test('gives back what was written, in order', async () => {
    const path = join(folder(), JOURNAL_FILE);
    const writer = await JournalWriter.create(path, plan, [entry(0)]);
    await Promise.all([writer.append(entry(1)), writer.append(entry(2))]);
    await writer.close();
    expect(await readJournal(path)).toEqual({ plan, entries: [entry(0), entry(1), entry(2)] });
    expect(readFileSync(path, 'utf8')).toBe(journalText({ plan, entries: [entry(0), entry(1), entry(2)] }));
  });

  test('that was cut off at any byte gives all whole lines before it', async () => {
    const path = join(folder(), JOURNAL_FILE);
    const text = Buffer.from(journalText({ plan, entries: [entry(0), entry(1)] }));
    const ends = [...text.keys()].filter((at) => text[at] === 10);
    for (let length = 0; length <= text.length; length += 3) {
      writeFileSync(path, text.subarray(0, length));
      const whole = ends.filter((end) => end < length).length;
      const journal = await readJournal(path);
      if (whole === 0) expect(journal).toBeNull();
      else expect(journal?.entries).toEqual([entry(0), entry(1)].slice(0, whole - 1));
    }
  });

  test('that is none, or broken within, is refused by line', async () => {
    const path = join(folder(), JOURNAL_FILE);
    expect(await readJournal(path)).toBeNull();
    const refused = (text: string) => {
      writeFileSync(path, text);
      return expect(readJournal(path)).rejects;
    };
    await refused('hello\n').toThrow('line 1 is not a line of a journal');
    await refused('{"journal":9}\n').toThrow('not a journal of this program');
    await refused('{"journal":1,"version":"0.0.0"}\n').toThrow('version 0.0.0');
    const [head] = journalText({ plan, entries: [] }).split('\n');
    await refused(`${head}\n{"a":1}\n`).toThrow('line 2 is not a finished run');
    await refused(`${head}\n???\n`).toThrow('line 2 is not a line of a journal');
  });
});

const own = alternatives(2, 3);
const comparison = (name = 'c'): ComparePlan => ({
  kind: 'compare',
  name,
  seed: '1',
  alternatives: plannedAlternatives(own),
  metrics: [{ metric: 'makespan', better: 'lower' }],
  design: { kind: 'fixed', replications: 6 },
  baseline: 0,
  all_pairs: false,
});
const runner = (parallel: number) =>
  stubRunner(
    (world, r) => ({ makespan: agentsOf(world) + noise('journal', agentsOf(world), r) / 10 }),
    parallel,
  );

/** What an experiment leaves: its journal in the end, and its figures. */
async function whole(directory: string, parallel: number, resume: boolean) {
  const made = runner(parallel);
  const { outcome, rowOf, environment } = await conduct(comparison(), own, {
    directory,
    resume,
    runner: made,
  });
  const result = concludeComparison(comparison(), outcome, rowOf);
  return { made, environment, text: experimentJournal(result).text, figures: JSON.stringify(result.metrics) };
}

describe('an experiment', () => {
  test('that was torn off and continued ends like one that was not', async () => {
    const straight = await whole(folder(), 1, false);
    const directory = folder();
    const path = join(directory, JOURNAL_FILE);
    await whole(directory, 2, false);
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, `${lines.slice(0, 6).join('\n')}\n`);
    appendFileSync(path, lines[6].slice(0, 20));
    const resumed = await whole(directory, 4, true);
    expect(resumed.environment.resumed).toBe(5);
    expect(resumed.made.runs.length).toBe(12 - 5);
    expect(resumed.text).toBe(straight.text);
    expect(resumed.figures).toBe(straight.figures);
  });

  test('in parts that are joined ends like one that was not', async () => {
    const straight = await whole(folder(), 1, false);
    const parts = [1, 2, 3].map((index) => ({ index, directory: folder() }));
    const runs: string[] = [];
    for (const { index, directory } of parts) {
      const made = runner(2);
      await conduct(comparison(), own, {
        directory,
        resume: false,
        runner: made,
        shard: { index, count: 3 },
      });
      runs.push(...made.runs);
    }
    expect([...new Set(runs)].length).toBe(12);
    expect(runs.length).toBe(12);
    const folders = parts.map(({ directory }) => directory);
    const merged = await mergeParts(folders);
    const result = concludeComparison(merged.plan as ComparePlan, merged.outcome, merged.rowOf);
    expect(experimentJournal(result).text).toBe(straight.text);
    expect(JSON.stringify(result.metrics)).toBe(straight.figures);
    await expect(mergeParts(folders.slice(1))).rejects.toThrow('runs are missing: n2, replication 0');
    await expect(mergeParts([folder()])).rejects.toThrow('holds no journal.ndjson');
    const other = folder();
    await conduct(comparison('other'), own, { directory: other, resume: false, runner: runner(1) });
    await expect(mergeParts([folders[0], other])).rejects.toThrow('another experiment');
  });
});
