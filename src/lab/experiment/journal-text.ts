/** The journal of a concluded experiment: its runs in a fixed order, whatever order they finished in. */
import { JOURNAL_FILE, journalLines } from './journal.ts';
import { type JournalEntry, type JournalRuns, runId } from './journal-entry.ts';
import type { AnyPlan } from './journal-shape.ts';
import type { RepeatedResult } from './repeated.ts';
import type { ExperimentResult, FindResult } from './result.ts';
import type { RunRow } from './types.ts';

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
  const counted = runs.map((run) => entryOf(plan.alternatives[run.alternative].key, run));
  return journalFile(plan, counted, kept, outcome.partial);
}

/** The same for many runs of one scenario. */
export function repeatedJournal(
  { plan, runs, outcome }: RepeatedResult,
  kept: JournalRuns = NOTHING,
): JournalFile {
  const [{ key }] = plan.alternatives;
  const counted = runs.map((run) => entryOf(key, run));
  return journalFile(plan, counted, kept, outcome.partial);
}

/** The same for a search. */
export function searchJournal(
  { plan, runs, keys, partial }: FindResult,
  kept: JournalRuns = NOTHING,
): JournalFile {
  const counted = runs.map((run, index) => entryOf(keys[index], run));
  return journalFile(plan, counted, kept, partial);
}

function journalFile(
  plan: AnyPlan,
  counted: readonly JournalEntry[],
  kept: JournalRuns,
  partial: boolean,
): JournalFile {
  const entries = new Map<string, JournalEntry>();
  for (const entry of [...counted, ...kept.entries])
    if (!entries.has(runId(entry))) entries.set(runId(entry), entry);
  const journal = { plan, entries: [...entries.values()], failed: kept.failed, finished: !partial };
  return { name: JOURNAL_FILE, text: { [Symbol.iterator]: () => journalLines(journal) } };
}

/** The row is read when the line is written. */
function entryOf(key: string, run: { readonly replication: number; readonly row: RunRow }): JournalEntry {
  return {
    key,
    replication: run.replication,
    get row() {
      return run.row;
    },
  };
}
