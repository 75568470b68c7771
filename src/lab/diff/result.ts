/** What `sim diff` finds. */
import type { Timeline } from '../../recording/record.ts';
import type { Difference } from '../differences.ts';
import { differences } from '../differences.ts';
import type { RunSummary } from '../result.ts';
import type { Divergence } from './divergence.ts';

/** One of the two that are compared. */
export interface DiffSide {
  /** As the user named it. */
  readonly label: string;
  readonly summary: RunSummary;
  /** null: the version that ran it does not tell. */
  readonly timeline: Timeline | null;
}

export interface MetricDifference {
  readonly metric: string;
  /** null: not known exactly. */
  readonly a: number | null;
  readonly b: number | null;
  /** b / a - 1; null where that is no number. */
  readonly relative: number | null;
}

export interface DiffResult {
  readonly a: DiffSide;
  readonly b: DiffSide;
  /** Places of the fully defaulted scenarios; names and remarks do not count. */
  readonly configuration: readonly Difference[];
  /** Those that differ, the largest relative difference first. */
  readonly metrics: readonly MetricDifference[];
  /** How many are the same, those that neither run measured included. */
  readonly sameMetrics: number;
  readonly history: HistoryVerdict;
}

/**
 * same: every event. parted: there is a first that differs. between: a version cannot list its events; the histories are the same up to
 * `from` and not up to `to`, in seconds. unknown: the events of one of them cannot be had.
 */
export type HistoryVerdict =
  | { readonly kind: 'same' }
  | { readonly kind: 'parted'; readonly divergence: Divergence }
  | { readonly kind: 'between'; readonly from: number; readonly to: number }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Compares what two runs were told and what they measured. One run each is one draw each: it says what changed, not what is better. */
export function compareSides(a: DiffSide, b: DiffSide, history: HistoryVerdict): DiffResult {
  const names = [...new Set([...Object.keys(a.summary.metrics), ...Object.keys(b.summary.metrics)])];
  const different = names
    .map((metric) => difference(metric, a.summary.metrics[metric] ?? null, b.summary.metrics[metric] ?? null))
    .filter(({ a: one, b: other }) => !Object.is(one, other));
  return {
    a,
    b,
    configuration: [...differences(contentOf(a), contentOf(b))],
    metrics: different.sort((x, y) => size(y) - size(x) || (x.metric < y.metric ? -1 : 1)),
    sameMetrics: names.length - different.length,
    history,
  };
}

/** Names and remarks do not count, and what was written down is in the values that it led to. */
function contentOf({ summary: { scenario } }: DiffSide): unknown {
  const { name, description, written, ...content } = scenario;
  return content;
}

function difference(metric: string, a: number | null, b: number | null): MetricDifference {
  const relative = a !== null && b !== null && a !== 0 ? b / a - 1 : null;
  return { metric, a, b, relative };
}

/** What only one of them measured comes first, then what rose from 0. */
function size({ a, b, relative }: MetricDifference): number {
  if (a === null || b === null) return Infinity;
  return relative === null ? Number.MAX_VALUE : Math.abs(relative);
}
