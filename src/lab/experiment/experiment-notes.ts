/** What a reader of an experiment's answer must know besides its figures. */
import type { Plan } from './plan.ts';
import type { FinishedRun, Outcome } from './result.ts';

/** Labels named in one sentence; further ones are counted. */
const MOST_NAMED = 5;

export function experimentNotes(
  plan: Plan,
  outcome: Outcome,
  runs: readonly FinishedRun[],
  leftOut: readonly { readonly metric: string; readonly left_out: number }[],
): string[] {
  return [
    ...designNotes(plan, outcome),
    ...failureNotes(outcome),
    ...leftOut
      .filter((entry) => entry.left_out > 0 && !outcome.partial)
      .map(
        ({ metric, left_out }) =>
          `${replications(left_out)} left out of ${metric}, as some alternative did not measure it there.`,
      ),
    ...expectationNotes(plan, runs),
    ...invariantNotes(plan, runs),
    ...twinNotes(plan),
  ];
}

function replications(count: number): string {
  return count === 1 ? '1 replication is' : `${count} replications are`;
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
  if (selection && !selection.guaranteed && plan.design.kind === 'selection')
    notes.push(
      `The selection was cut off at ${plan.design.maximum} replications: the best mean was taken, without the guarantee.`,
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
    .concat(failures.length > MOST_NAMED ? [`${failures.length - MOST_NAMED} more runs failed.`] : []);
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
      return [`${plan.alternatives[index].label} (${count} of ${of} runs)`];
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
