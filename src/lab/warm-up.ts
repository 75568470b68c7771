/** Where a run in a steady state seems to begin, as against where its scenario lets measuring begin. */
import type { Microseconds } from '../engine/types.ts';
import type { Timeline } from '../recording/record.ts';
import { formatDuration, formatNumber } from '../scenario/numbers.ts';
import { mser } from './statistics/warm-up.ts';

const MICROSECONDS = 1e6;

/** Present where the scenario has a warm-up, and the run is long enough to be judged. */
export interface WarmUpJudgement {
  /** Seconds that MSER-5 would cut from the start. */
  readonly cut: number;
  /** False: the tasks in the system had not settled when the last task was submitted. */
  readonly settled: boolean;
  /** Mean tasks in the system after the cut, until the last submission. */
  readonly mean: number;
  /** What that says of the scenario's warm-up, in a sentence. */
  readonly says: string;
  /** Whether a reader must know it before the figures. */
  readonly doubtful: boolean;
}

/** Gauges that together are the tasks in the system. */
const IN_SYSTEM = ['tasks.waiting', 'tasks.queued', 'tasks.running'] as const;

/** Tasks in the system, an interval each: by Little's law they settle when latencies do, and unlike those they are known at all times. */
function tasksInSystem({ columns }: Timeline): number[] {
  const present = IN_SYSTEM.map((name) => columns[name] ?? []);
  const length = Math.max(...present.map((values) => values.length));
  return Array.from({ length }, (_, place) => present.reduce((sum, values) => sum + (values[place] ?? 0), 0));
}

/** Settling times after which next to nothing is left of how a queue began. */
const ENOUGH = 10;

/**
 * Judges the initial transient by the MSER-5 rule, on the tasks in the system until the last one is submitted: what follows is
 * no steady state either. null where there are fewer than ten batches of five intervals.
 *
 * MSER-5 cuts much of a series, or more than half of it where it finds no settled part, by chance where values depend on those long
 * before, as in a queue at a high load: it does not outweigh the test of a trend.
 * @param warmup seconds that the scenario leaves out
 * @param settling microseconds that a queue at the load of the run takes to settle; null unless the test of a trend found the run long
 *   enough, and no rise
 */
export function judgeWarmUp(
  timeline: Timeline,
  warmup: number,
  settling: Microseconds | null,
): WarmUpJudgement | null {
  const submitted = timeline.columns['tasks.submitted'] ?? [];
  const until = submitted.findLastIndex((count) => count > 0) + 1;
  const values = tasksInSystem(timeline).slice(0, until);
  if (values.length < 50) return null;
  const { truncation, settled, mean } = mser(values);
  const cut = truncation * timeline.interval;
  return { cut, settled, mean, ...judged(cut, settled, warmup, settling) };
}

function judged(
  cut: number,
  settled: boolean,
  warmup: number,
  settling: Microseconds | null,
): Pick<WarmUpJudgement, 'says' | 'doubtful'> {
  const [left, rule] = [formatDuration(warmup), cut > 0 ? `the first ${formatDuration(cut)}` : 'nothing'];
  const doubt = (says: string) => ({ says, doubtful: true });
  const fine = (says: string) => ({ says, doubtful: false });
  if (!settled)
    return settling === null
      ? doubt(
          'By the MSER-5 rule the tasks in the system had not settled by the time of the last submission: the run may be too short, or have no steady state.',
        )
      : fine(
          'By the MSER-5 rule the tasks in the system had not settled by the time of the last submission; by the test of a trend they did not rise, and the run was long enough.',
        );
  if (cut <= warmup) return fine(`The warm-up of ${left} is long enough: MSER-5 would cut ${rule}.`);
  const times = settling === null ? 0 : (warmup * MICROSECONDS) / settling;
  return times < ENOUGH
    ? doubt(`The warm-up of ${left} may be too short: MSER-5 would cut ${rule}.`)
    : fine(
        `The warm-up of ${left} is ${formatNumber(times)} times what a queue at this load takes to settle; MSER-5 would cut ${rule}, which happens by chance.`,
      );
}

/** What a reader must know when measuring seems to begin too early. */
export function warmUpNotes(judgement: WarmUpJudgement | null): string[] {
  return judgement?.doubtful ? [judgement.says] : [];
}
