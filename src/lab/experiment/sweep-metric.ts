/**
 * What a sweep says about one metric: its response at every point, and the points that may be best.
 */
import { meanInterval } from '../statistics/mean-interval.ts';
import { Moments } from '../statistics/summary.ts';
import { pairedTest } from '../statistics/t-test.ts';
import type { MetricValues } from './compare-metric.ts';
import type { MetricGoal } from './designs.ts';

export interface PointFigures {
  readonly label: string;
  readonly replications: number;
  readonly mean: number;
  /** Interval of this mean on its own; equal to it with a single replication. */
  readonly lower: number;
  readonly upper: number;
  readonly sd: number;
  readonly min: number;
  readonly max: number;
}

export interface MetricSweep extends MetricGoal {
  readonly confidence: number;
  /** In the order of the points, null where the metric was not measured. */
  readonly points: readonly (PointFigures | null)[];
  /** Label of the point with the best mean. */
  readonly best: string;
  /** Points that cannot be told from the best one, which comes first; all pairs are allowed for. Empty with one replication. */
  readonly leaders: readonly string[];
  /** Whether every point that was measured has the same figures. */
  readonly same: boolean;
  /** Runs that do not count, because they did not measure the metric. */
  readonly left_out: number;
}

const CONFIDENCE = 0.95;

/** The response of one metric; null when no point measured it. */
export function sweepMetric(measured: readonly MetricValues[], goal: MetricGoal): MetricSweep | null {
  const samples = measured.map(({ values }) => values.filter((value) => typeof value === 'number'));
  const points = samples.map((values, index): PointFigures | null => {
    if (values.length === 0) return null;
    const moments = Moments.of(values);
    const single = values.length === 1;
    const { lower, upper } = single ? { lower: moments.mean, upper: moments.mean } : meanInterval(values);
    return {
      label: measured[index].label,
      replications: values.length,
      mean: moments.mean,
      lower,
      upper,
      sd: single ? 0 : moments.sd,
      min: moments.min,
      max: moments.max,
    };
  });
  const known = points.filter((point) => point !== null);
  if (known.length === 0) return null;
  const sign = goal.better === 'lower' ? 1 : -1;
  const ranked = [...known].sort((a, b) => sign * (a.mean - b.mean));
  const best = ranked[0].label;
  const { metric, better } = goal;
  const alike = ({ mean, min, max }: PointFigures) =>
    mean === ranked[0].mean && min === ranked[0].min && max === ranked[0].max;
  return {
    metric,
    better,
    confidence: CONFIDENCE,
    points,
    best,
    leaders: leadersOf(measured, ranked),
    same: known.length > 1 && known.every(alike),
    left_out: measured.reduce((sum, { values }, index) => sum + values.length - samples[index].length, 0),
  };
}

/**
 * The best point was chosen among all by the same data, so that each comparison with it counts as one of all pairs
 * (Bonferroni).
 */
function leadersOf(measured: readonly MetricValues[], ranked: readonly PointFigures[]): string[] {
  const valuesOf = new Map(measured.map(({ label, values }) => [label, values]));
  const pairs = (ranked.length * (ranked.length - 1)) / 2;
  const [best, ...others] = ranked;
  if (best.replications < 2) return [];
  const rest = others.filter(({ label }) => {
    const [first, second] = bothMeasured(valuesOf.get(best.label) ?? [], valuesOf.get(label) ?? []);
    return first.length < 2 || pairedTest(first, second).p * pairs > 1 - CONFIDENCE;
  });
  return [best, ...rest].map(({ label }) => label);
}

function bothMeasured(first: MetricValues['values'], second: MetricValues['values']): [number[], number[]] {
  const pairs = first.flatMap((value, replication) => {
    const other = second[replication];
    return typeof value === 'number' && typeof other === 'number' ? [[value, other] as const] : [];
  });
  return [pairs.map(([value]) => value), pairs.map(([, value]) => value)];
}
