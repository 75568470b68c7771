/** What the mean latency is made of, as a table. */
import type { RunSummary } from '../lab/result.ts';
import { isBounds } from '../recording/bounds.ts';
import { CAUSES, type PartName, partMetric } from '../recording/latency-part.ts';
import { formatRange, formatValue } from './format.ts';
import { isMeasured, knownOf } from './metrics.ts';

export const LATENCY_PARTS_TITLE = 'What a latency is made of';

export const PART_LABELS: Readonly<Record<PartName, string>> = {
  waiting: 'waiting for an agent',
  attempts: 'attempts in vain',
  'attempts.failure': 'failed',
  'attempts.timeout': 'timed out',
  'attempts.lost': 'their agent was lost',
  'attempts.preemption': 'preempted',
  'attempts.other': 'other attempts in vain',
  backoff: 'back-off before retries',
  service: 'service',
  report: 'report of the result',
};

const CAUSE_PARTS = CAUSES.map((cause): PartName => `attempts.${cause}`);

export interface LatencyPart {
  readonly label: string;
  /** A part of the part above it. */
  readonly inner: boolean;
  readonly mean: string;
  /** Of the whole latency; a dash where either is not known exactly. */
  readonly share: string;
}

/**
 * The parts in the order in which they come, and causes of attempts in vain where they occurred. Empty where latencies are only of
 * waiting, service and report, as task.wait and task.service say that already.
 */
export function latencyParts(summary: Pick<RunSummary, 'metrics' | 'bounds'>): LatencyPart[] {
  const known = (part: PartName) => knownOf(summary, partMetric(part));
  const occurs = (part: PartName) => {
    const value = known(part);
    return value !== undefined && (isBounds(value) ? value.lower : value) > 0;
  };
  if (!occurs('attempts') && !occurs('backoff')) return [];
  const whole = summary.metrics['task.latency.mean'];
  const shown: PartName[] = [
    'waiting',
    'attempts',
    ...CAUSE_PARTS.filter(occurs),
    'backoff',
    'service',
    'report',
  ];
  return shown.flatMap((part) => {
    const value = known(part);
    if (value === undefined) return [];
    const seconds = isBounds(value) ? null : value;
    return {
      label: PART_LABELS[part],
      inner: part.includes('.'),
      mean: isBounds(value) ? formatRange(value, 'duration') : formatValue(value, 'duration'),
      share: formatValue(seconds !== null && isMeasured(whole) ? seconds / whole : null, 'ratio'),
    };
  });
}
