import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { concludeComparison } from '../../../src/lab/experiment/conclude.ts';
import { conduct } from '../../../src/lab/experiment/conduct.ts';
import type { Shard } from '../../../src/lab/experiment/designs.ts';
import {
  JOURNAL_FILE,
  JournalWriter,
  journalText,
  readJournal,
} from '../../../src/lab/experiment/journal.ts';
import { experimentJournal } from '../../../src/lab/experiment/journal-text.ts';
import { mergeParts } from '../../../src/lab/experiment/merge.ts';
import { type ComparePlan, plannedAlternatives } from '../../../src/lab/experiment/plan.ts';
import { experimentDifference } from '../../../src/lab/experiment/same.ts';
import {
  type Alternative,
  ExperimentError,
  RunDefect,
  type Runner,
} from '../../../src/lab/experiment/types.ts';
import { agentsOf, alternatives, noise, rowOf, stubRunner } from './stub.ts';

const textOf = ({ text }: { readonly text: Iterable<string> }): string => [...text].join('');

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'journal-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const entry = (replication: number) => ({ key: 'k', replication, row: rowOf({ x: replication }) });
const own = alternatives(2, 3);
const comparison = (name = 'c', replications = 6): ComparePlan => ({
  kind: 'compare',
  name,
  seed: '1',
  alternatives: plannedAlternatives(own),
  metrics: [{ metric: 'makespan', better: 'lower' }],
  design: { kind: 'fixed', replications },
  baseline: 0,
  all_pairs: false,
});
const plan = comparison();
const none = { failed: [], finished: false };

describe('a journal', () => {
  test('gives back what was written, in order', async () => {
    const path = join(folder(), JOURNAL_FILE);
    const writer = await JournalWriter.continue(path, plan, { entries: [entry(0)], failed: [] });
    await Promise.all([writer.append(entry(1)), writer.append(entry(2))]);
    const broken = { key: 'k', replication: 3, attempts: 1, reason: 'it threw' };
    await writer.append(broken);
    await writer.end();
    await writer.close();
    const journal = { plan, entries: [entry(0), entry(1), entry(2)], failed: [broken], finished: true };
    expect(await readJournal(path)).toEqual(journal);
    expect(readFileSync(path, 'utf8')).toBe(journalText(journal));
  });

  test('that was cut off at any byte gives all whole lines before it', async () => {
    const path = join(folder(), JOURNAL_FILE);
    const text = Buffer.from(journalText({ plan, entries: [entry(0), entry(1)], ...none }));
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
    const [head] = journalText({ plan, entries: [], ...none }).split('\n');
    await refused(`${head}\n{"a":1}\n`).toThrow('line 2 is not a finished run');
    await refused(`${head}\n???\n`).toThrow('line 2 is not a line of a journal');
    await refused(`${head}\n{"end":true}\n{"end":true}\n`).toThrow('line 3 follows the end');
  });

  test.each([
    [{ metrics: null }, 'metrics: expected record'],
    [{ metrics: { makespan: '7' } }, 'metrics.makespan: expected number'],
    [{ missed: undefined }, 'missed: expected array'],
    [{ latency: undefined }, 'latency: expected array'],
    [{ latency: [1, 2] }, 'latency: expected none or'],
    [{ events: -3 }, 'events: '],
    [{ bounds: { makespan: { lower: 9, upper: 1 } } }, 'bounds.makespan: lower is above upper'],
    [{ replication: -1 }, 'replication: '],
  ])('with a run like %j is refused by file, line and field', async (change, message) => {
    const path = join(folder(), JOURNAL_FILE);
    const { row, ...run } = entry(0);
    const head = journalText({ plan, entries: [entry(1)], ...none });
    writeFileSync(path, `${head}${JSON.stringify({ ...run, ...row, ...change })}\n`);
    const reading = readJournal(path);
    await expect(reading).rejects.toThrow(`${path}: line 3 is not a finished run: ${message}`);
    await expect(reading).rejects.toBeInstanceOf(ExperimentError);
  });

  test.each([
    ['that is missing', null, 'expected object'],
    ['that is empty', {}, 'kind: '],
    ['with a baseline out of range', { ...plan, baseline: 2 }, 'baseline: there is no such alternative'],
    [
      'with too many runs',
      { ...plan, design: { kind: 'fixed', replications: 1e300 } },
      'design.replications: ',
    ],
    ['without alternatives', { ...plan, alternatives: [] }, 'alternatives: '],
    [
      'without a scenario',
      { ...plan, alternatives: [{ ...plan.alternatives[0], scenario: null }] },
      'alternatives.0.scenario: ',
    ],
  ])('whose first line has a plan %s is refused', async (_, wrong, message) => {
    const path = join(folder(), JOURNAL_FILE);
    writeFileSync(path, journalText({ plan: wrong as never, entries: [], ...none }));
    await expect(readJournal(path)).rejects.toThrow(
      `${path}: line 1 does not say what the experiment is: ${message}`,
    );
  });

  test('takes nothing more after a line that could not be written, and names itself', async () => {
    const path = join(folder(), JOURNAL_FILE);
    const writer = await JournalWriter.continue(path, plan, { entries: [entry(0)], failed: [] });
    const file = await open(path);
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write' });
    const write = vi.spyOn(Object.getPrototypeOf(file), 'writeFile').mockRejectedValueOnce(full);
    const failing = [writer.append(entry(1)), writer.append(entry(2))];
    for (const one of await Promise.allSettled(failing))
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'ENOSPC', path } });
    write.mockRestore();
    await Promise.all([file.close(), writer.close()]);
    expect((await readJournal(path))?.entries).toEqual([entry(0)]);
  });

  test('is made once: one that is there stays', async () => {
    const path = join(folder(), JOURNAL_FILE);
    await (await JournalWriter.create(path, plan)).close();
    const text = readFileSync(path, 'utf8');
    await expect(JournalWriter.create(path, comparison('other'))).rejects.toThrow('exists already');
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('that cannot be written names itself', async () => {
    const path = join(folder(), 'nowhere', JOURNAL_FILE);
    await expect(JournalWriter.create(path, plan)).rejects.toMatchObject({ code: 'ENOENT', path });
  });
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
  return {
    made,
    environment,
    text: textOf(experimentJournal(result)),
    figures: JSON.stringify(result.metrics),
  };
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
    expect(textOf(experimentJournal(result))).toBe(straight.text);
    expect(JSON.stringify(result.metrics)).toBe(straight.figures);
    await expect(mergeParts(folders.slice(1))).rejects.toThrow('runs are missing: n2, replication 0');
    await expect(mergeParts([folder()])).rejects.toThrow('holds no journal.ndjson');
    const other = folder();
    await conduct(comparison('other'), own, { directory: other, resume: false, runner: runner(1) });
    await expect(mergeParts([folders[0], other])).rejects.toThrow(
      `another experiment than ${folders[0]}: name is c in ${folders[0]} and other in ${other}`,
    );
  });
});

/** Runs this plan with these alternatives in a folder. */
function conductIn(
  directory: string,
  changes: Partial<ComparePlan> = {},
  options: { readonly resume?: boolean; readonly runner?: Runner; readonly shard?: Shard } = {},
  among = own,
) {
  const { resume = true, shard } = options;
  const changed = { ...comparison(), alternatives: plannedAlternatives(among), ...changes };
  return conduct(changed, among, { directory, resume, shard, runner: options.runner ?? runner(2) });
}

describe('what --resume takes over', () => {
  const elsewhere = alternatives(2, 3).map((alternative) => ({ ...alternative, file: 'moved/stub.yaml' }));
  const fixed = (replications: number) => ({ design: { kind: 'fixed', replications } as const });

  test('are runs of the same experiment, with more replications or from a file that was moved', async () => {
    const directory = folder();
    await conductIn(directory, {}, { resume: false });
    const more = await conductIn(directory, { ...fixed(8), name: 'renamed' }, {}, elsewhere);
    expect(more.environment.resumed).toBe(12);
  });

  test('stays in the journal when the design counts less', async () => {
    const directory = folder();
    await conductIn(directory, {}, { resume: false });
    const fewer = await conductIn(directory, fixed(2));
    expect(fewer.kept.entries.length).toBe(12);
    const result = concludeComparison({ ...comparison(), ...fixed(2) }, fewer.outcome, fewer.rowOf);
    expect(result.runs.length).toBe(4);
    writeFileSync(join(directory, JOURNAL_FILE), textOf(experimentJournal(result, fewer.kept)));
    const selection = { kind: 'selection', indifference: { absolute: 0.5 }, first_stage: 3, maximum: 20 };
    const selected = await conductIn(directory, { design: selection as ComparePlan['design'] });
    expect(selected.kept.entries.length).toBeGreaterThanOrEqual(12);
    expect((await readJournal(join(directory, JOURNAL_FILE)))?.entries.length).toBeGreaterThanOrEqual(12);
  });

  test.each<[string, string, Partial<ComparePlan>, Alternative[]?]>([
    ['other alternatives', 'n3 is only there, n4 is only here', {}, alternatives(2, 4)],
    ['another seed', 'seed is 1 there and 2 here', { seed: '2' }],
    ['another kind', 'it is a comparison there and a sweep here', { kind: 'sweep' as 'compare' }],
    [
      'other content',
      'n3: agents.groups[0].count is 3 there and 5 here',
      {},
      [own[0], { ...alternatives(5)[0], label: 'n3' }],
    ],
  ])('is nothing of an experiment with %s, and nothing is lost', async (_, message, changes, among = own) => {
    const directory = folder();
    await conductIn(directory, {}, { resume: false });
    const path = join(directory, JOURNAL_FILE);
    const before = readFileSync(path, 'utf8');
    const wrong = conductIn(directory, changes, {}, among);
    await expect(wrong).rejects.toThrow(
      `${path} is that of another experiment, which cannot be continued: ${message}`,
    );
    await expect(wrong).rejects.toBeInstanceOf(ExperimentError);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('depends on the code of modules, and on metrics where they decide how long it goes on', () => {
    const [there, here] = [comparison(), { ...comparison(), alternatives: plannedAlternatives(own, 'code') }];
    const difference = (a: ComparePlan, b: ComparePlan) => experimentDifference(a, b, ['there', 'here']);
    expect(difference(there, here)).toBe('n2: the code of the modules is another');
    const other = { metrics: [{ metric: 'throughput', better: 'higher' }] } as const;
    expect(difference(there, { ...there, ...other })).toBeNull();
    const precise = {
      ...there,
      design: { kind: 'precision', relative: 0.1, minimum: 2, maximum: 9 },
    } as const;
    expect(difference(precise, { ...precise, ...other })).toContain(
      'the metric that decides is makespan:lower',
    );
    expect(difference(there, { ...precise, ...other })).toBeNull();
  });
});

describe('runs that fail', () => {
  const failing = (times: number) => {
    const inner = runner(2);
    let left = times;
    const run: Runner['run'] = (scenario, replication, exact, signal) =>
      agentsOf(scenario) === 3 && replication === 4 && left-- > 0
        ? Promise.reject(new RunDefect('it threw'))
        : inner.run(scenario, replication, exact, signal);
    return { ...inner, run };
  };
  const failure = { alternative: 1, replication: 4, label: 'n3', attempts: 1, reason: 'it threw' };

  test('in parts are joined as if all had run in one', async () => {
    const whole = await conductIn(folder(), {}, { runner: failing(1) });
    const folders = [folder(), folder()];
    for (const [index, directory] of folders.entries())
      await conductIn(directory, {}, { runner: failing(1), shard: { index: index + 1, count: 2 } });
    const merged = await mergeParts(folders);
    expect(merged.outcome).toEqual(whole.outcome);
    expect(merged.outcome.failures).toEqual([failure]);
    const text = ({ outcome, rowOf, kept }: typeof whole) =>
      textOf(experimentJournal(concludeComparison(comparison(), outcome, rowOf), kept));
    expect(text(merged)).toBe(text(whole));
    expect(text(merged)).toContain('"failed":{"attempts":1,"reason":"it threw"}');
  });

  test('are tried again with --resume', async () => {
    const directory = folder();
    await conductIn(directory, {}, { runner: failing(1), shard: { index: 1, count: 1 } });
    const path = join(directory, JOURNAL_FILE);
    expect(await readJournal(path)).toMatchObject({ failed: [{ replication: 4 }], finished: true });
    const again = await conductIn(directory, {}, { shard: { index: 1, count: 1 } });
    expect(again.environment.resumed).toBe(11);
    expect(again.outcome.failures).toEqual([]);
    expect(await readJournal(path)).toMatchObject({ failed: [], finished: true });
    expect((await mergeParts([directory])).outcome.failures).toEqual([]);
  });
});

describe('parts', () => {
  test('may come from files at different places, but not from a search', async () => {
    const [first, second, search] = [folder(), folder(), folder()];
    const moved = own.map((alternative) => ({ ...alternative, file: `/elsewhere/${alternative.file}` }));
    await conductIn(first, {}, { shard: { index: 1, count: 2 } });
    await conductIn(second, {}, { shard: { index: 2, count: 2 } }, moved);
    expect((await mergeParts([first, second])).plan).toEqual(comparison());
    const found = { kind: 'find', name: 'c', seed: '1', file: 'f', key: 'k', range: {}, budget: 9 } as const;
    const question = { kind: 'optimum', path: 'p', metric: 'makespan', best: 'lowest', text: 't' };
    const [{ scenario }] = comparison().alternatives;
    const journal = { plan: { ...found, question, scenario } as never, entries: [], ...none };
    writeFileSync(join(search, JOURNAL_FILE), journalText(journal));
    await expect(mergeParts([search])).rejects.toThrow(
      `${search} holds a search (--find), which has no parts`,
    );
  });
});
