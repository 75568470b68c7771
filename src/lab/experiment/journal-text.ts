/** The journal of a concluded experiment: its runs in a fixed order, whatever order they finished in. */
import { JOURNAL_FILE, journalLines } from './journal.ts';
import { type JournalEntry, type JournalRuns, RunSet } from './journal-entry.ts';
import type { AnyPlan } from './journal-shape.ts';
import type { RepeatedResult } from './repeated.ts';
import type { ExperimentResult, FindResult } from './result.ts';

interface JournalFile {
  readonly name: string;
  /** Line by line; each reading makes it anew. */
  readonly text: Iterable<string>;
}

const NOTHING: JournalRuns = { entries: [], failed: [] };

/** @param kept runs that are to be in it besides those of the answer, which may be among them */
export function experimentJournal(
  { plan, runs, outcome }: ExperimentResult,
  kept: JournalRuns = NOTHING,
): JournalFile {
  return journalFile(plan, runs, (run) => plan.alternatives[run.alternative].key, kept, outcome.partial);
}

/** The same for many runs of one scenario. */
export function repeatedJournal(
  { plan, runs, outcome }: RepeatedResult,
  kept: JournalRuns = NOTHING,
): JournalFile {
  const [{ key }] = plan.alternatives;
  return journalFile(plan, runs, () => key, kept, outcome.partial);
}

/** The same for a search. */
export function searchJournal(
  { plan, runs, keys, partial }: FindResult,
  kept: JournalRuns = NOTHING,
): JournalFile {
  return journalFile(plan, runs, (_run, index) => keys[index], kept, partial);
}

type Run = Pick<JournalEntry, 'replication' | 'row'>;

function journalFile<Counted extends Run>(
  plan: AnyPlan,
  counted: readonly Counted[],
  keyOf: (run: Counted, index: number) => string,
  kept: JournalRuns,
  partial: boolean,
): JournalFile {
  const entries = { [Symbol.iterator]: () => entriesOf(counted, keyOf, kept) };
  const journal = { plan, entries, failed: kept.failed, finished: !partial };
  return { name: JOURNAL_FILE, text: { [Symbol.iterator]: () => journalLines(journal) } };
}

/** Each run once, however often it is among those counted and kept. A row is read when its line is written. */
function* entriesOf<Counted extends Run>(
  counted: readonly Counted[],
  keyOf: (run: Counted, index: number) => string,
  kept: JournalRuns,
): Generator<JournalEntry> {
  const given = new RunSet();
  for (const [index, run] of counted.entries()) {
    const key = keyOf(run, index);
    const { replication } = run;
    if (given.add(key, replication)) yield { key, replication, row: run.row };
  }
  for (const entry of kept.entries) if (given.add(entry.key, entry.replication)) yield entry;
}
