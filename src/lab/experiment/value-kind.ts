/**
 * What the values of a metric can be. It decides what can be said where they hardly vary: the mean of a count of rare events is
 * known from how many were seen, not from a spread that a sample without any does not have.
 */
import { describeFigure } from '../../recording/describe-figure.ts';

export type ValueKind =
  /** What the scenario says: the same in all runs, with certainty. */
  | { readonly kind: 'setting' }
  /** Whole numbers from 0 on. */
  | { readonly kind: 'count' }
  /** From 0 to 1; of so many things in a run, null where it is a share of time or of something that no metric counts. */
  | { readonly kind: 'share'; readonly size: number | null }
  /** From 0 on: a duration, a size, a rate. */
  | { readonly kind: 'amount' }
  | { readonly kind: 'continuous' };

const SETTINGS: ReadonlySet<string> = new Set(['agents.count', 'coordinators.count']);

/** Ratios that are no shares of anything. */
const NO_SHARES: ReadonlySet<string> = new Set(['speedup', 'workflow.critical_path.ratio']);

/** What shares are shares of, where a run reports that. */
const SHARE_OF: Readonly<Record<string, string>> = {
  'tasks.success_rate': 'tasks.submitted',
  'cache.hit_rate': 'tasks.executions',
};

/** The metric that says of how many things this one is a share; undefined where none does. */
export function sizeMetric(metric: string): string | undefined {
  return SHARE_OF[metric];
}

/** @param values of all runs @param size mean number of things in a run, where `sizeMetric` names what it is */
export function kindOf(metric: string, values: readonly number[], size: number | null): ValueKind {
  if (SETTINGS.has(metric)) return { kind: 'setting' };
  const unit = describeFigure(metric)?.unit;
  if (unit === 'count' && values.every((value) => Number.isInteger(value) && value >= 0))
    return { kind: 'count' };
  const share = unit === 'ratio' && !NO_SHARES.has(metric);
  if (share && values.every((value) => value >= 0 && value <= 1)) return { kind: 'share', size };
  // Metrics of a user may be negative, although no run has shown it.
  return unit !== undefined && values.every((value) => value >= 0)
    ? { kind: 'amount' }
    : { kind: 'continuous' };
}

/**
 * What a metric measures cannot have a steady state where work comes in faster than it is done: it grows for as long as the run
 * goes on.
 */
export function growsWithBacklog(metric: string): boolean {
  return /(^|\.)(latency|wait)(\.|$)|^(queue\.depth|tasks\.in_system)\./.test(metric);
}
