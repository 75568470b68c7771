/** Cells that tables of comparisons on a terminal and on a page have in common. */
import type { MetricComparison, PairFigures } from '../../lab/experiment/compare-metric.ts';
import type { AlternativeLoad, ExperimentResult } from '../../lab/experiment/result.ts';
import type { PointFigures } from '../../lab/experiment/sweep-metric.ts';
import { formatNumber, formatRate, formatRatio, NO_VALUE } from '../format.ts';
import { formatMetric, metricUnit } from '../metrics.ts';

/** "−18 % (−21 to −15)", "±0" without a difference, a dash where it is the same or not compared. */
export function differenceText(comparison: MetricComparison, baseline: string, label: string): string {
  const pair = label === baseline ? null : pairOf(comparison, baseline, label);
  if (pair === null) return NO_VALUE;
  const { metric } = comparison;
  const points = metricUnit(metric) === 'ratio';
  const mark = pair.different ? '' : ' ?';
  const { estimate: known } = pair.difference;
  if (known === null) return `${openDifference(metric, pair.bounds)}${mark}`;
  if (pair.relative === null || points) {
    const { lower, upper } = pair.difference;
    const estimate = known;
    const show = (value: number) =>
      points ? pointsText(value) : `${value > 0 ? '+' : ''}${formatMetric(metric, value)}`;
    return `${show(estimate)}${points ? ' points' : ''} (${show(lower)} to ${show(upper)})${mark}`;
  }
  const { estimate, lower, upper } = pair.relative;
  return `${signed(estimate * 100)} % (${signed(lower * 100)} to ${signed(upper * 100)})${mark}`;
}

/** What is known of a difference where values are open: "at least +12 s", "−3 s to +5 s", "not known". */
function openDifference(metric: string, bounds: PairFigures['bounds']): string {
  const points = metricUnit(metric) === 'ratio';
  const show = (value: number) =>
    points ? `${pointsText(value)} points` : `${value > 0 ? '+' : ''}${formatMetric(metric, value)}`;
  const { lower, upper } = bounds ?? { lower: null, upper: null };
  if (lower === null) return upper === null ? 'not known' : `at most ${show(upper)}`;
  if (upper === null) return `at least ${show(lower)}`;
  const [least, most] = [show(lower), show(upper)];
  return least === most ? `about ${least}` : `${least} to ${most}`;
}

/** A mean, or where the end of runs left values open what is known of it: "at least 5 min", "96 % to 99 %". */
export function meanText(metric: string, { mean, bounds }: Pick<PointFigures, 'mean' | 'bounds'>): string {
  if (mean !== null) return formatMetric(metric, mean);
  if (bounds === null) return NO_VALUE;
  const { lower, upper } = bounds;
  if (upper === null) return `at least ${formatMetric(metric, lower)}`;
  const [least, most] = [lower, upper].map((value) => formatMetric(metric, value));
  return least === most ? `about ${least}` : rangeText(metric, lower, upper);
}

/** Where to draw a mean and its interval: open values at their lower bound, without what has no end. */
export function drawnFigures({
  mean,
  bounds,
  lower,
  upper,
}: Pick<PointFigures, 'mean' | 'bounds' | 'lower' | 'upper'>) {
  const point = mean ?? bounds?.lower ?? lower;
  return {
    mean: point,
    lower: Number.isFinite(lower) ? Math.min(lower, point) : point,
    upper: Number.isFinite(upper) ? upper : point,
  };
}

/** A difference of ratios in percentage points, with its sign. */
export function pointsText(difference: number): string {
  return signed(difference * 100);
}

function signed(value: number): string {
  const text = formatNumber(value, 2);
  return value > 0 && text !== '0' ? `+${text}` : text;
}

/** A probability from resampling: never "0 %" or "100 %", which a sample cannot show; a dash where there were too few values. */
export function shareText(share: number | null): string {
  if (share === null) return NO_VALUE;
  if (share < 0.005) return '< 1 %';
  if (share > 0.995) return '> 99 %';
  return `${Math.round(share * 100)} %`;
}

/** In place of an interval, which values that do not vary do not have. */
export const ALIKE = 'all alike';

/** The interval of a mean in a table. */
export function intervalCell(
  metric: string,
  { constant, lower, upper }: Pick<PointFigures, 'constant' | 'lower' | 'upper'>,
): string {
  return constant && lower === upper ? ALIKE : rangeText(metric, lower, upper);
}

/** "9.41 to 11.1 s": both ends, with the unit once where it is the same; "about 5 s" where they look alike and are not. */
export function rangeText(metric: string, lower: number, upper: number): string {
  if (upper === Number.POSITIVE_INFINITY) return `from ${formatMetric(metric, lower)} on`;
  if (lower === Number.NEGATIVE_INFINITY) return `up to ${formatMetric(metric, upper)}`;
  const larger = Math.abs(lower) > Math.abs(upper) ? lower : upper;
  const [first, second] = [lower, upper].map((value) =>
    metricUnit(metric) === 'rate' ? formatRate(value, larger) : formatMetric(metric, value),
  );
  if (first === second && lower !== upper) return `about ${first}`;
  // One number and one unit: "9.41 s", "7.2/s", "73.7 %".
  const unit = /^[−+]?[\d.,]+( ?[^\d\s]+)$/;
  const [own, other] = [unit.exec(first)?.[1], unit.exec(second)?.[1]];
  const short = own !== undefined && own === other ? first.slice(0, -own.length) : first;
  return `${short} to ${second}`;
}

/**
 * What an interval reaches to either side of its mean: percentage points of a ratio, where per cent could mean either;
 * otherwise a share of the mean, or the metric's own unit at a mean of zero.
 */
export function marginText(metric: string, mean: number, half: number): string {
  if (metricUnit(metric) === 'ratio') return `${formatNumber(half * 100, 2)} points`;
  return mean === 0 ? formatMetric(metric, half) : formatRatio(half / Math.abs(mean));
}

/** " ± 3 %", or both ends where they are not equally far: " (0 to 0.18)". */
export function reachText(
  metric: string,
  { mean, lower, upper }: Pick<PointFigures, 'mean' | 'lower' | 'upper'>,
): string {
  if (mean === null) return '';
  const [below, above] = [mean - lower, upper - mean];
  if (Math.abs(above - below) > 0.02 * (above + below)) return ` (${rangeText(metric, lower, upper)})`;
  return ` ± ${marginText(metric, mean, (upper - lower) / 2)}`;
}

/** Shares of tasks that had not ended, by label, with a mark where the backlog grows; null where all ended everywhere. */
export function loadCells({
  alternatives,
}: Pick<ExperimentResult, 'alternatives'>): Map<string, string> | null {
  if (alternatives.every(({ load }) => load === null || (load.unfinished === 0 && load.overloaded === 0)))
    return null;
  return new Map(
    alternatives.map(({ label, load }) => [
      label,
      load === null ? NO_VALUE : formatRatio(load.unfinished) + loadMark(load),
    ]),
  );
}

function loadMark({
  overloaded,
  growing,
  overloaded_meanwhile,
  grew_meanwhile,
  runs,
}: AlternativeLoad): string {
  const some = (count: number) => (count < runs ? ` in ${count} of ${runs}` : '');
  const above = overloaded + overloaded_meanwhile;
  if (above > 0) return ` OVERLOADED${some(above)}`;
  const grew = growing + grew_meanwhile;
  return grew > 0 ? ` growing${some(grew)}` : '';
}

/** What a reader is told where an interval ends at 0 although the pair is told apart. */
export const SHARPER =
  "intervals hold for all pairs together; one that ends at 0 is of a pair that only Holm's stepwise test, which is sharper, tells apart";

/** What a reader is told where intervals of means are wider than each would be on its own. */
export const JOINT =
  'intervals of the means hold for all pairs together, so that two that lie apart are told apart';

/** Pairs that Holm's test tells apart although a simultaneous (Bonferroni) interval would not. */
export function outsharpened({ pairs }: MetricComparison): readonly PairFigures[] {
  return pairs.filter(({ different, difference: { lower, upper } }) => different && lower <= 0 && upper >= 0);
}

/** Pairs in order of the rank of the candidate, then of that of the baseline. */
export function rankedPairs({ pairs, ranking }: MetricComparison): readonly PairFigures[] {
  const places = new Map(ranking.map((label, place) => [label, place]));
  const place = (label: string) => places.get(label) ?? ranking.length;
  return [...pairs].sort(
    (a, b) => place(a.candidate) - place(b.candidate) || place(a.baseline) - place(b.baseline),
  );
}

/** Whether there are several pairs, for which p-values were corrected. */
export function isCorrected({ alternatives }: MetricComparison): boolean {
  return alternatives.length > 2;
}

/** The pair with `baseline` first, turned around where it is listed the other way. */
export function pairOf(
  comparison: MetricComparison,
  baseline: string,
  candidate: string,
): Pick<PairFigures, 'difference' | 'bounds' | 'relative' | 'different' | 'adjusted_p'> | null {
  for (const pair of comparison.pairs) {
    if (pair.baseline === baseline && pair.candidate === candidate) return pair;
    if (pair.baseline !== candidate || pair.candidate !== baseline) continue;
    const { difference, bounds, relative, different, adjusted_p } = pair;
    const { estimate, lower, upper } = difference;
    return {
      different,
      adjusted_p,
      difference: {
        ...difference,
        estimate: estimate === null ? null : -estimate,
        lower: -upper,
        upper: -lower,
      },
      bounds: bounds && {
        lower: bounds.upper === null ? null : -bounds.upper,
        upper: bounds.lower === null ? null : -bounds.lower,
      },
      // What may have lost all has no share that may have been added.
      relative:
        relative === null || relative.lower <= -1 ? null : turned(relative, (value) => 1 / (1 + value) - 1),
    };
  }
  return null;
}

function turned<Range extends { estimate: number; lower: number; upper: number }>(
  { estimate, lower, upper }: Range,
  turn: (value: number) => number,
) {
  return { estimate: turn(estimate), lower: turn(upper), upper: turn(lower) };
}
