/**
 * What single runs say of their scenario, such as that a fault hit nobody, in the answer from many of them: a condition that is met, or a
 * ranking, proves less than it seems where this is so.
 */
import { overTime } from '../../recording/over-time.ts';
import { DRAINED } from '../draining.ts';
import type { LabelledRun } from './labelled-runs.ts';
import { counted, named, nameOf } from './naming.ts';

/**
 * A sentence for each caution, with the runs that gave it unless all did. Each row is read once, and kept by nobody.
 * @param asked metrics that the answer is about; default: all
 */
export function cautionNotes(runs: Iterable<LabelledRun<'cautions'>>, asked?: readonly string[]): string[] {
  const isOverTime = asked?.some((metric) => overTime(metric) === 'changes') ?? true;
  const totals = new Map<string, number>();
  const cautions = new Map<string, Map<string, number>>();
  for (const { label, row } of runs) {
    totals.set(label, (totals.get(label) ?? 0) + 1);
    for (const text of row.cautions ?? []) {
      if (text === DRAINED && !isOverTime) continue;
      const counts = cautions.get(text) ?? new Map<string, number>();
      cautions.set(text, counts.set(label, (counts.get(label) ?? 0) + 1));
    }
  }
  return [...cautions].map(([text, counts]) => {
    const where = whereOf(counts, totals);
    return where === null ? text : `In ${where}: ${text}`;
  });
}

/** null: in all runs. */
function whereOf(counts: ReadonlyMap<string, number>, totals: ReadonlyMap<string, number>): string | null {
  const ofRuns = (label: string, count: number): string =>
    `${count} of ${counted(totals.get(label) as number, 'run', 'runs')}`;
  const isWhole = [...counts].every(([label, count]) => count === totals.get(label));
  if (isWhole && counts.size === totals.size) return null;
  if (totals.size === 1) return [...counts].map(([label, count]) => ofRuns(label, count)).join('');
  return named(
    [...counts].map(([label, count]) =>
      count === totals.get(label) ? nameOf(label) : `${nameOf(label)} (${ofRuns(label, count)})`,
    ),
  );
}
