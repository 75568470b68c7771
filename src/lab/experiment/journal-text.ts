/** The journal of a concluded experiment: its runs in a fixed order, whatever order they finished in. */
import { JOURNAL_FILE, journalText } from './journal.ts';
import { type JournalEntry, type JournalRuns, runId } from './journal-entry.ts';
import type { AnyPlan } from './journal-shape.ts';
import type { RepeatedResult } from './repeated.ts';
import type { ExperimentResult, FindResult } from './result.ts';

interface JournalFile {
  readonly name: string;
  readonly text: string;
}

const NOTHING: JournalRuns = { entries: [], failed: [] };

/** @param kept runs that are to be in it besides those of the answer, which may be among them */
export function experimentJournal(
  { plan, runs, outcome }: ExperimentResult,
  kept: JournalRuns = NOTHING,
): JournalFile {
  const counted = runs.map(({ alternative, replication, row }) => ({
    key: plan.alternatives[alternative].key,
    replication,
    row,
  }));
  return journalFile(plan, counted, kept, outcome.partial);
}

/** The same for many runs of one scenario. */
export function repeatedJournal(
  { plan, runs, outcome }: RepeatedResult,
  kept: JournalRuns = NOTHING,
): JournalFile {
  const [{ key }] = plan.alternatives;
  const counted = runs.map(({ replication, row }) => ({ key, replication, row }));
  return journalFile(plan, counted, kept, outcome.partial);
}

/** The same for a search. */
export function searchJournal(
  { plan, runs, keys, partial }: FindResult,
  kept: JournalRuns = NOTHING,
): JournalFile {
  const counted = runs.map(({ replication, row }, index) => ({ key: keys[index], replication, row }));
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
  return { name: JOURNAL_FILE, text: journalText(journal) };
}
