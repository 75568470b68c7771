/**
 * What a sweep says about one metric: its response at every point, and the points that may be best.
 */
import type { Bounds } from '../../recording/bounds.ts';
import { Moments } from '../statistics/summary.ts';
import { type Analysis, analyse, type Standing, type TooFew } from './analysis.ts';
import type { MetricGoal } from './designs.ts';
import {
  type Counted,
  countedOf,
  lows,
  type MetricValues,
  pairedValues,
  type Span,
  valuesOf,
} from './samples.ts';

export interface PointFigures {
  readonly label: string;
  readonly replications: number;
  /** null where the end of runs left values open; `bounds` then holds the least and the largest mean they allow. */
  readonly mean: number | null;
  readonly bounds: Bounds | null;
  /** Runs whose value is open. */
  readonly open: number;
  /** Every run has the same value: nothing is known of the spread. */
  readonly constant: boolean;
  /** Interval of this mean, on its own or together with the others (`joint`); equal to it with a single replication. */
  readonly lower: number;
  readonly upper: number;
  /** null where values are open. */
  readonly sd: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

export interface MetricSweep extends MetricGoal {
  readonly confidence: number;
  /** In the order of the points, null where the metric was not measured. */
  readonly points: readonly (PointFigures | null)[];
  /** Labels of the points that were measured, best mean first. */
  readonly ranking: readonly string[];
  /** Label of the point with the best mean, or where values are open with the best of the worse ends. */
  readonly best: string;
  /** Points that cannot be told from the best one, which comes first. Empty with one replication, or too few for that. */
  readonly leaders: readonly string[];
  /** Intervals of means hold for all pairs together, not each on its own. */
  readonly joint: boolean;
  /** Too few replications for so many comparisons: nothing is marked. */
  readonly too_few: TooFew | null;
  /** Whether every point that was measured has the same figures. */
  readonly same: boolean;
  /** Runs that do not count, because they did not measure the metric. */
  readonly left_out: number;
}

const CONFIDENCE = 0.95;

/**
 * The response of one metric; null when no point measured it.
 * @param size mean number of things of which the metric is a share, where that is known
 */
export function sweepMetric(
  measured: readonly MetricValues[],
  goal: MetricGoal,
  size: number | null = null,
): MetricSweep | null {
  const counted = measured.map(({ values }) => countedOf(values));
  const places = counted.flatMap((values, index) => (valuesOf(values).length > 0 ? [index] : []));
  if (places.length === 0) return null;
  const { metric, better } = goal;
  const samples = places.map((index) => counted[index]);
  const analysis = analyse(samples, { metric, better, confidence: CONFIDENCE, size });
  const label = (place: number): string => measured[places[place]].label;
  const points = measured.map(({ label }, index): PointFigures | null => {
    const place = places.indexOf(index);
    return place < 0 ? null : { label, ...figuresOf(valuesOf(samples[place]), analysis.standings[place]) };
  });
  const known = points.filter((point) => point !== null);
  const { ranking, joint, too_few } = analysis;
  const [first] = known;
  const alike = ({ mean, min, max }: PointFigures) =>
    mean !== null && mean === first.mean && min === first.min && max === first.max;
  const total = measured.reduce((sum, { values }) => sum + values.length, 0);
  return {
    metric,
    better,
    confidence: CONFIDENCE,
    points,
    ranking: ranking.map(label),
    best: label(ranking[0]),
    leaders: leadersOf(samples, analysis).map(label),
    joint,
    too_few,
    same: known.length > 1 && known.every(alike),
    left_out: total - samples.reduce((sum, values) => sum + valuesOf(values).length, 0),
  };
}

function figuresOf(spans: readonly Span[], standing: Standing) {
  const { sd, min, max } = Moments.of(lows(spans));
  const known = standing.mean !== null;
  return {
    ...standing,
    sd: known ? (spans.length > 1 ? sd : 0) : null,
    min: known ? min : null,
    max: known ? max : null,
  };
}

function leadersOf(samples: readonly Counted[], { ranking, apart, too_few }: Analysis): number[] {
  const [best, ...others] = ranking;
  if (valuesOf(samples[best]).length < 2 || too_few !== null) return [];
  const open = (index: number) =>
    pairedValues(samples[best], samples[index])[0].length < 2 || !apart(best, index);
  return [best, ...others.filter(open)];
}
