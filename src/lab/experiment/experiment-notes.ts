/** What a reader of an experiment's answer must know besides its figures. */

import { figureIn } from '../../recording/bounds.ts';
import { mainlyOpen, stillOpen } from '../../recording/still-open.ts';
import {
  type Expectation,
  isFigureExpectation,
  metricsRead,
  type Scenario,
} from '../../scenario/scenario.ts';
import { LONGER } from '../longer.ts';
import { unseenProbability } from '../statistics/rare.ts';
import { decidedBy } from '../still-open.ts';
import { loadOf } from './alternative-load.ts';
import { cautionNotes } from './caution-notes.ts';
import type { MetricComparison } from './compare-metric.ts';
import { isArriving, isOverloaded } from './figure.ts';
import { heavyTailNotes } from './heavy-tails.ts';
import { labelledRuns } from './labelled-runs.ts';
import { loadNotes } from './load-notes.ts';
import { counted, MOST_NAMED, named, nameOf, percentOf } from './naming.ts';
import type { Plan } from './plan.ts';
import type { ExperimentResult, FinishedRun, Outcome } from './result.ts';
import { survivorNotes } from './survivors.ts';
import type { MetricSweep } from './sweep-metric.ts';
import type { RunRow } from './types.ts';

export function experimentNotes(
  plan: Plan,
  {
    outcome,
    runs,
    alternatives,
    expectations,
    survivors,
  }: Pick<ExperimentResult, 'outcome' | 'runs' | 'alternatives' | 'expectations' | 'survivors'>,
  metrics: readonly (MetricComparison | MetricSweep)[],
): string[] {
  return [
    ...designNotes(plan, outcome),
    ...failureNotes(outcome),
    ...(outcome.partial ? [] : metrics.flatMap((metric) => leftOutNotes(metric, outcome))),
    ...baselineNotes(plan, metrics),
    ...loadNotes(alternatives, metrics),
    ...openNotes(metrics, runs),
    ...survivorNotes(survivors),
    ...metrics.flatMap(constantNotes),
    ...heavyTailNotes(plan.alternatives, runs, plan.metrics),
    ...expectations.unmet,
    ...expectations.undecided,
    ...cautionNotes(
      labelledRuns(plan.alternatives, runs),
      metrics.map(({ metric }) => metric),
    ),
    ...manyRunsNotes(plan),
    ...invariantNotes(plan, runs),
    ...twinNotes(plan),
  ];
}

/** The same for many runs of one scenario. */
export function repeatedNotes(plan: Plan, outcome: Outcome, runs: readonly FinishedRun[]): string[] {
  const openMetrics = mainlyOpen([...new Set(cutRuns(runs).flatMap(({ row }) => Object.keys(row.bounds)))]);
  const asked = plan.alternatives.flatMap(({ scenario: { expect, claims } }) =>
    meansAsked([...expect, ...claims]),
  );
  return [
    ...designNotes(plan, outcome),
    ...failureNotes(outcome),
    ...emptyNotes(runs),
    ...loadNotes([{ label: '', load: loadOf(runs) }], []),
    ...(openMetrics.length > 0
      ? [
          `${capital(stillOpen(...openMetrics))} when runs did: where a figure says "at least" or gives a range, only bounds are known. ${advice(openMetrics, runs)}`,
        ]
      : []),
    ...heavyTailNotes(
      plan.alternatives,
      runs,
      [...new Set(['task.latency.mean', 'task.service.mean', 'makespan', ...asked])].map((metric) => ({
        metric,
      })),
    ),
    ...cautionNotes(labelledRuns(plan.alternatives, runs)),
    ...invariantNotes(plan, runs),
  ];
}

/** The same for the runs by which the conditions of a scenario are tested, of which the conditions say the rest. */
export function testNotes(scenario: Scenario, rows: readonly RunRow[]): string[] {
  const alternatives = [{ label: '', scenario }];
  const runs = rows.map((row, replication) => ({ alternative: 0, replication, row }));
  const asked = meansAsked(scenario.expect).map((metric) => ({ metric }));
  return [
    ...heavyTailNotes(alternatives, runs, asked),
    ...cautionNotes(labelledRuns(alternatives, runs), metricsRead(scenario.expect)),
  ];
}

/** Metrics of whose means over runs conditions speak. */
function meansAsked(conditions: readonly Expectation[]): string[] {
  return conditions.flatMap((each) =>
    isFigureExpectation(each) && each.over?.of === 'mean' ? [each.metric] : [],
  );
}

/** Runs that did not even count what was submitted were over before the warm-up was. */
function emptyNotes(runs: readonly FinishedRun[]): string[] {
  const empty = runs.filter(({ row }) => figureIn(row, 'tasks.submitted') === null);
  if (empty.length === 0) return [];
  return [
    `Nothing was measured in ${empty.length} of ${counted(runs.length, 'run', 'runs')}, which ended before the warm-up was over.`,
  ];
}

function leftOutNotes(figures: MetricComparison | MetricSweep, { selection }: Outcome): string[] {
  const { metric, left_out } = figures;
  if (left_out === 0) return [];
  if (!('pairs' in figures))
    return [`${counted(left_out, 'run is', 'runs are')} left out of ${metric}, not measured there.`];
  if (selection === null)
    return [
      `${counted(left_out, 'replication is', 'replications are')} left out of ${metric}, as some alternative did not measure it there.`,
    ];
  return [
    `${metric} was not measured by every alternative in ${counted(left_out, 'replication', 'replications')}: means and differences go without the values missing there.`,
  ];
}

/** Metrics whose comparison needed another baseline than the one asked for. */
function baselineNotes(plan: Plan, metrics: readonly (MetricComparison | MetricSweep)[]): string[] {
  if (plan.kind !== 'compare' || plan.all_pairs) return [];
  const wanted = plan.alternatives[plan.baseline].label;
  return metrics.flatMap((figures) =>
    !('pairs' in figures) || figures.baseline === wanted || figures.alternatives.length < 2
      ? []
      : [
          `The baseline of ${figures.metric} is ${figures.baseline}, as ${wanted} was measured in too few runs.`,
        ],
  );
}

function designNotes(plan: Plan, { partial, precision, selection }: Outcome): string[] {
  if (partial) return ['The experiment was interrupted; figures cover the runs finished until then.'];
  const notes: string[] = [];
  if (precision && !precision.reached)
    notes.push(
      `The precision of ${precision.relative * 100} % was not reached within ${precision.replications} replications.`,
    );
  if (selection && selection.dropped.length > 0)
    notes.push(
      `The selection went on without ${named(selection.dropped.map((index) => plan.alternatives[index].label))}: a run failed, or too few measured ${plan.metrics[0].metric}.`,
    );
  if (selection && !selection.guaranteed)
    notes.push(
      `The selection was cut off at ${Math.max(...selection.replications)} replications: the best mean was taken, without the guarantee.`,
    );
  return notes;
}

function failureNotes({ failures }: Outcome): string[] {
  return failures
    .slice(0, MOST_NAMED)
    .map(
      ({ label, replication, attempts, reason }) =>
        `FAILED: ${label}, replication ${replication}, ${attempts === 1 ? 'at once' : `after ${attempts} attempts`}: ${reason}.`,
    )
    .concat(
      failures.length > MOST_NAMED
        ? [`${counted(failures.length - MOST_NAMED, 'more run', 'more runs')} failed.`]
        : [],
    );
}

/** Values that the end of runs left open. */
function openNotes(
  metrics: readonly (MetricComparison | MetricSweep)[],
  runs: readonly FinishedRun[],
): string[] {
  const open = metrics.filter((figures) => figuresIn(figures).some((each) => each.open > 0));
  if (open.length === 0 || cutRuns(runs).length === 0) return [];
  const names = open.map(({ metric }) => metric);
  return [
    `${capital(stillOpen(...names))} when runs did: of ${names.join(', ')} only bounds are known where a figure says "at least" or gives a range, and nothing is decided that they leave open. ${advice(names, runs)}`,
  ];
}

/** Runs that more time would have told more of. */
function cutRuns(runs: readonly FinishedRun[]): FinishedRun[] {
  return runs.filter(({ row }) => !isOverloaded(row.load) && Object.keys(row.bounds).length > 0);
}

/** @param metrics that runs left open */
function advice(metrics: readonly string[], runs: readonly FinishedRun[]): string {
  const isArrivingIn = cutRuns(runs).some(({ row }) => isArriving(row.load));
  const text = decidedBy(metrics, isArrivingIn);
  const isOfTasks = text === LONGER && stillOpen(...metrics) === stillOpen('makespan');
  return `${capital(text)}${isOfTasks ? ' until the tasks end' : ''}.`;
}

function capital(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}`;
}

/** A sample without variation is no certainty. */
function constantNotes(figures: MetricComparison | MetricSweep): string[] {
  const measured = figuresIn(figures);
  const constant = measured.filter((each) => each.constant);
  if (constant.length === 0) return [];
  const least = Math.min(...constant.map(({ replications }) => replications));
  const who =
    constant.length === measured.length ? '' : ` of ${named(constant.map(({ label }) => nameOf(label)))}`;
  return [
    `${figures.metric}${who} was the same in every run: another one may differ with a probability of up to ${percentOf(unseenProbability(least))} (95 %, from ${counted(least, 'run', 'runs')}).`,
  ];
}

function figuresIn(figures: MetricComparison | MetricSweep) {
  return 'pairs' in figures ? figures.alternatives : figures.points.filter((point) => point !== null);
}

/** Alternatives have different runs, of which such conditions do not speak. */
function manyRunsNotes({ alternatives }: Plan): string[] {
  const texts = alternatives.flatMap(({ scenario }) =>
    scenario.expect.filter((each) => isFigureExpectation(each) && each.over).map(({ text }) => text),
  );
  return [...new Set(texts)].map(
    (text) => `The expectation ${text} is of many runs, and was not decided here: sim test decides it.`,
  );
}

function invariantNotes(plan: Plan, runs: readonly FinishedRun[]): string[] {
  const broken = new Set(
    runs
      .filter(({ row }) => (row.metrics['invariants.violations'] ?? 0) > 0)
      .map(({ alternative }) => alternative),
  );
  if (broken.size === 0) return [];
  return [`INVARIANTS BROKEN in ${named([...broken].map((index) => plan.alternatives[index].label))}.`];
}

function twinNotes(plan: Plan): string[] {
  const byKey = new Map<string, string[]>();
  for (const { key, label } of plan.alternatives) byKey.set(key, [...(byKey.get(key) ?? []), label]);
  return [...byKey.values()]
    .filter((labels) => labels.length > 1)
    .map((labels) => `${named(labels)} are the same scenario, and have the same runs.`);
}
