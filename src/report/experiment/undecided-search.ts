/** Whether a search has come to an answer. */
import type { FindPlan } from '../../lab/experiment/plan.ts';
import type { FindResult, FoundPoint } from '../../lab/experiment/result.ts';
import type { CrossingAnswer, OptimumAnswer } from '../../lab/experiment/search.ts';

/** Nothing has shown on which side of the crossing one of the ends lies. */
export function isOpenCrossing({
  outcome,
  lower_confirmed,
  upper_confirmed,
}: CrossingAnswer['result']): boolean {
  return outcome !== 'below' && outcome !== 'above' && !(lower_confirmed && upper_confirmed);
}

/**
 * Places where the crossing may lie and the mean may be on either side of the target, whatever the number of runs, as tasks had not
 * ended when they did.
 */
export function openPlaces({ answer, plan: { question }, points }: FindResult): FoundPoint[] {
  if (answer?.kind !== 'crossing' || question.kind !== 'crossing') return [];
  const { lower, upper, lower_confirmed, upper_confirmed } = answer.result;
  return points.filter(
    ({ x, bounds, open, overloaded }) =>
      !(lower_confirmed && x <= lower) &&
      !(upper_confirmed && x >= upper) &&
      bounds !== null &&
      open > overloaded &&
      bounds.lower <= question.target &&
      (bounds.upper ?? Number.POSITIVE_INFINITY) >= question.target,
  );
}

/** The interval is still the whole range. */
function isOpenOptimum({ result }: OptimumAnswer, { range }: FindPlan): boolean {
  return result.outcome === 'budget' && result.lower <= range.lower && result.upper >= range.upper;
}

/**
 * Whether the question stays open: the runs did not settle it, or they showed that the metric does not move in one direction,
 * as the search assumes.
 */
export function isUndecidedSearch({ answer, plan }: Pick<FindResult, 'answer' | 'plan'>): boolean {
  if (answer === null) return true;
  if (answer.kind === 'optimum') return isOpenOptimum(answer, plan);
  const { result, between } = answer;
  return isOpenCrossing(result) || (between !== null && between.other !== null);
}
