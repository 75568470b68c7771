/**
 * What single runs say of their scenario, such as that a fault hit nobody, in the answer from many of them: a condition that is met, or a
 * ranking, proves less than it seems where this is so.
 */
import { overTime } from '../../recording/over-time.ts';
import { DRAINED } from '../draining.ts';
import type { LabelledRun } from './labelled-runs.ts';
import { named, nameOf } from './naming.ts';
import { type LabelCounts, RunTally, TextCounts } from './text-counts.ts';

/**
 * A sentence for each caution, with the runs that gave it unless all did. Each row is read once, and kept by nobody.
 * @param asked metrics that the answer is about; default: all
 */
export function cautionNotes(runs: Iterable<LabelledRun<'cautions'>>, asked?: readonly string[]): string[] {
  const isOverTime = asked?.some((metric) => overTime(metric) === 'changes') ?? true;
  const tally = new RunTally();
  const cautions = new TextCounts();
  for (const { label, row } of runs) {
    tally.run(label);
    for (const text of row.cautions ?? []) if (text !== DRAINED || isOverTime) cautions.add(text, label);
  }
  return cautions.sentences((text, counts) => {
    const where = whereOf(counts, tally);
    return where === null ? text : `In ${where}: ${text}`;
  });
}

/** null: in all runs. */
function whereOf(counts: LabelCounts, tally: RunTally): string | null {
  const isWhole = [...counts].every(([label, count]) => tally.isWhole(label, count));
  if (isWhole && counts.size === tally.labels) return null;
  if (tally.labels === 1) return [...counts].map(([label, count]) => tally.ofRuns(label, count)).join('');
  return named(
    [...counts].map(([label, count]) =>
      tally.isWhole(label, count) ? nameOf(label) : `${nameOf(label)} (${tally.ofRuns(label, count)})`,
    ),
  );
}
