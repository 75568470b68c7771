/** What executions on agents need of the world, and who hears of them. */
import type { Kernel } from '../../engine/kernel.ts';
import type { Microseconds } from '../../engine/types.ts';
import type { WorldObserver } from '../core/observer.ts';
import type { Processes } from '../core/processes.ts';
import type { TaskTable } from '../core/task-table.ts';
import type { Network } from '../network/network.ts';
import type { Prices, RelativeSpeeds } from '../plan/pairs.ts';
import type { Warmth } from './warmth.ts';

export interface ExecutorContext {
  readonly kernel: Kernel;
  readonly processes: Processes;
  readonly network: Network;
  readonly tasks: TaskTable;
  readonly observer: WorldObserver;
  readonly ackTimeout: Microseconds;
  /** What it matters where a task runs; null: nothing. */
  readonly warmth: Warmth | null;
  /** null: agents are as fast at every task. */
  readonly speeds: RelativeSpeeds | null;
  readonly prices: Prices;
  /** Asked at the end of an execution, the task's first, second, ...: whether it produced a result. */
  succeeds(task: number, agent: number, execution: number): boolean;
  /** Told before an execution starts, or goes on after an interruption, for the invariants. */
  onStart(task: number, agent: number, resumes: boolean): void;
}

/** Who hears of what happens to executions. */
export interface ExecutorListener {
  /** A holding's execution ran to its end. */
  executed(row: number): void;
  /** The agent has free slots, and nothing waits for them. */
  free(agent: number): void;
}
