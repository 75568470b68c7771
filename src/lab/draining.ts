/**
 * The end of a run in which no more tasks arrive. Averages over time are of the whole measured time, so that the tasks in the system, times the
 * length of the run, are the sum of all latencies; a run that drains says how much of it was without arrivals.
 */
import type { RunRecorder } from '../recording/run-recorder.ts';
import { formatDuration, formatRatio } from '../scenario/numbers.ts';
import { showDuration } from '../scenario/units.ts';
import type { World } from '../world/world.ts';
import type { Draining } from './result.ts';

const MICROSECONDS = 1e6;

/** Workloads whose tasks arrive over time; all others are handed in as a whole, and their end is a part of the work. */
const ARRIVING: ReadonlySet<string> = new Set(['open', 'closed', 'recurrence', 'flow']);

/** Shorter ends are not worth a note. */
const NOTED = 0.05;

/** null where arrivals went on until the end, where tasks are not such that arrive over time, and where nothing was measured. */
export function drainingOf(
  { spec, parts, now, measuredFrom, isMeasuring }: World,
  recorder: RunRecorder,
): Draining | null {
  if (!isMeasuring) return null;
  const { at: lastSubmission } = recorder.lastSubmission;
  const arrive = spec.workloads.length > 0 && spec.workloads.every(({ kind }) => ARRIVING.has(kind));
  if (!arrive || lastSubmission < 0 || !parts.clients.every(({ exhausted }) => exhausted)) return null;
  const since = Math.max(lastSubmission, measuredFrom);
  if (since >= now) return null;
  return { since: lastSubmission / MICROSECONDS, share: (now - since) / (now - measuredFrom) };
}

export function drainingNotes(draining: Draining | null, { now, measuredFrom }: World): string[] {
  if (!draining || draining.share < NOTED) return [];
  const { since, share } = draining;
  const [from, to] = [measuredFrom / MICROSECONDS, since];
  const rest = formatDuration((share * (now - measuredFrom)) / MICROSECONDS);
  const window =
    from < to
      ? ` A condition reads what it was until then: "mean tasks.in_system between ${showDuration(from)} and ${showDuration(to)}" (sim list series).`
      : '';
  return [
    `The last task arrived at ${formatDuration(since)}: the ${rest} without arrivals that followed, ${formatRatio(share)} of the measured time, are a part of all averages over time (utilization, tasks in the system, queues, throughput).${window}`,
  ];
}

/** The same in words that many runs have in common. It concerns averages over time alone. */
export const DRAINED =
  'The time after the last arrival is a part of all averages over time (utilization, tasks in the system, queues, throughput): a single run says how long it is.';

export function drainingCautions(draining: Draining | undefined): string[] {
  return draining && draining.share >= NOTED ? [DRAINED] : [];
}
