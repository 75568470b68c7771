/**
 * As many replications as a precision needs.
 */
import { PrecisionStopping } from '../statistics/precision.ts';
import { unseenProbability } from '../statistics/rare.ts';
import { everyone, jobsOf, measured } from './designs.ts';
import type { Experiment } from './experiment.ts';
import { meanLimits } from './mean-limits.ts';
import { kindOf, sizeMetric } from './value-kind.ts';

const CONFIDENCE = 0.95;

export interface PrecisionPlan {
  /** Wanted half-width of every interval relative to its mean, in (0, 1). */
  readonly relative: number;
  readonly minimum: number;
  readonly maximum: number;
}

export interface PrecisionOutcome {
  readonly relative: number;
  readonly replications: number;
  /** Whether every metric of every alternative came to be known that precisely. */
  readonly reached: boolean;
}

/**
 * Replicates all alternatives alike until every metric of each is known precisely enough, or `maximum` is reached. The number
 * of further replications is foreseen from the spread so far and never more than doubles. A metric that no run of an alternative
 * knows exactly cannot become precise, and is not waited for.
 */
export async function runToPrecision(
  experiment: Experiment,
  metrics: readonly string[],
  plan: PrecisionPlan,
): Promise<PrecisionOutcome> {
  const { relative, minimum, maximum } = plan;
  const all = everyone(experiment);
  const watched = all.flatMap((alternative) =>
    metrics.map((metric) => ({
      alternative,
      metric,
      stopping: new PrecisionStopping({ relative, minimum }),
      values: [] as number[],
    })),
  );
  let count = 0;
  let target = Math.min(minimum, maximum);
  for (;;) {
    await experiment.perform(jobsOf(all, count, target));
    if (experiment.aborted) return { relative, replications: count, reached: false };
    for (const { alternative, metric, stopping, values } of watched)
      for (let replication = count; replication < target; replication++) {
        const value = measured(experiment, alternative, replication, metric);
        if (value === undefined) continue;
        stopping.observe(value);
        values.push(value);
      }
    count = target;
    const known = watched.filter(({ values }) => values.length > 0);
    const needed = Math.max(0, ...known.map((each) => remaining(experiment, each, relative)));
    if (needed === 0 || count >= maximum)
      return { relative, replications: count, reached: needed === 0 && known.length === watched.length };
    target = Math.min(maximum, count + Math.min(needed, count));
  }
}

interface Watched {
  readonly alternative: number;
  readonly metric: string;
  readonly stopping: PrecisionStopping;
  readonly values: readonly number[];
}

/**
 * How many more replications one metric needs; what hardly varied yet is no more precise than its interval. A value that all runs have
 * in common is known so precisely once no more runs than that share can have another.
 */
function remaining(experiment: Experiment, watched: Watched, relative: number): number {
  const { alternative, metric, stopping, values } = watched;
  const needed = stopping.remaining();
  if (needed > 0) return needed;
  if (values.every((value) => value === values[0]))
    return unseenProbability(values.length, CONFIDENCE) <= relative ? 0 : values.length;
  const size = measured(experiment, alternative, 0, sizeMetric(metric) ?? metric) ?? null;
  const { lower, upper } = meanLimits(values, kindOf(metric, values, size), CONFIDENCE);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  // As in PrecisionStopping, the error is relative to the true mean.
  const allowed = (relative / (1 + relative)) * Math.abs(mean) * (1 + 1e-12);
  return Math.max(mean - lower, upper - mean) <= allowed ? 0 : values.length;
}
