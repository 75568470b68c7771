/** What a run says of a metric, to an experiment. */
import { type Figure, figureIn, isBounds } from '../../recording/bounds.ts';
import type { LoadJudgement } from '../result.ts';
import type { RunRow } from './types.ts';
import { growsWithBacklog } from './value-kind.ts';

/** Whether tasks came in faster than they were done: such a run has no steady state. */
export function isOverloaded(load: Pick<LoadJudgement, 'state'> | null): boolean {
  return load?.state === 'overloaded' || load?.state === 'growing';
}

/** Whether tasks that came to an end came in faster than they were done, for as long as they came. */
export function isOverloadedMeanwhile({ state }: Pick<LoadJudgement, 'state'>): boolean {
  return state === 'rush';
}

/**
 * The exact value, or what is known of it; null where it was not measured. Where the backlog grows without end, a latency is what
 * it is at the end of the run and has no upper bound: it wins nothing.
 */
export function figureOf(row: RunRow, metric: string): Figure {
  const figure = figureIn(row, metric);
  if (figure === null || !growsWithBacklog(metric) || !isOverloaded(row.load)) return figure;
  return { lower: isBounds(figure) ? figure.lower : figure, upper: null };
}
