/**
 * Which runs an experiment consists of: a fixed number of replications, as many as a precision needs, or those that a
 * selection of the best asks for. What is decided depends on the results alone, never on the number of workers.
 */
import { describeMetric, METRICS } from '../../recording/metrics.ts';
import { KimNelson } from '../statistics/kim-nelson.ts';
import { PrecisionStopping } from '../statistics/precision.ts';
import type { Experiment } from './experiment.ts';
import { ExperimentError, type Job } from './types.ts';

/** A metric and which end of its scale is the good one. */
export interface MetricGoal {
  readonly metric: string;
  readonly better: 'lower' | 'higher';
}

/** The runs of all these alternatives in replications from .. to - 1, replication by replication. */
export function jobsOf(alternatives: readonly number[], from: number, to: number): Job[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) =>
    alternatives.map((alternative) => ({ alternative, replication: from + i })),
  ).flat();
}

function everyone(experiment: Experiment): number[] {
  return experiment.alternatives.map((_, index) => index);
}

/** Part `index` (from 1) of `count`, dealt like cards, so that all parts take about as long. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

export async function runFixed(experiment: Experiment, replications: number, shard?: Shard): Promise<void> {
  const jobs = jobsOf(everyone(experiment), 0, replications);
  const own = shard ? jobs.filter((_, place) => place % shard.count === shard.index - 1) : jobs;
  await experiment.perform(own);
}

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
 * of further replications is foreseen from the spread so far and never more than doubles.
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
    })),
  );
  let count = 0;
  let target = Math.min(minimum, maximum);
  for (;;) {
    await experiment.perform(jobsOf(all, count, target));
    if (experiment.aborted) return { relative, replications: count, reached: false };
    for (const { alternative, metric, stopping } of watched)
      for (let replication = count; replication < target; replication++) {
        const value = experiment.row(alternative, replication)?.metrics[metric];
        if (typeof value === 'number') stopping.observe(value);
      }
    count = target;
    const needed = Math.max(...watched.map(({ stopping }) => stopping.remaining()));
    if (needed === 0 || count >= maximum) return { relative, replications: count, reached: needed === 0 };
    target = Math.min(maximum, count + Math.min(needed, count));
  }
}

export interface SelectionPlan {
  /** Smallest difference worth detecting: relative to the best mean of the first stage, or in the metric's unit. */
  readonly indifference: { readonly relative: number } | { readonly absolute: number };
  /** Replications of everyone before anyone is dropped. */
  readonly first_stage: number;
  readonly maximum: number;
}

export interface SelectionOutcome {
  /** Index of the alternative selected; null when the experiment was interrupted before. */
  readonly best: number | null;
  /** False: the maximum was reached, or the experiment interrupted, before the data could decide. */
  readonly guaranteed: boolean;
  /** In the metric's unit. */
  readonly indifference: number;
  readonly confidence: number;
  /** Replications of each alternative. */
  readonly replications: readonly number[];
  readonly runs: number;
  /** Runs that giving every alternative as many replications as the longest-lived would have taken besides. */
  readonly saved: number;
}

const CONFIDENCE = 0.95;

/** Selects the best alternative by Kim and Nelson's procedure, dropping those that are out of the race. */
export async function runSelection(
  experiment: Experiment,
  goal: MetricGoal,
  plan: SelectionPlan,
): Promise<SelectionOutcome> {
  const all = everyone(experiment);
  const first = Math.min(plan.first_stage, plan.maximum);
  await experiment.perform(jobsOf(all, 0, first));
  const counts = all.map(() => 0);
  if (experiment.aborted) return unfinished(experiment, all, 0);
  const indifference = zoneOf(experiment, goal, plan, first);
  const race = new KimNelson(all.length, {
    best: goal.better === 'lower' ? 'lowest' : 'highest',
    indifference,
    confidence: CONFIDENCE,
    first_stage: first,
    maximum: plan.maximum,
  });
  let ready = first;
  while (race.decision() === null) {
    const survivors = race.survivors();
    const replication = race.count;
    if (replication >= ready) {
      // Some replications ahead, to keep all workers busy; what proves needless is left out of the result.
      const ahead = Math.max(1, Math.ceil(experiment.parallel / survivors.length));
      const to = Math.min(plan.maximum, replication + ahead);
      await experiment.perform(jobsOf(survivors, replication, to));
      if (experiment.aborted) return { ...unfinished(experiment, all, indifference), replications: counts };
      ready = to;
    }
    race.observe(survivors.map((alternative) => measured(experiment, alternative, replication, goal.metric)));
    for (const alternative of survivors) counts[alternative]++;
  }
  const { best, guaranteed } = race.decision() ?? { best: 0, guaranteed: false };
  const runs = counts.reduce((sum, count) => sum + count, 0);
  const saved = all.length * Math.max(...counts) - runs;
  return { best, guaranteed, indifference, confidence: CONFIDENCE, replications: counts, runs, saved };
}

function unfinished(experiment: Experiment, all: readonly number[], indifference: number): SelectionOutcome {
  const replications = all.map((alternative) => {
    let count = 0;
    while (experiment.row(alternative, count) !== undefined) count++;
    return count;
  });
  const runs = replications.reduce((sum, count) => sum + count, 0);
  return {
    best: null,
    guaranteed: false,
    indifference,
    confidence: CONFIDENCE,
    replications,
    runs,
    saved: 0,
  };
}

function zoneOf(experiment: Experiment, goal: MetricGoal, plan: SelectionPlan, first: number): number {
  if ('absolute' in plan.indifference) return plan.indifference.absolute;
  const means = experiment.alternatives.map((_, alternative) => {
    let sum = 0;
    for (let replication = 0; replication < first; replication++)
      sum += measured(experiment, alternative, replication, goal.metric);
    return sum / first;
  });
  const best = goal.better === 'lower' ? Math.min(...means) : Math.max(...means);
  const zone = Math.abs(best) * plan.indifference.relative;
  if (zone > 0) return zone;
  throw new ExperimentError(
    `the best mean of ${goal.metric} is 0, of which no share can be taken: give the indifference in units of the metric`,
  );
}

function measured(experiment: Experiment, alternative: number, replication: number, metric: string): number {
  const value = experiment.row(alternative, replication)?.metrics[metric];
  if (typeof value === 'number') return value;
  const { label } = experiment.alternatives[alternative];
  const failure = experiment.failures.find(
    (failed) => failed.alternative === alternative && failed.replication === replication,
  );
  throw new ExperimentError(
    `the selection needs ${metric} of ${label}, replication ${replication}, ${
      failure ? `but that run failed: ${failure.reason}` : 'where it was not measured'
    }`,
  );
}

/** Which end of a metric's scale is good, from the catalogue; undefined where it depends on what one wants. */
export function betterOf(metric: string): MetricGoal['better'] | undefined {
  return describeMetric(metric, METRICS)?.better;
}
