import type { Microseconds } from '../../engine/types.ts';
import type { WorldObserver } from './observer.ts';
import type { TaskTable } from './task-table.ts';

/** A task begins to run or goes on: where its agent was lost before, it has recovered. */
export function noteRecovery(
  { lostAt, faultAt }: TaskTable,
  observer: WorldObserver,
  task: number,
  now: Microseconds,
): void {
  if (lostAt[task] < 0) return;
  observer.taskRecovered(task, now - lostAt[task], faultAt[task] < 0 ? -1 : now - faultAt[task]);
  lostAt[task] = -1;
}
