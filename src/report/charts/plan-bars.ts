/** Waves beside the plan that they come from: what the plan said, what came of it, and what held it up. */
import type { RunResult } from '../../lab/result.ts';
import type { WaveRecord } from '../../recording/record.ts';
import { formatDuration } from '../format.ts';

/** When a wave would begin and end by its plan, seconds from the start of the run. */
export interface PlannedStretch {
  readonly start: number;
  readonly end: number;
}

/**
 * The plan of each wave: those of a workload one after the other, from the workload's start on. undefined for waves
 * that no plan gives a length, and for all waves after them in their workload: where these begin is not known.
 */
export function plannedStretches(
  waves: readonly WaveRecord[],
  { summary }: RunResult,
): readonly (PlannedStretch | undefined)[] {
  const next = new Map<string, number | undefined>(
    summary.scenario.workloads.map(({ name, start }) => [name, start]),
  );
  return waves.map(({ workload, planned }) => {
    const start = next.get(workload);
    const end = start === undefined || planned === undefined ? undefined : start + planned;
    next.set(workload, end);
    return start === undefined || end === undefined ? undefined : { start, end };
  });
}

/** "Planned 29 min, took 54 min 17 s"; null where the plan does not cover all waves, or not all of them have ended. */
export function planVerdict(
  waves: readonly WaveRecord[],
  planned: readonly (PlannedStretch | undefined)[],
): string | null {
  if (waves.length === 0 || planned.some((stretch) => stretch === undefined)) return null;
  const plan = spanOf(planned as readonly PlannedStretch[]);
  const ended = waves.filter((wave): wave is EndedWave => wave.start !== null && wave.end !== null);
  if (ended.length < waves.length) return `planned ${formatDuration(plan)}, not all waves ended`;
  return `planned ${formatDuration(plan)}, took ${formatDuration(spanOf(ended))}`;
}

type EndedWave = WaveRecord & PlannedStretch;

/** From the first start to the last end: workloads may begin in another order than they are written in. */
function spanOf(stretches: readonly PlannedStretch[]): number {
  return Math.max(...stretches.map(({ end }) => end)) - Math.min(...stretches.map(({ start }) => start));
}

/** The wave whose tail took longest, where that is more than a quarter of the wave; -1 where there is none. */
export function longestTail(waves: readonly WaveRecord[]): number {
  const lengths = waves.map(({ start, end, tail }) =>
    start === null || end === null || tail === undefined || end - tail < (end - start) / 4 ? 0 : end - tail,
  );
  const longest = Math.max(0, ...lengths);
  return longest === 0 ? -1 : lengths.indexOf(longest);
}
