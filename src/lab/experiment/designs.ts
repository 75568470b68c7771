/**
 * Which runs an experiment consists of: a fixed number of replications, as many as a precision needs, or those that a
 * selection of the best asks for. What is decided depends on the results alone, never on the number of workers.
 */
import { KimNelson } from '../statistics/kim-nelson.ts';
import type { Experiment } from './experiment.ts';
import { figureOf } from './figure.ts';
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

/** Indices of all alternatives. */
export function everyone(experiment: Experiment): number[] {
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
  /** Without those that failed. */
  readonly runs: number;
  /** Runs that giving every alternative as many replications as the longest-lived would have taken besides. */
  readonly saved: number;
  /** Indices of alternatives that were taken out, because a run of theirs failed or too few measured the metric. */
  readonly dropped: readonly number[];
}

const CONFIDENCE = 0.95;

/**
 * Selects the best alternative by Kim and Nelson's procedure, dropping those that are out of the race. An alternative of which a
 * run fails, or that measures the metric in fewer than two replications of the first stage, is taken out; a replication that some
 * survivor did not measure is passed over.
 * @throws ExperimentError when no alternative can be measured, or a relative indifference is a share of 0
 */
export async function runSelection(
  experiment: Experiment,
  goal: MetricGoal,
  plan: SelectionPlan,
): Promise<SelectionOutcome> {
  const all = everyone(experiment);
  const first = Math.min(plan.first_stage, plan.maximum);
  await experiment.perform(jobsOf(all, 0, first));
  if (experiment.aborted) return unfinished(experiment, all, 0);
  const racing = all.filter((alternative) => canRace(experiment, alternative, first, goal.metric));
  const dropped = all.filter((alternative) => !racing.includes(alternative));
  if (racing.length === 0) throw unmeasured(experiment, goal.metric);
  const counts = all.map((alternative) => (dropped.includes(alternative) ? first : 0));
  const indifference = zoneOf(experiment, racing, goal, plan, first);
  const decision =
    racing.length === 1
      ? { best: 0, guaranteed: true }
      : await race({ experiment, goal, plan, racing, indifference, counts, dropped });
  if (decision === null) return { ...unfinished(experiment, all, indifference), replications: counts };
  if (racing.length === 1) counts[racing[0]] = first;
  const stayed = all.filter((alternative) => !dropped.includes(alternative));
  const most = Math.max(...stayed.map((alternative) => counts[alternative]));
  const finished = all.flatMap((alternative) =>
    jobsOf([alternative], 0, counts[alternative]).filter(
      ({ replication }) => experiment.row(alternative, replication) !== undefined,
    ),
  );
  return {
    best: racing[decision.best],
    guaranteed: decision.guaranteed,
    indifference,
    confidence: CONFIDENCE,
    replications: counts,
    runs: finished.length,
    saved: stayed.reduce((sum, alternative) => sum + most - counts[alternative], 0),
    dropped: dropped.sort((a, b) => a - b),
  };
}

interface Race {
  readonly experiment: Experiment;
  readonly goal: MetricGoal;
  readonly plan: SelectionPlan;
  /** Indices of the alternatives that take part, at least two. */
  readonly racing: readonly number[];
  readonly indifference: number;
  /** Replications of each alternative, to be filled in. */
  readonly counts: number[];
  /** Alternatives taken out, to be added to. */
  readonly dropped: number[];
}

/** The place among `racing` of the one selected; null when interrupted. */
async function race({ experiment, goal, plan, racing, indifference, counts, dropped }: Race) {
  const first = Math.min(plan.first_stage, plan.maximum);
  const best = goal.better === 'lower' ? 'lowest' : 'highest';
  const { maximum } = plan;
  const kn = new KimNelson(racing.length, {
    best,
    indifference,
    confidence: CONFIDENCE,
    first_stage: first,
    maximum,
  });
  let ready = first;
  for (let replication = 0; kn.decision() === null; replication++) {
    const survivors = kn.survivors();
    if (replication >= maximum) {
      if (kn.count === 0)
        throw new ExperimentError(
          `the selection needs replications in which all alternatives measure ${goal.metric}: there is none among ${maximum}`,
        );
      kn.stop();
      break;
    }
    if (replication >= ready) {
      // Some replications ahead, to keep all workers busy; what proves needless is left out of the result.
      const ahead = Math.max(1, Math.ceil(experiment.ahead / survivors.length));
      ready = Math.min(maximum, replication + ahead);
      const jobs = jobsOf(
        survivors.map((place) => racing[place]),
        replication,
        ready,
      );
      await experiment.perform(jobs);
      if (experiment.aborted) return null;
    }
    for (const place of survivors) counts[racing[place]]++;
    const failed = survivors.filter((place) => experiment.row(racing[place], replication) === undefined);
    if (failed.length === survivors.length) {
      // Nobody is left to go on with: the best so far is as far as it gets.
      if (kn.count === 0) throw unmeasured(experiment, goal.metric);
      kn.stop();
      break;
    }
    for (const place of failed) {
      dropped.push(racing[place]);
      kn.drop(place);
    }
    if (kn.decision() !== null) break;
    const values = kn
      .survivors()
      .map((place) => measured(experiment, racing[place], replication, goal.metric));
    if (values.every((value) => value !== undefined)) kn.observe(values);
  }
  return kn.decision();
}

/** Whether all its runs of the first stage ended, and enough of them measured the metric. */
function canRace(experiment: Experiment, alternative: number, first: number, metric: string): boolean {
  let values = 0;
  for (let replication = 0; replication < first; replication++) {
    if (experiment.row(alternative, replication) === undefined) return false;
    if (measured(experiment, alternative, replication, metric) !== undefined) values++;
  }
  return values > 1;
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
    dropped: [],
  };
}

function zoneOf(
  experiment: Experiment,
  racing: readonly number[],
  goal: MetricGoal,
  plan: SelectionPlan,
  first: number,
): number {
  if ('absolute' in plan.indifference) return plan.indifference.absolute;
  const means = racing.map((alternative) => {
    const values = Array.from({ length: first }, (_, replication) =>
      measured(experiment, alternative, replication, goal.metric),
    ).filter((value) => value !== undefined);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  const best = goal.better === 'lower' ? Math.min(...means) : Math.max(...means);
  const zone = Math.abs(best) * plan.indifference.relative;
  if (zone > 0) return zone;
  throw new ExperimentError(
    `the best mean of ${goal.metric} is 0, of which no share can be taken: give the indifference in units of the metric`,
  );
}

/** The exact value of a run, if it has one. */
export function measured(
  experiment: Experiment,
  alternative: number,
  replication: number,
  metric: string,
): number | undefined {
  const row = experiment.row(alternative, replication);
  const value = row === undefined ? null : figureOf(row, metric);
  return typeof value === 'number' ? value : undefined;
}

/** What to say when there is nobody to select: the first run that is missing. */
function unmeasured(experiment: Experiment, metric: string): ExperimentError {
  const [failure] = experiment.failures;
  const { label, replication } = failure ?? { label: experiment.alternatives[0].label, replication: 0 };
  return new ExperimentError(
    `the selection needs ${metric} of ${label}, replication ${replication}, ${
      failure ? `but that run failed: ${failure.reason}` : 'where it was not measured'
    }`,
  );
}
