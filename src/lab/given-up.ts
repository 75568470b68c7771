/** Tasks that were given up before an agent was heard to have them. */
import type { RunRecorder } from '../recording/run-recorder.ts';
import { TASK_STATE } from '../world/core/task-table.ts';
import type { MeasuredWorld } from './measured-world.ts';

/**
 * Ages, in microseconds, of tasks that failed before any assignment had arrived: one may still be on its way, or wait at an agent that is
 * paused. Of those shed there is none; which these are is not known, so that the oldest go.
 */
export function givenUpOnTheWay(
  { now, parts, measuredFrom, progress }: MeasuredWorld,
  { counts: { failed, shed } }: RunRecorder,
): number[] {
  if (progress === 'finished' || failed <= shed) return [];
  const { tasks } = parts;
  const ages: number[] = [];
  for (let task = 0; task < tasks.count; task++)
    if (
      tasks.state[task] === TASK_STATE.failed &&
      tasks.assignedAt[task] < 0 &&
      tasks.submittedAt[task] >= measuredFrom
    )
      ages.push(now - tasks.submittedAt[task]);
  return ages.sort((one, other) => one - other).slice(0, Math.max(0, ages.length - shed));
}
