/** The answer of a sweep in words. */

import type { Survivors, SweepResult } from '../../lab/experiment/result.ts';
import type { MetricSweep } from '../../lab/experiment/sweep-metric.ts';
import { stillOpen } from '../../recording/still-open.ts';
import { plural } from '../format.ts';
import { meanText } from './figures.ts';
import { loadClause } from './load-clause.ts';
import { intervalClause, list, tooFewText } from './sentences.ts';
import { survivorClause } from './survivor-clause.ts';

/** Points named in a sentence; more are counted. */
const MOST_NAMED = 4;
/** Points of a front that are named: they are the answer. */
const MOST_ON_FRONT = 8;

/** One sentence for each metric, and one for the front. */
export function sweepSentences(result: SweepResult): string[] {
  const { pareto, survivors } = result;
  const sentences = result.metrics.map((sweep) => metricSentence(sweep, survivors, result.alternatives));
  if (pareto === null) return sentences;
  const front = pareto.points.filter((point) => point.front).map(({ label }) => label);
  const words = front.length > MOST_ON_FRONT ? plural(front.length, 'point') : list(front, 'and');
  const clause = [pareto.x, pareto.y]
    .map(({ metric }) => survivorClause(metric, survivors).replace('; of', `; ${metric} is of`))
    .join('');
  const { open } = pareto;
  const [placed, few] = [pareto.points.length, open.length <= MOST_NAMED];
  const where = `at ${few ? list(open, 'and') : plural(open.length, 'point')} ${stillOpen(pareto.x.metric, pareto.y.metric)} when runs did, or nothing was measured`;
  if (placed < 2)
    return [
      ...sentences,
      `Which points are best in ${pareto.x.metric} and ${pareto.y.metric} together is UNDECIDED: ${where}.`,
    ];
  const left = open.length === 0 ? '' : `; UNDECIDED of ${open.length} more: ${where}`;
  return [
    ...sentences,
    `${open.length === 0 ? 'No other point' : `Of ${plural(placed, 'point')} that ${placed === 1 ? 'is' : 'are'} known, no other`} is better in both ${pareto.x.metric} and ${pareto.y.metric} than ${front.length === 1 ? 'one' : 'these'}: ${words}${clause}${left}.`,
  ];
}

function metricSentence(
  sweep: MetricSweep,
  survivors: readonly Survivors[],
  alternatives: SweepResult['alternatives'],
): string {
  const { metric, best, leaders, better, confidence } = sweep;
  const point = sweep.points.find((each) => each?.label === best);
  if (!point) return '';
  const value = meanText(metric, point);
  const { replications } = point;
  const runs =
    replications > 1 ? intervalClause(metric, point, confidence) : plural(replications, 'replication');
  if (sweep.points.length === 1)
    return `${metric} at ${best}: ${value} (${runs})${survivorClause(metric, survivors, [point.label])}.`;
  if (sweep.same) return `${metric} is the same at all points: ${value} (${runs}).`;
  if (sweep.too_few !== null) return `${tooFewText(metric, sweep.too_few, 'points')}.`;
  const others = leaders.slice(1);
  const measured = sweep.points.filter((each) => each !== null);
  if (others.length === measured.length - 1 && others.length > 0 && measured.some(({ open }) => open > 0))
    return `${metric} is UNDECIDED between all points, as ${stillOpen(metric)} when runs did.`;
  const tie =
    others.length === 0
      ? ''
      : `; ${others.length > MOST_NAMED ? plural(others.length, 'other point') : list(others, 'and')} cannot be told apart from it`;
  return `${metric} is ${better === 'lower' ? 'lowest' : 'highest'} at ${best}: ${value} (${runs})${tie}${loadClause(best, alternatives)}${survivorClause(metric, survivors, [point.label])}.`;
}
