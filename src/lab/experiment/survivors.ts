/** Figures over completed tasks alone, where alternatives differ in how many of their tasks complete. */
import { formatRatio } from '../../scenario/numbers.ts';
import { nameOf } from './naming.ts';
import type { CompletedShare, FinishedRun, Survivors } from './result.ts';
import type { RunRow } from './types.ts';

/** Shares that differ by less hardly move a quantile up to the 99th. */
const ALIKE = 0.001;

/** Whether the metric leaves out the tasks that do not complete. */
function isOfCompleted(metric: string): boolean {
  return /^task\.(latency|wait|service)\./.test(metric);
}

/** The runs of one alternative, or of one place that a search has looked at. */
export interface RunGroup {
  readonly label: string;
  readonly rows: readonly RunRow[];
}

/** @param labels of the alternatives, in their order */
export function groupsOf(labels: readonly string[], runs: readonly FinishedRun[]): RunGroup[] {
  return labels.map((label, index) => ({
    label,
    rows: runs.filter(({ alternative }) => alternative === index).map(({ row }) => row),
  }));
}

/**
 * By group, the share of tasks that complete; null where that is the same everywhere. An alternative that turns away or gives
 * up what would be late has no late tasks: it has survivors.
 */
export function unlikeShares(groups: readonly RunGroup[]): CompletedShare[] | null {
  const shares = groups.flatMap(({ label, rows }) => {
    const known = rows.flatMap(
      ({ metrics, bounds }) => metrics['tasks.success_rate'] ?? bounds['tasks.success_rate']?.upper ?? [],
    );
    return known.length === 0
      ? []
      : [{ label, share: known.reduce((sum, share) => sum + share, 0) / known.length }];
  });
  const [least, most] = [leastOf(shares), mostOf(shares)];
  return least && most && most.share - least.share >= ALIKE ? shares : null;
}

/** @param metrics that the experiment is about @returns null where all of them can be compared as they are */
export function survivorsOf(groups: readonly RunGroup[], metrics: readonly string[]): Survivors | null {
  const shares = unlikeShares(groups);
  const ofCompleted = metrics.filter(isOfCompleted);
  return shares === null || ofCompleted.length === 0 ? null : { metrics: ofCompleted, shares };
}

/** What a reader of such metrics must know. */
export function survivorNotes(survivors: Survivors | null): string[] {
  if (survivors === null) return [];
  const { metrics, shares } = survivors;
  const [least, most] = [leastOf(shares), mostOf(shares)].map(
    ({ label, share }) => `${formatRatio(share)} with ${nameOf(label)}`,
  );
  const are = metrics.length === 1 ? 'is' : 'are';
  return [
    `${metrics.join(', ')} ${are} of completed tasks alone, and not as many complete everywhere: ${least}, ${most}. To turn away or to give up what would be late makes what is left look fast: judge by tasks.success_rate as well.`,
  ];
}

function leastOf(shares: readonly CompletedShare[]): CompletedShare {
  return shares.reduce((least, one) => (one.share < least.share ? one : least), shares[0]);
}

function mostOf(shares: readonly CompletedShare[]): CompletedShare {
  return shares.reduce((most, one) => (one.share > most.share ? one : most), shares[0]);
}
