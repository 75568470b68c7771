/** What many runs say of a condition, in one line of figures. */
import type { OverRuns } from '../../lab/experiment/over-runs.ts';
import { formatRatio, plural } from '../format.ts';
import { formatMetric } from '../metrics.ts';
import { percent } from './sentences.ts';

/** "mean 4.1 s of 20 runs, with 95 % confidence at least 3.7 s, at most 4.5 s". */
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
  return ends.length === 0 ? head : `${head}; with ${percent(confidence)} confidence ${ends.join(', ')}`;
}
