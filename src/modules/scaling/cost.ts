/**
 * The cost model behind all sizing: coordination costs a fixed time per agent, work is divided among the agents.
 *
 * Source: Intelligent Dynamic Parallel Orchestration, `calculate_roi` and phases 2 and 3 of `intelligent_auto_scale`.
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

/** Part of the work that starts when the part before has ended. */
export interface WorkStage {
  readonly subtasks: number;
  /** Mean duration of one of its subtasks, minutes. */
  readonly durationMinutes: number;
  /** How many of its subtasks can run at once, from 1 to `subtasks`. */
  readonly parallelism: number;
}

/** Work of the stages by so many agents, in minutes, divided as if tasks were fluid. */
export function stagesMinutes(stages: readonly WorkStage[], agents: number): number {
  return stages.reduce(
    (sum, stage) => sum + (stage.subtasks * stage.durationMinutes) / Math.min(agents, stage.parallelism),
    0,
  );
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

/** `makespanMinutes` over stages that follow each other: each has rounds of its own. */
export function stagedMakespan(
  stages: readonly WorkStage[],
  agents: number,
  overheadSeconds = OVERHEAD_SECONDS,
): number {
  return stages.reduce(
    (sum, { subtasks, durationMinutes, parallelism }) =>
      sum + wavesOf(subtasks, parallelism, agents) * durationMinutes,
    overheadMinutes(agents, overheadSeconds),
  );
}

/**
 * Return on overhead: minutes saved per minute of overhead; Infinity when coordination costs nothing.
 *
 * Source: Intelligent Dynamic Parallel Orchestration, `calculate_roi`.
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

/** Source: Intelligent Dynamic Parallel Orchestration, decision matrix of `calculate_roi`; a ratio on a boundary gets the lower label. */
export function roiLabel(ratio: number): RoiLabel {
  if (ratio > 100) return 'EXCELLENT';
  if (ratio > 10) return 'GOOD';
  return ratio > 2 ? 'MARGINAL' : 'POOR';
}

/**
 * @param agents whole number >= 1
 * @param stages parts of the work that follow each other, at least one subtask each, together `subtasks`; none: it is one
 */
export function estimateSizing(
  subtasks: number,
  parallelism: number,
  durationMinutes: number,
  agents: number,
  overheadSeconds = OVERHEAD_SECONDS,
  stages: readonly WorkStage[] = [],
): SizingEstimate {
  const sequentialMinutes = durationMinutes * subtasks;
  const overhead = overheadMinutes(agents, overheadSeconds);
  const staged = stages.length > 0;
  const parallelMinutes = (staged ? stagesMinutes(stages, agents) : sequentialMinutes / agents) + overhead;
  const savedMinutes = sequentialMinutes - parallelMinutes;
  return {
    sequentialMinutes,
    overheadMinutes: overhead,
    parallelMinutes,
    savedMinutes,
    savedShare: sequentialMinutes > 0 ? savedMinutes / sequentialMinutes : 0,
    roi: overhead > 0 ? savedMinutes / overhead : Number.POSITIVE_INFINITY,
    waves: staged
      ? stages.reduce((sum, stage) => sum + wavesOf(stage.subtasks, stage.parallelism, agents), 0)
      : wavesOf(subtasks, parallelism, agents),
    makespanMinutes: staged
      ? stagedMakespan(stages, agents, overheadSeconds)
      : makespanMinutes(subtasks, parallelism, durationMinutes, agents, overheadSeconds),
  };
}
