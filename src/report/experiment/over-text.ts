/** What many runs say of a condition, in one line of figures. */
import type { OverRuns } from '../../lab/experiment/over-runs.ts';
import { formatRatio, plural } from '../format.ts';
import { formatMetric } from '../metrics.ts';
import { percent } from './sentences.ts';

/**
 * "mean 4.1 s, 20 runs; at least 3.7 s, at most 4.5 s, each with 95 % confidence". A condition asks of one end, which may lie within the
 * interval that tables give: that holds both ends with as much confidence.
 */
export function overText(over: OverRuns): string {
  const { metric, of, runs, estimate, lower, upper, confidence, met, undecided } = over;
  const value = (number: number) => (of === 'share' ? formatRatio(number) : formatMetric(metric, number));
  const counts = `holds in ${met} of ${plural(runs, 'run')}${undecided === 0 ? '' : `, UNDECIDED in ${undecided}`}`;
  if (confidence === null) return counts;
  const head =
    of === 'share'
      ? counts
      : `${of === 'mean' ? 'mean' : 'difference from the limit'} ${estimate === null ? 'not known exactly' : value(estimate)}, ${plural(runs, 'run')}`;
  const ends = [
    ...(Number.isFinite(lower) ? [`at least ${value(lower)}`] : []),
    ...(Number.isFinite(upper) ? [`at most ${value(upper)}`] : []),
  ];
  if (ends.length === 0) return head;
  const each = ends.length === 1 ? '' : 'each ';
  return `${head}; ${ends.join(', ')}, ${each}with ${percent(confidence)} confidence`;
}
