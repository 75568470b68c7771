/** What executions on agents need of the world. */
import type { Kernel } from '../../engine/kernel.ts';
import type { WorldObserver } from '../core/observer.ts';
import type { TaskTable } from '../core/task-table.ts';
import type { Prices, RelativeSpeeds } from '../plan/pairs.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Warmth } from './warmth.ts';

export interface ExecutorContext {
  readonly kernel: Kernel;
  readonly tasks: TaskTable;
  readonly observer: WorldObserver;
  /** What it matters where a task runs; null: nothing. */
  readonly warmth: Warmth | null;
  /** null: agents are as fast at every task. */
  readonly speeds: RelativeSpeeds | null;
  readonly prices: Prices;
  /** null: nothing is saved, and an attempt begins anew. */
  readonly checkpoints: Checkpoints | null;
  /** Asked at the end of an execution, the task's first, second, ...: whether it produced a result. */
  succeeds(task: number, agent: number, execution: number): boolean;
  /** Told before an execution starts, or goes on after an interruption, for the invariants. */
  onStart(task: number, agent: number, resumes: boolean): void;
}
