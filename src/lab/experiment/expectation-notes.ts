/** Which expectations were not met or not decided, and where. They decide how a command ends. */
import { counted, named, nameOf } from './naming.ts';
import type { RunRow } from './types.ts';

/** Sentences, one for each expectation; none where there is nothing to say. */
export interface ExpectationNotes {
  readonly unmet: readonly string[];
  readonly undecided: readonly string[];
}

/** A run, with the label of its alternative or of the place that a search looked at. */
export interface LabelledRun {
  readonly label: string;
  readonly row: Pick<RunRow, 'missed' | 'undecided'>;
}

export function expectationNotes(runs: readonly LabelledRun[]): ExpectationNotes {
  const totals = new Map<string, number>();
  for (const { label } of runs) totals.set(label, (totals.get(label) ?? 0) + 1);
  const notes = (key: 'missed' | 'undecided', sentence: (text: string, who: string) => string): string[] =>
    [...countsOf(runs, key)].map(([text, counts]) => {
      const who = [...counts].map(
        ([label, count]) =>
          `${nameOf(label)} (${count} of ${counted(totals.get(label) as number, 'run', 'runs')})`,
      );
      return sentence(text, named(who));
    });
  return {
    unmet: notes('missed', (text, who) => `The expectation ${text} was not met by ${who}.`),
    undecided: notes('undecided', (text, who) => `The expectation ${text} is UNDECIDED in ${who}.`),
  };
}

/** For each expectation in how many runs of each label, in the order in which they come. */
function countsOf(
  runs: readonly LabelledRun[],
  key: 'missed' | 'undecided',
): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const { label, row } of runs)
    for (const text of row[key]) {
      const own = counts.get(text) ?? new Map<string, number>();
      counts.set(text, own.set(label, (own.get(label) ?? 0) + 1));
    }
  return counts;
}
