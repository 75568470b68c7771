/** Upward ranks of tasks, from what a scenario says to expect: how far it is from each to the end of its graph. */
import { type TaskGraph, upwardRanks } from '../../modules/scheduling/heft.ts';
import { typedDependency } from '../../modules/workflow/dependencies.ts';
import type { TaskSpec, WorkloadSpec, WorldSpec } from '../spec/spec.ts';
import { meanOf } from './means.ts';
import { relativeSpeed } from './pairs.ts';
import { taskSpecs } from './task-specs.ts';

const MICROSECONDS = 1e6;

/** Between the end of a task and the start of the next: result, word to the client, submission, assignment. */
const TRIPS = 4;

/** Microseconds by task specification, in the order of the world; of a task in no graph or flow, its own mean cost. */
export function ranksOf(spec: WorldSpec): number[] {
  const { groups } = spec.agents;
  const slots = groups.reduce((sum, { count, slots }) => sum + count * slots, 0);
  /** Seconds that a second of work takes the agents, mean over their slots. */
  const pace = (task: TaskSpec) =>
    slots === 0
      ? 1
      : groups.reduce(
          (sum, { name, count, slots, speed }) =>
            sum + (count * slots) / (meanOf(speed) * relativeSpeed(task, name)),
          0,
        ) / slots;
  return spec.workloads.flatMap((workload) => {
    const costs = taskSpecs(workload).map((task) => meanOf(task.service) * pace(task));
    const after = orderOf(workload);
    const ranks = after ? upwardRanks(graphOf(workload, after, spec), costs) : costs;
    return ranks.map((rank) => rank * MICROSECONDS);
  });
}

/** For each task specification, the numbers of those that come before it; null where there is no order. */
function orderOf(workload: WorkloadSpec): number[][] | null {
  if (workload.kind === 'flow') return workload.steps.map((_, step) => (step === 0 ? [] : [step - 1]));
  if (workload.kind !== 'dag') return null;
  const names = new Map(workload.tasks.map(({ name }, index) => [name, index]));
  return workload.tasks.map(({ after }) =>
    after.map((one) => names.get(typedDependency(one).name) as number),
  );
}

/**
 * The mean cost of communication on an edge is that of the messages and of all that the later task is given, its payload and the
 * results of others: they travel together with its assignment, whichever of the tasks before it ends last.
 */
function graphOf(workload: WorkloadSpec, after: readonly number[][], { network }: WorldSpec): TaskGraph {
  const { latency, bandwidth } = network.links.same_region;
  const trips = TRIPS * meanOf(latency);
  const given = taskSpecs(workload).map(({ payload }, task) => meanOf(payload) + resultsOf(workload, task));
  return {
    after,
    communication: (_from, to) => trips + (bandwidth === null ? 0 : given[to] / bandwidth),
  };
}

/** Bytes of others' results that a task is given. */
function resultsOf(workload: WorkloadSpec, task: number): number {
  if (workload.kind !== 'dag') return 0;
  return workload.tasks[task].after.reduce((sum, one) => sum + typedDependency(one).bytes, 0);
}
