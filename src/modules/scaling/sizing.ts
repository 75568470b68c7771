/**
 * Sizing: how many agents for a known piece of work. The vocabulary that all sizing policies share.
 */
import { type CapacityBound, type CapacityDescription, capacityBounds, tightestBound } from './capacity.ts';
import {
  estimateSizing,
  OVERHEAD_SECONDS,
  type RoiLabel,
  roiLabel,
  type SizingEstimate,
  type WorkStage,
} from './cost.ts';
import { InvalidWorkError } from './errors.ts';
import { agentsText, grouped } from './text.ts';

export { InvalidWorkError };

export const TASK_TYPES = [
  'general',
  'file_operations',
  'api_calls',
  'computation',
  'network_operations',
  'deployment',
  'micro_operations',
] as const;

export type TaskType = (typeof TASK_TYPES)[number];

/** A piece of work whose size is known before it starts. */
export interface WorkDescription {
  /** How many subtasks, a whole number >= 0. */
  readonly subtasks: number;
  /**
   * The widest level of the dependency graph: how many subtasks can ever run at once, a whole number >= 0. More than
   * `subtasks` counts as `subtasks`.
   */
  readonly parallelism: number;
  /** Mean duration of one subtask in minutes, >= 0. */
  readonly durationMinutes: number;
  readonly taskType: TaskType;
  /**
   * Parts that follow each other: at least one subtask each, together `subtasks`, none wider than `parallelism`. Absent or
   * empty: the work is one part.
   */
  readonly stages?: readonly WorkStage[];
  /** Processor cores; limits `computation`. Absent: taken from `capacity`, and unlimited when that has none either. */
  readonly cores?: number;
  /** The count of agents that somebody asked for by name; honoured exactly, a whole number >= 1. */
  readonly override?: number;
  /** What the machines can carry. Absent: nothing is known, so nothing is warned of. */
  readonly capacity?: CapacityDescription;
}

/** More agents than the machines can carry. */
export interface CapacityWarning {
  readonly agents: number;
  /** Most agents that the tightest resource carries; what is recommended instead. */
  readonly capacity: number;
  /** The resource that is tightest: `cpu`, `memory`, ... */
  readonly bound: CapacityBound['resource'];
  /** Whether the count was asked for by name (and so kept). */
  readonly requested: boolean;
}

export interface SizingDecision {
  /** A whole number >= 1. */
  readonly agents: number;
  /** The policy that decided: a name in `SIZING_POLICIES`, or `override`. */
  readonly policy: string;
  /** Why, step by step, as text. */
  readonly reasons: string[];
  /** Minutes saved per minute of coordination overhead, for the count decided. */
  readonly roi: number;
  readonly label: RoiLabel;
  /** The warning as a sentence; present exactly when `capacityWarning` is. */
  readonly warning?: string;
  readonly capacityWarning?: CapacityWarning;
  readonly estimate: SizingEstimate;
}

/** Decides the number of agents for one piece of work. */
export interface SizingPolicy {
  size(work: WorkDescription): SizingDecision;
}

function requireWhole(field: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new InvalidWorkError(field, value, `a whole number of at least ${least}`);
  }
}

/** @throws InvalidWorkError naming the first field that is out of range. */
export function checkWork(work: WorkDescription): void {
  requireWhole('subtasks', work.subtasks, 0);
  requireWhole('parallelism', work.parallelism, 0);
  if (!Number.isFinite(work.durationMinutes) || work.durationMinutes < 0) {
    throw new InvalidWorkError('durationMinutes', work.durationMinutes, 'a finite number of at least 0');
  }
  if (!TASK_TYPES.includes(work.taskType)) {
    throw new InvalidWorkError('taskType', work.taskType, `one of ${TASK_TYPES.join(', ')}`);
  }
  for (const stage of work.stages ?? []) requireWhole('stages', stage.subtasks, 1);
  const staged = (work.stages ?? []).reduce((sum, stage) => sum + stage.subtasks, 0);
  if (staged !== 0 && staged !== work.subtasks)
    throw new InvalidWorkError('stages', staged, `together the ${grouped(work.subtasks)} subtasks`);
  if (work.cores !== undefined) requireWhole('cores', work.cores, 1);
  if (work.override !== undefined) requireWhole('override', work.override, 1);
}

/** How many subtasks can run at once. */
export function maxParallelism(work: WorkDescription): number {
  return Math.min(work.parallelism, work.subtasks);
}

function capacityWarning(agents: number, work: WorkDescription): CapacityWarning | undefined {
  const bound = work.capacity && tightestBound(capacityBounds(work.capacity));
  if (!bound || agents <= bound.agents) return undefined;
  return { agents, capacity: bound.agents, bound: bound.resource, requested: work.override !== undefined };
}

function warningText({ agents, capacity, bound, requested }: CapacityWarning): string {
  const room = `${agentsText(agents)} ${agents === 1 ? 'exceeds' : 'exceed'} the capacity of ${grouped(capacity)} (${bound === 'stated' ? 'as stated' : `bounded by ${bound}`})`;
  return requested
    ? `${room}; going on with ${grouped(agents)} as requested, ${grouped(Math.max(1, capacity))} or automatic scaling is recommended`
    : `${room}; ${grouped(Math.max(1, capacity))} is recommended`;
}

/**
 * Puts a decision together: return on overhead, label and estimate of the count decided, and a warning where it exceeds
 * the capacity that the work states.
 *
 * @param overheadSeconds coordination overhead per agent
 */
export function sizingDecision(
  work: WorkDescription,
  policy: string,
  agents: number,
  reasons: string[],
  overheadSeconds = OVERHEAD_SECONDS,
): SizingDecision {
  const estimate = estimateSizing(
    work.subtasks,
    maxParallelism(work),
    work.durationMinutes,
    agents,
    overheadSeconds,
    work.stages,
  );
  const decision = { agents, policy, reasons, roi: estimate.roi, label: roiLabel(estimate.roi), estimate };
  const capacity = capacityWarning(agents, work);
  return capacity ? { ...decision, warning: warningText(capacity), capacityWarning: capacity } : decision;
}

/**
 * A count that somebody asked for is honoured exactly: neither reduced nor improved, only checked against capacity.
 *
 * Source: Intelligent Dynamic Parallel Orchestration, `intelligent_auto_scale`, user override. The document takes the smallest of all four capacities
 * as safe; here only the resources that the description states take part.
 */
export function sizeByOverride(
  work: WorkDescription,
  overheadSeconds = OVERHEAD_SECONDS,
): SizingDecision | undefined {
  if (work.override === undefined) return undefined;
  const reasons = [`override: ${agentsText(work.override)} as asked for, used exactly`];
  return sizingDecision(work, 'override', work.override, reasons, overheadSeconds);
}
