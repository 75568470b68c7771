/** Tasks that have been submitted. */
import { TASK_STATE } from '../world/core/task-table.ts';
import type { MeasuredWorld } from './measured-world.ts';

/** How many of them were submitted in the measured time. */
export function measuredSubmissions({ parts: { tasks }, measuredFrom }: MeasuredWorld): number {
  let submitted = 0;
  for (let task = 0; task < tasks.count; task++)
    if (tasks.state[task] !== TASK_STATE.created && tasks.submittedAt[task] >= measuredFrom) submitted++;
  return submitted;
}

/** Tasks of the measured time that have been submitted and have not ended. */
export function openSubmissions({ parts: { tasks }, tasks: counts, measuredFrom }: MeasuredWorld): number[] {
  const open: number[] = [];
  if (counts.open === 0) return open;
  for (let task = 0; task < tasks.count; task++)
    if (tasks.state[task] === TASK_STATE.submitted && tasks.submittedAt[task] >= measuredFrom)
      open.push(task);
  return open;
}
