/**
 * The cost model behind all sizing: coordination costs a fixed time per agent, work is divided among the agents.
 *
 * Source: document 003, `calculate_roi` and phases 2 and 3 of `intelligent_auto_scale`.
 */

/** Coordination overhead per agent: checkpoint, verification, loading of context. */
export const OVERHEAD_SECONDS = 0.3;

export type RoiLabel = 'EXCELLENT' | 'GOOD' | 'MARGINAL' | 'POOR';

/** What one count of agents means for one piece of work. Times in minutes. */
export interface SizingEstimate {
  readonly sequentialMinutes: number;
  readonly overheadMinutes: number;
  /** The document's estimate: sequential time / agents + overhead. Divides tasks as if they were fluid. */
  readonly parallelMinutes: number;
  readonly savedMinutes: number;
  /** Saved time as a share of sequential time; 0 when there is no work. */
  readonly savedShare: number;
  readonly roi: number;
  /** Rounds of whole tasks: ceil(subtasks / agents that find work). */
  readonly waves: number;
  /** waves x duration + overhead: tasks are not fluid, and agents beyond the parallelism find no work. */
  readonly makespanMinutes: number;
}

/** Coordination overhead in minutes. */
export function overheadMinutes(agents: number, overheadSeconds = OVERHEAD_SECONDS): number {
  return (overheadSeconds * agents) / 60;
}

/** Rounds that `agents` need for `subtasks` equal tasks of which at most `parallelism` can run at once. */
export function wavesOf(subtasks: number, parallelism: number, agents: number): number {
  return subtasks === 0 ? 0 : Math.ceil(subtasks / Math.max(1, Math.min(agents, parallelism)));
}

/** waves x duration + overhead x agents, in minutes: the model on which sizing policies are compared. */
export function makespanMinutes(
  subtasks: number,
  parallelism: number,
  durationMinutes: number,
  agents: number,
  overheadSeconds = OVERHEAD_SECONDS,
): number {
  const waves = wavesOf(subtasks, parallelism, agents);
  return waves * durationMinutes + overheadMinutes(agents, overheadSeconds);
}

/**
 * Return on overhead: minutes saved per minute of overhead; Infinity when coordination costs nothing.
 *
 * Source: document 003, `calculate_roi`.
 */
export function roiRatio(
  agents: number,
  sequentialMinutes: number,
  overheadSeconds = OVERHEAD_SECONDS,
): number {
  const overhead = overheadMinutes(agents, overheadSeconds);
  const parallel = sequentialMinutes / agents + overhead;
  return overhead > 0 ? (sequentialMinutes - parallel) / overhead : Number.POSITIVE_INFINITY;
}

/** Source: document 003, decision matrix of `calculate_roi`; a ratio on a boundary gets the lower label. */
export function roiLabel(ratio: number): RoiLabel {
  if (ratio > 100) return 'EXCELLENT';
  if (ratio > 10) return 'GOOD';
  return ratio > 2 ? 'MARGINAL' : 'POOR';
}

/** @param agents whole number >= 1 */
export function estimateSizing(
  subtasks: number,
  parallelism: number,
  durationMinutes: number,
  agents: number,
  overheadSeconds = OVERHEAD_SECONDS,
): SizingEstimate {
  const sequentialMinutes = durationMinutes * subtasks;
  const overhead = overheadMinutes(agents, overheadSeconds);
  const parallelMinutes = sequentialMinutes / agents + overhead;
  const savedMinutes = sequentialMinutes - parallelMinutes;
  return {
    sequentialMinutes,
    overheadMinutes: overhead,
    parallelMinutes,
    savedMinutes,
    savedShare: sequentialMinutes > 0 ? savedMinutes / sequentialMinutes : 0,
    roi: roiRatio(agents, sequentialMinutes, overheadSeconds),
    waves: wavesOf(subtasks, parallelism, agents),
    makespanMinutes: makespanMinutes(subtasks, parallelism, durationMinutes, agents, overheadSeconds),
  };
}
