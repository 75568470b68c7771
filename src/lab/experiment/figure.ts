/** What a run says of a metric, to an experiment. */

import { binomialUpper } from '../../mathematics/binomial.ts';
import { type Figure, figureIn, isBounds } from '../../recording/bounds.ts';
import type { LoadJudgement } from '../result.ts';
import { TREND_LEVEL } from '../trend.ts';
import type { RunRow } from './types.ts';
import { growsWithBacklog } from './value-kind.ts';

/** Sums of probabilities are not exact. */
const ROUNDING = 1e-9;

type Load = Pick<LoadJudgement, 'state'> | null;

/** Whether more work came in than can be done, by arithmetic: such a run has no steady state. */
export function isOverloaded(load: Load): boolean {
  return load?.state === 'overloaded';
}

const ENDED: ReadonlySet<LoadJudgement['state']> = new Set(['finite', 'rush', 'grew', 'unsettled']);

/** Whether tasks would have come for as long as the run went on. */
export function isArriving(load: Load): boolean {
  return load !== null && !ENDED.has(load.state);
}

/** Whether the backlog grew, by the test of its trend. */
export function isGrowing(load: Load): boolean {
  return load?.state === 'growing';
}

/**
 * Whether so many runs of one scenario grew that chance does not explain it. Each run is tested at a level of its own, and of many runs
 * without growth some pass: as many as that level allows, or fewer, are no sign of it. Of one run its own test decides.
 */
export function isGrowth(growing: number, runs: number): boolean {
  return growing > 0 && binomialUpper(growing, runs, TREND_LEVEL) <= TREND_LEVEL * (1 + ROUNDING);
}

/** Whether tasks that came to an end came in faster than they were done, for as long as they came. */
export function isOverloadedMeanwhile({ state }: Pick<LoadJudgement, 'state'>): boolean {
  return state === 'rush';
}

/**
 * The exact value, or what is known of it; null where it was not measured. Where the backlog grows without end, a latency is what
 * it is at the end of the run and has no upper bound: it wins nothing.
 * @param grows whether a backlog that grew in this run did not by chance: what `isGrowth` says where there are more runs
 */
export function figureOf(row: RunRow, metric: string, grows = true): Figure {
  const figure = figureIn(row, metric);
  if (figure === null || !growsWithBacklog(metric) || !hasNoSteadyState(row.load, grows)) return figure;
  return { lower: isBounds(figure) ? figure.lower : figure, upper: null };
}

/** @param grows as above */
export function hasNoSteadyState(load: Load, grows: boolean): boolean {
  return isOverloaded(load) || (grows && isGrowing(load));
}

/** Whether runs of one scenario grow, as `isGrowth` has it. */
export function growsIn(loads: Iterable<Load>): boolean {
  let [growing, runs] = [0, 0];
  for (const load of loads) {
    if (load === null) continue;
    runs++;
    if (isGrowing(load)) growing++;
  }
  return isGrowth(growing, runs);
}
