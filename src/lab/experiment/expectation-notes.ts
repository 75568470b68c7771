/** Which expectations were not met or not decided, and where. They decide how a command ends. */
import type { LabelledRun } from './labelled-runs.ts';
import { named, nameOf } from './naming.ts';
import { type LabelCounts, RunTally, TextCounts } from './text-counts.ts';

/** Sentences, one for each expectation; none where there is nothing to say. */
export interface ExpectationNotes {
  readonly unmet: readonly string[];
  readonly undecided: readonly string[];
}

/** Each row is read once, and kept by nobody. */
export function expectationNotes(runs: Iterable<LabelledRun<'missed' | 'undecided'>>): ExpectationNotes {
  const tally = new RunTally();
  const missed = new TextCounts();
  const undecided = new TextCounts();
  for (const { label, row } of runs) {
    tally.run(label);
    for (const text of row.missed) missed.add(text, label);
    for (const text of row.undecided) undecided.add(text, label);
  }
  const who = (counts: LabelCounts): string =>
    named([...counts].map(([label, count]) => `${nameOf(label)} (${tally.ofRuns(label, count)})`));
  return {
    unmet: missed.sentences((text, counts) => `The expectation ${text} was not met by ${who(counts)}.`),
    undecided: undecided.sentences(
      (text, counts) => `The expectation ${text} is UNDECIDED in ${who(counts)}.`,
    ),
  };
}
