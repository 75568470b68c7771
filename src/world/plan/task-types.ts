/** Types of tasks by the names that a scenario gives them. */
import type { WorkloadSpec, WorldSpec } from '../spec/spec.ts';
import { taskSpecs } from './task-specs.ts';

/** By task specification of the world, in order: the name of its step, or of its workload where steps have no names. */
export function taskTypes({ workloads }: Pick<WorldSpec, 'workloads'>): string[] {
  return workloads.flatMap(namesOf);
}

function namesOf(workload: WorkloadSpec): string[] {
  if (workload.kind === 'dag') return workload.tasks.map(({ name }) => name);
  if (workload.kind === 'flow') return workload.steps.map(({ name }) => name);
  return taskSpecs(workload).map(() => workload.name);
}
