/** Upward ranks of tasks, from what a scenario says to expect: how far it is from each to the end of its graph. */
import { type TaskGraph, upwardRanks } from '../modules/scheduling/heft.ts';
import { meanOf } from './estimate.ts';
import type { DagWorkloadSpec, WorldSpec } from './spec.ts';
import { taskSpecs } from './workloads.ts';

const MICROSECONDS = 1e6;

/** Between the end of a task and the start of the next: result, word to the client, submission, assignment. */
const TRIPS = 4;

/** Microseconds by task specification, in the order of the world; of a task in no graph, its own mean cost. */
export function ranksOf(spec: WorldSpec): number[] {
  const { groups } = spec.agents;
  const slots = groups.reduce((sum, { count, slots }) => sum + count * slots, 0);
  const pace = groups.reduce((sum, { count, slots, speed }) => sum + (count * slots) / meanOf(speed), 0);
  const seconds = slots > 0 ? pace / slots : 1;
  return spec.workloads.flatMap((workload) => {
    const costs = taskSpecs(workload).map(({ service }) => meanOf(service) * seconds);
    const ranks = workload.kind === 'dag' ? upwardRanks(graphOf(workload, spec), costs) : costs;
    return ranks.map((rank) => rank * MICROSECONDS);
  });
}

function graphOf({ tasks }: DagWorkloadSpec, { network }: WorldSpec): TaskGraph {
  const names = new Map(tasks.map(({ name }, index) => [name, index]));
  const { latency, bandwidth } = network.links.same_region;
  const trips = TRIPS * meanOf(latency);
  return {
    after: tasks.map(({ after }) => after.map((one) => names.get(stepOf(one)) as number)),
    communication: (_from, to) =>
      trips + (bandwidth === null ? 0 : meanOf(tasks[to].task.payload) / bandwidth),
  };
}

/** Name of the step that a dependency waits for. */
function stepOf(dependency: string | { readonly name: string }): string {
  return typeof dependency === 'string' ? dependency : dependency.name;
}
