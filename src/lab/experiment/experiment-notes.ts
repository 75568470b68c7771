/** What a reader of an experiment's answer must know besides its figures. */
import type { MetricComparison } from './compare-metric.ts';
import type { Plan } from './plan.ts';
import type { FinishedRun, Outcome } from './result.ts';
import type { MetricSweep } from './sweep-metric.ts';

/** Labels named in one sentence; further ones are counted. */
const MOST_NAMED = 5;

export function experimentNotes(
  plan: Plan,
  outcome: Outcome,
  runs: readonly FinishedRun[],
  metrics: readonly (MetricComparison | MetricSweep)[],
): string[] {
  return [
    ...designNotes(plan, outcome),
    ...failureNotes(outcome),
    ...(outcome.partial ? [] : metrics.flatMap((metric) => leftOutNotes(metric, outcome))),
    ...baselineNotes(plan, metrics),
    ...expectationNotes(plan, runs),
    ...invariantNotes(plan, runs),
    ...twinNotes(plan),
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

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function named(labels: readonly string[]): string {
  const more = labels.length - MOST_NAMED;
  return more > 0 ? `${labels.slice(0, MOST_NAMED).join(', ')} and ${more} more` : labels.join(', ');
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

function expectationNotes(plan: Plan, runs: readonly FinishedRun[]): string[] {
  const counts = new Map<string, number[]>();
  for (const { alternative, row } of runs)
    for (const text of row.missed) {
      const missed = counts.get(text) ?? plan.alternatives.map(() => 0);
      missed[alternative]++;
      counts.set(text, missed);
    }
  return [...counts].map(([text, missed]) => {
    const who = missed.flatMap((count, index) => {
      if (count === 0) return [];
      const of = runs.filter(({ alternative }) => alternative === index).length;
      return [`${plan.alternatives[index].label} (${count} of ${counted(of, 'run', 'runs')})`];
    });
    return `The expectation ${text} was not met by ${named(who)}.`;
  });
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
