/** Where a run in a steady state seems to begin, as against where its scenario lets measuring begin. */
import type { Timeline } from '../recording/record.ts';
import { formatDuration } from '../scenario/numbers.ts';
import { mser } from './statistics/warm-up.ts';

/** Present where the scenario has a warm-up, and the run is long enough to be judged. */
export interface WarmUpJudgement {
  /** Seconds that MSER-5 would cut from the start. */
  readonly cut: number;
  /** False: the tasks in the system had not settled when the last task was submitted. */
  readonly settled: boolean;
  /** Mean tasks in the system after the cut, until the last submission. */
  readonly mean: number;
}

/** Gauges that together are the tasks in the system. */
const IN_SYSTEM = ['tasks.waiting', 'tasks.queued', 'tasks.running'] as const;

/** Tasks in the system, an interval each: by Little's law they settle when latencies do, and unlike those they are known at all times. */
function tasksInSystem({ columns }: Timeline): number[] {
  const present = IN_SYSTEM.map((name) => columns[name] ?? []);
  const length = Math.max(...present.map((values) => values.length));
  return Array.from({ length }, (_, place) => present.reduce((sum, values) => sum + (values[place] ?? 0), 0));
}

/**
 * Judges the initial transient by the MSER-5 rule, on the tasks in the system until the last one is submitted: what follows is
 * no steady state either. null where there are fewer than ten batches of five intervals.
 */
export function judgeWarmUp(timeline: Timeline): WarmUpJudgement | null {
  const submitted = timeline.columns['tasks.submitted'] ?? [];
  const until = submitted.findLastIndex((count) => count > 0) + 1;
  const values = tasksInSystem(timeline).slice(0, until);
  if (values.length < 50) return null;
  const { truncation, settled, mean } = mser(values);
  return { cut: truncation * timeline.interval, settled, mean };
}

/**
 * What a reader must know when measuring seems to begin too early. MSER-5 cuts more than half of a series where it finds no settled
 * part, which happens by chance where values depend on those long before, as in a queue at a high load: it does not outweigh the test
 * of a trend.
 * @param isSteady whether that test found the run long enough, and no rise
 */
export function warmUpNotes(judgement: WarmUpJudgement | null, warmup: number, isSteady: boolean): string[] {
  if (judgement === null) return [];
  const { cut, settled } = judgement;
  if (!settled && isSteady) return [];
  if (!settled)
    return [
      'By the MSER-5 rule the tasks in the system had not settled by the time of the last submission: the run may be too short, or have no steady state.',
    ];
  return cut > warmup
    ? [
        `The warm-up of ${formatDuration(warmup)} may be too short: MSER-5 would cut the first ${formatDuration(cut)}.`,
      ]
    : [];
}
