/** Checks that what the scheduler is asked for can have an effect. */
import type { WorkloadSpec } from '../../world/spec/spec.ts';
import type { ScenarioCatalog } from '../catalog.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import type { Scenario } from '../scenario.ts';
import type { AgentsInput } from '../schema/agents.ts';
import { either } from '../suggest.ts';
import { checkRoutes } from './routes.ts';
import { checkShedding } from './shedding.ts';
import { KEEPS_TASKS } from './waiting.ts';

/** About nothing but the section itself. */
const OWN = { atKey: true, about: [] };

export function checkScheduler(scenario: Scenario, catalog: ScenarioCatalog, problems: Problems): void {
  checkRebalance(scenario, problems);
  checkFairness(scenario, problems);
  checkPreemption(scenario, catalog, problems);
  checkRoutes(scenario, catalog, problems);
  checkShedding(scenario, catalog, problems);
}

/** An agent can only interrupt what it runs for something more urgent that it is given on top. */
function checkPreemption({ scheduler }: Scenario, { algorithms }: ScenarioCatalog, problems: Problems): void {
  if (!scheduler.preemption) return;
  const refuse = (message: string) => problems.add(['scheduler', 'preemption'], message, OWN);
  const { order = 'priority' } = algorithms.find(({ name }) => name === scheduler.algorithm) ?? {};
  if (order !== 'priority') {
    const able = algorithms.filter((other) => other.order === 'priority').map(({ name }) => name);
    refuse(
      `${scheduler.algorithm} does not serve tasks by priority, so none is more urgent than another: expected ${either(able)}`,
    );
  }
  if (scheduler.agent_queue === 0)
    refuse(
      'with agent_queue 0 no task comes to an agent without a free slot: there is nothing to interrupt for',
    );
}

/** Agents can only choose among tasks that wait there. @param input where the agents' disciplines may stand */
export function checkDiscipline(
  input: AgentsInput,
  { agents, scheduler, spawning }: Scenario,
  problems: Problems,
): void {
  if (agents.groups.every(({ discipline }) => discipline !== 'lcfs')) return;
  const index = input.groups.findIndex(({ discipline }) => discipline === 'lcfs');
  const path: Path = index < 0 ? ['agents', 'discipline'] : ['agents', 'groups', index, 'discipline'];
  const refuse = (message: string) => problems.add(path, message, { atKey: true });
  if (scheduler.algorithm === 'heft') refuse('heft serves tasks by their rank in the graph');
  else if (KEEPS_TASKS.has(scheduler.algorithm))
    refuse(`with ${scheduler.algorithm} no task waits at an agent`);
  else if (scheduler.agent_queue === 0 && !spawning?.hibernate)
    refuse('with agent_queue 0 no task waits at an agent: give scheduler.agent_queue, such as unlimited');
}

/** An agent can only turn away what it is given beyond its room. @param input where that may stand */
export function checkRejection(
  input: AgentsInput,
  { agents, scheduler }: Scenario,
  { algorithms }: ScenarioCatalog,
  problems: Problems,
): void {
  const rejecting = agents.groups.filter(({ when_full }) => when_full === 'reject');
  if (rejecting.length === 0) return;
  const index = input.groups.findIndex(({ when_full }) => when_full === 'reject');
  const path: Path = index < 0 ? ['agents', 'when_full'] : ['agents', 'groups', index, 'when_full'];
  const refuse = (message: string) => problems.add(path, message, { atKey: true });
  const algorithm = algorithms.find(({ name }) => name === scheduler.algorithm);
  // With late binding an agent asks for a task when it has a free slot.
  const own = algorithm?.lateBinding ? 0 : algorithm?.agentQueue;
  const given = own ?? scheduler.agent_queue ?? Infinity;
  if (rejecting.some(({ queue_limit }) => queue_limit === null))
    refuse('an agent without queue_limit always has room: give queue_limit, such as 0');
  else if (rejecting.every(({ queue_limit }) => given <= (queue_limit ?? Infinity)))
    refuse(
      own === undefined
        ? `with agent_queue ${given} no agent is ever given more than it has room for: give scheduler.agent_queue, such as unlimited`
        : `with ${scheduler.algorithm} no agent is ever given more than it has room for`,
    );
}

/** Only where tasks wait at the coordinator can it choose among them. */
function checkFairness({ scheduler }: Scenario, problems: Problems): void {
  if (scheduler.fairness === 'none') return;
  const refuse = (message: string) => problems.add(['scheduler', 'fairness'], message, OWN);
  if (scheduler.algorithm === 'late_binding')
    refuse('late_binding serves tasks in the order of reservations');
  else if (scheduler.algorithm === 'heft') refuse('heft serves tasks by their rank in the graph');
  else if (scheduler.agent_queue === null && scheduler.algorithm !== 'central_queue')
    refuse('without a limit tasks wait at agents, first come, first served: give agent_queue, such as 0');
}

/** A tenant has one weight, whichever of its workloads says so. */
export function checkTenants(
  workloads: readonly WorkloadSpec[],
  paths: readonly Path[],
  problems: Problems,
): void {
  const weights = new Map<string | null, number>();
  for (const [index, { tenant = null, weight = null }] of workloads.entries()) {
    if (weight === null) continue;
    const other = weights.get(tenant) ?? weight;
    weights.set(tenant, other);
    if (other === weight) continue;
    const who = tenant === null ? 'workloads without a tenant' : tenant;
    problems.add([...paths[index], 'weight'], `another workload gives ${who} the weight ${other}`);
  }
}

function checkRebalance({ scheduler, coordination }: Scenario, problems: Problems): void {
  // In a tree, tasks wait at coordinators too, when the agents below one are gone.
  if (!scheduler.rebalance || scheduler.agent_queue !== 0 || coordination.topology === 'tree') return;
  problems.add(
    ['scheduler', 'rebalance'],
    'no task waits at an agent with agent_queue 0: there is nothing to move',
    { atKey: true, about: [['coordination']] },
  );
}
