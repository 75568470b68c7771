/** How workers are set up. */
import type { ProcessId, TaskDirectory } from '../ports.ts';

/** What a worker reads of a task in its assignment. */
export type AssignedTasks = Pick<TaskDirectory, 'priority' | 'rank' | 'patienceEnd'>;

/** In which order tasks wait: as they come, the most urgent first, or those with the longest way to the end of their graph first. */
export type QueueOrder = 'arrival' | 'priority' | 'rank';

export interface WorkerOptions {
  /** Workers that the instance serves. */
  readonly count: number;
  /** Process of worker 0; the others follow. */
  readonly firstProcess: ProcessId;
  /** By worker: executions at a time. */
  readonly slots: Int32Array;
  /** By worker: tasks that may wait; Infinity for no limit. */
  readonly queueLimit: Float64Array;
  /** By worker, 1: a task for which there is no capacity fails; 0: its coordinator keeps it. */
  readonly rejects: Uint8Array;
  /** By worker, 1: of waiting tasks, or of those that are equally urgent, the last to come is the first to run. */
  readonly lastFirst: Uint8Array;
  readonly order: QueueOrder;
  /** Whether an urgent task interrupts others, and whether these keep what has been done of them; null: it waits. */
  readonly preemption: 'keep' | 'lose' | null;
  readonly tasks: AssignedTasks;
  /** Microseconds between heartbeats; 0 for none. */
  readonly heartbeatInterval: number;
  /** Whether they are sent while a worker executes anything too; if not, one is sent when an execution begins or ends. */
  readonly beatsWhileBusy: boolean;
  /** Microseconds until a result that has not been acknowledged is sent again. */
  readonly ackTimeout: number;
  /** Whether workers answer probes. */
  readonly answersProbes: boolean;
  /** Late binding: workers pull tasks for the reservations that have been made with them. */
  readonly pulls: boolean;
  /** Microseconds for which a worker is idle before it hibernates; null: it stays awake. */
  readonly hibernateAfter: number | null;
}
