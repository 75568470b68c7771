/**
 * From the finished runs of an experiment to its answer.
 */
import { createHash } from 'node:crypto';
import type { Figure } from '../../recording/bounds.ts';
import { PERCENTILES } from '../latency-curve.ts';
import { momentsInterval } from '../statistics/mean-interval.ts';
import { Moments } from '../statistics/summary.ts';
import { VERSION } from '../version.ts';
import { loadOf } from './alternative-load.ts';
import { compareMetric, type MetricComparison, type MetricValues } from './compare-metric.ts';
import type { MetricGoal } from './designs.ts';
import { expectationNotes } from './expectation-notes.ts';
import { experimentNotes } from './experiment-notes.ts';
import { figureOf, growsIn } from './figure.ts';
import { labelledRuns } from './labelled-runs.ts';
import { paretoFront } from './pareto.ts';
import type { ComparePlan, Plan, SweepPlan } from './plan.ts';
import type { CompareResult, FinishedRun, LatencyBand, Outcome, Survivors, SweepResult } from './result.ts';
import { groupsOf, survivorsOf } from './survivors.ts';
import { sweepMetric } from './sweep-metric.ts';
import type { RunRow } from './types.ts';
import { growsWithBacklog, sizeMetric } from './value-kind.ts';

/** The row of a run, if it is finished. */
export type RowOf = (alternative: number, replication: number) => RunRow | undefined;

/** How many replications of an alternative count: those that the design has come to. */
function replicationsOf(plan: Plan, outcome: Outcome, alternative: number): number {
  if (outcome.selection) return outcome.selection.replications[alternative];
  if (outcome.precision && !outcome.partial) return outcome.precision.replications;
  return plan.design.kind === 'fixed' ? plan.design.replications : plan.design.maximum;
}

function finishedRuns(plan: Plan, outcome: Outcome, rowOf: RowOf): FinishedRun[] {
  return plan.alternatives.flatMap((_, alternative) =>
    Array.from(
      { length: replicationsOf(plan, outcome, alternative) },
      (_, replication) => replication,
    ).flatMap((replication) => {
      return rowOf(alternative, replication) === undefined
        ? []
        : [new RunOf(alternative, replication, rowOf)];
    }),
  );
}

/** Many rows are more than memory holds: each is fetched when it is read, and kept by nobody. */
class RunOf implements FinishedRun {
  readonly alternative: number;
  readonly replication: number;
  readonly #rowOf: RowOf;

  constructor(alternative: number, replication: number, rowOf: RowOf) {
    this.alternative = alternative;
    this.replication = replication;
    this.#rowOf = rowOf;
  }

  get row(): RunRow {
    return this.#rowOf(this.alternative, this.replication) as RunRow;
  }
}

function valuesOf(plan: Plan, runs: readonly FinishedRun[], metric: string): MetricValues[] {
  const lists = plan.alternatives.map(({ label }) => ({
    label,
    values: [] as (Figure | undefined)[],
  }));
  const grows = growsWithBacklog(metric) ? growingAmong(plan, runs) : [];
  for (const { alternative, replication, row } of runs) {
    const { values } = lists[alternative];
    while (values.length < replication) values.push(undefined);
    values.push(figureOf(row, metric, grows[alternative]));
  }
  return lists;
}

/** By alternative: whether its backlog grows. */
function growingAmong({ alternatives }: Plan, runs: readonly FinishedRun[]): boolean[] {
  const loads = alternatives.map((): RunRow['load'][] => []);
  for (const { alternative, row } of runs) loads[alternative].push(row.load);
  return loads.map(growsIn);
}

/** Measures each metric; those that cannot be are listed. */
function each<Answer>(
  metrics: readonly MetricGoal[],
  measure: (goal: MetricGoal) => Answer | null,
): { answers: Answer[]; unmeasured: string[] } {
  const answers: Answer[] = [];
  const unmeasured: string[] = [];
  for (const goal of metrics) {
    const answer = measure(goal);
    if (answer === null) unmeasured.push(goal.metric);
    else answers.push(answer);
  }
  return { answers, unmeasured };
}

/** Metrics as a whole, and those of single alternatives. */
function unmeasuredOf(answers: readonly MetricComparison[], whole: readonly string[]): string[] {
  const single = answers.flatMap(({ metric, unmeasured }) =>
    unmeasured.map((label) => `${metric} of ${label}`),
  );
  return [...whole, ...single];
}

function commonPart(plan: Plan, outcome: Outcome, runs: readonly FinishedRun[]) {
  const hash = createHash('sha256');
  for (const { row } of runs) hash.update(row.fingerprint);
  return {
    version: VERSION,
    fingerprint: hash.digest('hex').slice(0, 16),
    outcome,
    alternatives: plan.alternatives.map(({ label, file, values }, index) => {
      const own = runs.filter(({ alternative }) => alternative === index);
      let [missed, undecided] = [0, 0];
      for (const { row } of own) {
        if (row.missed.length > 0) missed++;
        if (row.undecided.length > 0) undecided++;
      }
      return { label, file, values, replications: own.length, missed, undecided, load: loadOf(own) };
    }),
    expectations: expectationNotes(labelledRuns(plan.alternatives, runs)),
    runs,
  };
}

/** Mean number of things of which the metric is a share. */
function sizeOf(runs: readonly FinishedRun[], metric: string): number | null {
  const size = sizeMetric(metric);
  if (size === undefined) return null;
  const counts = runs.flatMap(({ row }) => row.metrics[size] ?? []);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0) / counts.length;
}

export function concludeComparison(plan: ComparePlan, outcome: Outcome, rowOf: RowOf): CompareResult {
  const runs = finishedRuns(plan, outcome, rowOf);
  const { selection } = outcome;
  const racing = runs.filter(({ alternative }) => !selection?.dropped.includes(alternative));
  const { answers, unmeasured } = each(plan.metrics, (goal) =>
    compareMetric(valuesOf(plan, racing, goal.metric), {
      ...goal,
      baseline: plan.all_pairs ? null : plan.baseline,
      seed: plan.seed,
      size: sizeOf(racing, goal.metric),
      unequal: selection !== null,
      selected: goal === plan.metrics[0] ? selection?.best : null,
    }),
  );
  const common = commonPart(plan, outcome, runs);
  const survivors = survivorsAmong(plan, runs, answers);
  return {
    plan,
    ...common,
    metrics: answers,
    unmeasured: unmeasuredOf(answers, unmeasured),
    notes: experimentNotes(plan, { ...common, survivors }, answers),
    survivors,
    latency: latencyBands(plan, runs),
  };
}

export function concludeSweep(plan: SweepPlan, outcome: Outcome, rowOf: RowOf): SweepResult {
  const runs = finishedRuns(plan, outcome, rowOf);
  const { answers, unmeasured } = each(plan.metrics, (goal) =>
    sweepMetric(valuesOf(plan, runs, goal.metric), goal, sizeOf(runs, goal.metric)),
  );
  const axis = (metric: string) => ({
    goal: plan.metrics.find((goal) => goal.metric === metric) as MetricGoal,
    measured: valuesOf(plan, runs, metric),
  });
  const pareto = plan.pareto && paretoFront(axis(plan.pareto[0]), axis(plan.pareto[1]), plan.seed);
  const common = commonPart(plan, outcome, runs);
  const survivors = survivorsAmong(plan, runs, answers);
  const notes = experimentNotes(plan, { ...common, survivors }, answers);
  return { plan, ...common, metrics: answers, unmeasured, notes, survivors, pareto };
}

function survivorsAmong(
  { alternatives }: Plan,
  runs: readonly FinishedRun[],
  answers: readonly { readonly metric: string }[],
): Survivors[] {
  const groups = groupsOf(
    alternatives.map(({ label }) => label),
    runs,
  );
  return survivorsOf(
    groups,
    answers.map(({ metric }) => metric),
  );
}

/**
 * Percentile by percentile over replications; alternatives of which no task ended have none. Curves of many runs are more than memory
 * holds: of each percentile only the moments are kept.
 */
function latencyBands(plan: Plan, runs: readonly FinishedRun[]): LatencyBand[] {
  const moments = plan.alternatives.map(() => PERCENTILES.map(() => new Moments()));
  for (const { alternative, row } of runs)
    for (let place = 0; place < row.latency.length; place++)
      moments[alternative][place].add(row.latency[place]);
  return plan.alternatives.flatMap(({ label }, index) => {
    const own = moments[index];
    if (own[0].count === 0) return [];
    const bands = own.map((values) => {
      if (values.count > 1) return momentsInterval(values);
      return { estimate: values.mean, lower: values.mean, upper: values.mean };
    });
    return [
      {
        label,
        percentiles: PERCENTILES,
        mean: bands.map(({ estimate }) => estimate),
        lower: bands.map(({ lower }) => Math.max(0, lower)),
        upper: bands.map(({ upper }) => upper),
      },
    ];
  });
}
