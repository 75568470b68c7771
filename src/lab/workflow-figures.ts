/** Figures of graphs of steps and of waves: their critical paths, and what of them never started. */
import type { Figure } from '../recording/bounds.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';
import { TASK_STATE } from '../world/core/task-table.ts';
import { type CriticalPaths, criticalPaths, pathFigures } from './critical-path.ts';
import type { MeasuredWorld } from './measured-world.ts';
import { blockedWork, isOver, neverStarted } from './never-started.ts';
import type { OpenWork } from './open-work.ts';

export function workflowFigures(
  world: MeasuredWorld,
  recorder: RunRecorder,
  { mayFail }: OpenWork,
): Record<string, Figure> {
  return {
    'tasks.never_started': neverStarted(world, blockedWork(world, recorder), mayFail),
    ...pathFigures(pathsOf(world, recorder, mayFail), mayFail),
  };
}

/** @param mayFail whether tasks that have not ended may fail, so that what they have done so far may be lost */
export function pathsOf(world: MeasuredWorld, recorder: RunRecorder, mayFail: boolean): CriticalPaths {
  const blocked = new Set(
    blockedWork(world, recorder).flatMap(({ workload, steps }) => (steps.length > 0 ? [workload] : [])),
  );
  const running = mayFail ? null : runningSteps(world);
  return criticalPaths(
    world.spec,
    recorder.steps,
    (workload) => blocked.has(workload) || isOver(world, workload),
    (workload, step) => running?.get(workload)?.[step] ?? 0,
  );
}

/** By graph and step: microseconds of the longest execution whose result is not recorded yet. */
function runningSteps({ now, spec, parts }: MeasuredWorld): Map<number, Float64Array> {
  const found = new Map<number, Float64Array>();
  for (const [place, workload] of spec.workloads.entries())
    if (workload.kind === 'dag') found.set(place, new Float64Array(workload.tasks.length));
  if (found.size === 0) return found;
  const { tasks, agents } = parts;
  for (let task = 0; task < tasks.count; task++) {
    const steps = found.get(tasks.workload[task]);
    if (!steps || tasks.state[task] !== TASK_STATE.submitted) continue;
    const start = agents.executor.earliestStart(task);
    const ran =
      tasks.executedAt[task] >= 0
        ? tasks.executedAt[task] - tasks.startedAt[task]
        : start < 0
          ? 0
          : now - start;
    steps[tasks.step[task]] = Math.max(steps[tasks.step[task]], ran);
  }
  return found;
}
