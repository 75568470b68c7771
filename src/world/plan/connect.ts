import { Processes } from '../core/processes.ts';
import type { WorldSpec } from '../spec/spec.ts';
import type { Cluster } from './cluster.ts';
import type { CoordinatorPlan } from './topology.ts';

/** Numbers the processes, puts each on its node and under its coordinator. */
export function connect(
  spec: WorldSpec,
  cluster: Cluster,
  agentNode: Int32Array,
  plans: readonly CoordinatorPlan[],
): Processes {
  const others = spec.workloads.length + (spec.recovery ? 1 : 0);
  const processes = new Processes(agentNode.length, plans.length, others);
  processes.node.set(agentNode);
  for (const plan of plans) {
    processes.node[plan.process] = plan.node;
    processes.parent[plan.process] = plan.parent ?? -1;
    if (plan.standby) {
      processes.standby = plan.process;
      continue;
    }
    for (const child of plan.children) processes.parent[child] = plan.process;
  }
  for (let i = 0; i < spec.workloads.length; i++) {
    const client = agentNode.length + plans.length + i;
    const { region } = spec.workloads[i];
    processes.node[client] =
      region === null ? plans[0].node : cluster.coordinatorNode(cluster.region(region), 0);
    if (plans[0].neighbours === undefined) processes.parent[client] = processes.root;
  }
  if (spec.recovery) {
    processes.supervisor = processes.count - 1;
    processes.node[processes.supervisor] = plans[0].node;
  }
  return processes;
}
