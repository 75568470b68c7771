/** What the tasks of a workload ask for, whatever its kind. */
import type { TaskSpec, WorkloadSpec, WorldSpec } from '../spec/spec.ts';

/** The task specifications of a workload, in the order of steps. */
export function taskSpecs(workload: WorkloadSpec): TaskSpec[] {
  if (workload.kind === 'waves') return workload.waves.map((wave) => wave.task);
  if (workload.kind === 'dag') return workload.tasks.map((step) => step.task);
  if (workload.kind === 'flow') return workload.steps.map((step) => step.task);
  return [workload.task];
}

/** Task specifications of all workloads, in order. */
export function allTaskSpecs({ workloads }: WorldSpec): TaskSpec[] {
  return workloads.flatMap(taskSpecs);
}

/** Whether some tasks of the workload give up after a time. */
export function isImpatient(workload: WorkloadSpec): boolean {
  return taskSpecs(workload).some(({ patience }) => patience !== undefined);
}
