/** What `sim diff` finds. */
import { type Bounds, type Figure, figureIn, isBounds } from '../../recording/bounds.ts';
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
  /** Where it is known within limits alone. */
  readonly bounds?: { readonly a?: Bounds; readonly b?: Bounds };
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
  const names = [
    ...new Set([a, b].flatMap(({ summary }) => Object.keys({ ...summary.metrics, ...summary.bounds }))),
  ];
  const different = names
    .map((metric) => [metric, figureIn(a.summary, metric), figureIn(b.summary, metric)] as const)
    .filter(([, one, other]) => !isSame(one, other))
    .map(([metric, one, other]) => difference(metric, one, other));
  return {
    a,
    b,
    configuration: [...differences(contentOf(a), contentOf(b))],
    metrics: different.sort((x, y) => size(y) - size(x) || (x.metric < y.metric ? -1 : 1)),
    sameMetrics: names.length - different.length,
    history,
  };
}

/**
 * Names and remarks do not count, and what was written down is in the values that it led to. A run that ended before its scenario did is of
 * so many seconds of it.
 */
function contentOf({ summary: { scenario, until, partial, simulated } }: DiffSide): unknown {
  const { name, description, written, ...content } = scenario;
  return {
    ...content,
    ...(until === undefined ? {} : { '--until': until }),
    ...(partial === undefined ? {} : { 'interrupted after': simulated }),
  };
}

/** Bounds are the same where both ends are. */
function isSame(a: Figure, b: Figure): boolean {
  if (!isBounds(a) || !isBounds(b)) return Object.is(a, b);
  return a.lower === b.lower && a.upper === b.upper && a.or_none === b.or_none;
}

function difference(metric: string, a: Figure, b: Figure): MetricDifference {
  const [one, other] = [a, b].map((figure) => (isBounds(figure) ? null : figure));
  const relative = one !== null && other !== null && one !== 0 ? other / one - 1 : null;
  const bounds = { ...(isBounds(a) ? { a } : {}), ...(isBounds(b) ? { b } : {}) };
  const open = Object.keys(bounds).length > 0 ? { bounds } : {};
  return { metric, a: one, b: other, ...open, relative };
}

/** What only one of them measured comes first, then what rose from 0. Of bounds the lower ends are compared. */
function size({ a, b, bounds, relative }: MetricDifference): number {
  const [one, other] = [a ?? bounds?.a?.lower ?? null, b ?? bounds?.b?.lower ?? null];
  if (one === null || other === null) return Infinity;
  if (relative !== null) return Math.abs(relative);
  return one === 0 ? (other === 0 ? 0 : Number.MAX_VALUE) : Math.abs(other / one - 1);
}
