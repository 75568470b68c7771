/** The journal of a concluded experiment: its runs in a fixed order, whatever order they finished in. */
import { JOURNAL_FILE, type JournalEntry, journalText } from './journal.ts';
import type { ExperimentResult, FindResult } from './result.ts';

export function experimentJournal({ plan, runs }: ExperimentResult): {
  readonly name: string;
  readonly text: string;
} {
  const seen = new Set<string>();
  const entries = runs.flatMap(({ alternative, replication, row }): JournalEntry[] => {
    const { key } = plan.alternatives[alternative];
    const id = `${key} ${replication}`;
    if (seen.has(id)) return [];
    seen.add(id);
    return [{ key, replication, row }];
  });
  return { name: JOURNAL_FILE, text: journalText({ plan, entries }) };
}

/** The same for a search. */
export function searchJournal({ plan, runs, keys }: FindResult): {
  readonly name: string;
  readonly text: string;
} {
  const entries = runs.map(({ replication, row }, index) => ({ key: keys[index], replication, row }));
  return { name: JOURNAL_FILE, text: journalText({ plan, entries }) };
}
