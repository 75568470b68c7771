/** What the tasks of a workload ask for, whatever its kind. */
import type { TaskSpec, WaveSpec, WorkloadSpec, WorldSpec } from '../spec/spec.ts';

/** The task specifications of a workload, in the order of steps. */
export function taskSpecs(workload: WorkloadSpec): TaskSpec[] {
  if (workload.kind === 'waves') {
    const { waves } = workload;
    return [...waves.map(({ task }) => task), ...waves.flatMap(({ rollback }) => rollback?.task ?? [])];
  }
  if (workload.kind === 'dag') return workload.tasks.map((step) => step.task);
  if (workload.kind === 'flow') return workload.steps.map((step) => step.task);
  return [workload.task];
}

/** By wave: which of the workload's task specifications is that of the tasks that undo it, behind those of all waves; -1: none is. */
export function undoingSteps(waves: readonly WaveSpec[]): number[] {
  let next = waves.length;
  return waves.map(({ rollback }) => (rollback ? next++ : -1));
}

/**
 * By task specification of a workload: whether a failure that an attempt reports is final. So it is in waves that a gate looks at: what fails
 * there is to count, and not to be hidden by another attempt.
 */
export function finalFailures(workload: WorkloadSpec): boolean[] {
  if (workload.kind !== 'waves') return taskSpecs(workload).map(() => false);
  const { waves } = workload;
  const controls = waves.flatMap(({ gate }) => (gate && 'control' in gate ? [gate.control] : []));
  const ofWaves = waves.map(({ name, gate }) => gate !== undefined || controls.includes(name));
  return taskSpecs(workload).map((_, step) => ofWaves[step] ?? false);
}

/** Task specifications of all workloads, in order. */
export function allTaskSpecs({ workloads }: WorldSpec): TaskSpec[] {
  return workloads.flatMap(taskSpecs);
}

/** Whether some tasks of the workload give up after a time. */
export function isImpatient(workload: WorkloadSpec): boolean {
  return taskSpecs(workload).some(({ patience }) => patience !== undefined);
}
