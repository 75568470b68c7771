/** Checks of the state that makes repeated work cheaper: tasks must find it, and agents must hold it. */
import type { TaskSpec, WorkloadSpec } from '../../world/spec/spec.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import type { Scenario } from '../scenario.ts';
import type { AgentsInput } from '../schema/agents.ts';
import { firstPresent } from './names.ts';

/** @param layers where the task's values may stand, the most specific first */
export function checkWarmth(
  task: TaskSpec,
  layers: readonly Path[],
  scenario: Scenario,
  problems: Problems,
): void {
  const key = task.cold_start ? 'cold_start' : 'warm';
  if (!isCheaperWarm(task)) return;
  const path = firstPresent(
    problems,
    layers.map((layer) => [...layer, key]),
  );
  if (task.affinity_keys === 0)
    problems.add(path, 'only tasks with affinity keys find state: give affinity_keys', { atKey: true });
  if (scenario.agents.groups.every(({ cache }) => cache === 0))
    problems.add(path, 'no agent holds state from one task to the next: give agents.cache', { atKey: true });
}

/** @param input where the agents' caches may stand */
export function checkCache(input: AgentsInput, scenario: Scenario, problems: Problems): void {
  if (scenario.agents.groups.every(({ cache }) => cache === 0)) return;
  if (scenario.workloads.some((workload) => taskSpecs(workload).some(isCheaperWarm))) return;
  const index = input.groups.findIndex(({ cache }) => cache);
  const path: Path = input.cache ? ['agents', 'cache'] : ['agents', 'groups', index, 'cache'];
  problems.add(path, 'no task is cheaper for it: give tasks warm or cold_start', { atKey: true });
}

function isCheaperWarm(task: TaskSpec): boolean {
  return task.warm !== 1 || Boolean(task.cold_start);
}

function taskSpecs(workload: WorkloadSpec): readonly TaskSpec[] {
  if (workload.kind === 'waves')
    return workload.waves.flatMap(({ task, rollback }) => (rollback ? [task, rollback.task] : [task]));
  if (workload.kind === 'dag') return workload.tasks.map(({ task }) => task);
  if (workload.kind === 'flow') return workload.steps.map(({ task }) => task);
  return [workload.task];
}
