/** Which expectations were not met or not decided, and where. They decide how a command ends. */
import type { LabelledRun } from './labelled-runs.ts';
import { counted, named, nameOf } from './naming.ts';

/** Sentences, one for each expectation; none where there is nothing to say. */
export interface ExpectationNotes {
  readonly unmet: readonly string[];
  readonly undecided: readonly string[];
}

/** In how many runs of each label each expectation was missed, or left open; in the order in which they come. */
type Counts = Map<string, Map<string, number>>;

/** Each row is read once, and kept by nobody. */
export function expectationNotes(runs: Iterable<LabelledRun<'missed' | 'undecided'>>): ExpectationNotes {
  const totals = new Map<string, number>();
  const missed: Counts = new Map();
  const undecided: Counts = new Map();
  for (const { label, row } of runs) {
    totals.set(label, (totals.get(label) ?? 0) + 1);
    for (const text of row.missed) count(missed, text, label);
    for (const text of row.undecided) count(undecided, text, label);
  }
  const who = (counts: ReadonlyMap<string, number>): string =>
    named(
      [...counts].map(
        ([label, count]) =>
          `${nameOf(label)} (${count} of ${counted(totals.get(label) as number, 'run', 'runs')})`,
      ),
    );
  return {
    unmet: [...missed].map(([text, counts]) => `The expectation ${text} was not met by ${who(counts)}.`),
    undecided: [...undecided].map(
      ([text, counts]) => `The expectation ${text} is UNDECIDED in ${who(counts)}.`,
    ),
  };
}

function count(counts: Counts, text: string, label: string): void {
  const own = counts.get(text) ?? new Map<string, number>();
  counts.set(text, own.set(label, (own.get(label) ?? 0) + 1));
}
