/** Figures over completed tasks alone, where alternatives differ in how many of their tasks complete. */
import { formatRatio } from '../../scenario/numbers.ts';
import { nameOf } from './naming.ts';
import type { Plan } from './plan.ts';
import type { FinishedRun } from './result.ts';

/** Shares that differ by less say nothing of a quantile up to the 99th. */
const ALIKE = 0.001;

export interface CompletedShare {
  readonly label: string;
  /** From 0 to 1: mean over runs. Tasks that had not ended count as completed, as they still may be. */
  readonly share: number;
}

/** Whether the metric leaves out the tasks that do not complete. */
export function isOfCompleted(metric: string): boolean {
  return /^task\.(latency|wait|service)\./.test(metric);
}

/**
 * By alternative, the share of tasks that complete; null where that is the same everywhere. An alternative that turns away or gives
 * up what would be late has no late tasks: it has survivors.
 */
export function unlikeShares({ alternatives }: Plan, runs: readonly FinishedRun[]): CompletedShare[] | null {
  const shares = alternatives.flatMap(({ label }, index) => {
    const known = runs.flatMap(({ alternative, row }) =>
      alternative === index
        ? (row.metrics['tasks.success_rate'] ?? row.bounds['tasks.success_rate']?.upper ?? [])
        : [],
    );
    return known.length === 0
      ? []
      : [{ label, share: known.reduce((sum, share) => sum + share, 0) / known.length }];
  });
  const [least, most] = [leastOf(shares), mostOf(shares)];
  return least && most && most.share - least.share >= ALIKE ? shares : null;
}

/** What a reader of such metrics must know. @param metrics that the experiment is about */
export function survivorNotes(
  plan: Plan,
  runs: readonly FinishedRun[],
  metrics: readonly string[],
): string[] {
  const shares = unlikeShares(plan, runs);
  const names = metrics.filter(isOfCompleted);
  if (shares === null || names.length === 0) return [];
  const [least, most] = [leastOf(shares), mostOf(shares)].map(
    ({ label, share }) => `${formatRatio(share)} with ${nameOf(label)}`,
  );
  const are = names.length === 1 ? 'is' : 'are';
  return [
    `${names.join(', ')} ${are} of completed tasks alone, and not as many complete everywhere: ${least}, ${most}. To turn away or to give up what would be late makes what is left look fast: judge by tasks.success_rate as well.`,
  ];
}

function leastOf(shares: readonly CompletedShare[]): CompletedShare {
  return shares.reduce((least, one) => (one.share < least.share ? one : least), shares[0]);
}

function mostOf(shares: readonly CompletedShare[]): CompletedShare {
  return shares.reduce((most, one) => (one.share > most.share ? one : most), shares[0]);
}
