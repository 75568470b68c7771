/** Which open tasks nobody knows of any more. */

import { intake } from '../../modules/scheduling/vocabulary.ts';
import { TASK_STATE } from '../core/task-table.ts';
import type { Core } from '../feature.ts';

/**
 * Tasks that can no longer end while the world still moves: those that neither a client nor the durable ledger of their root or
 * home nor a message under way knows of.
 */
export function lostTasks({ tasks, coordinators, clientHosts, homes, network }: Core): number {
  const known = new Uint8Array(tasks.count);
  network.pool.forEach((kind, task) => {
    if (kind === intake.submit) known[task] = 1;
  });
  for (const host of clientHosts)
    host.forEachPending((task) => {
      known[task] = 1;
    });
  let lost = 0;
  for (let task = 0; task < tasks.count; task++) {
    if (tasks.state[task] !== TASK_STATE.submitted || known[task] === 1) continue;
    if (!coordinators.hasTask(homes.of(task), task)) lost++;
  }
  return lost;
}
