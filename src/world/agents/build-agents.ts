/** Puts the agents on their machines. */
import { Witness } from '../../modules/standby/witness.ts';
import type { Voter } from '../../modules/worker/allegiance.ts';
import { WorldError } from '../core/errors.ts';
import { noteRecovery } from '../core/recovery.ts';
import type { Ground } from '../feature.ts';
import { Host } from '../host/host.ts';
import { Prices, RelativeSpeeds } from '../plan/pairs.ts';
import { allTaskSpecs } from '../plan/task-specs.ts';
import { witnessesOf } from '../plan/witnesses.ts';
import type { PreemptionSpec, WorldSpec } from '../spec/spec.ts';
import { AgentTable } from './agent-table.ts';
import { Agents } from './agents.ts';
import type { AgentsContext } from './agents-context.ts';
import { buildCheckpoints } from './checkpoints.ts';
import { MemoryUse } from './memory-use.ts';
import { TaskFailures } from './task-failures.ts';
import { hasWarmth, Warmth } from './warmth.ts';

const MICROSECONDS = 1e6;

/** A witness draws nothing at random. */
const NO_RANDOM = { uniform: () => 0 };

/**
 * @param gone told of each agent that was to leave and has nothing left to do
 * @throws WorldError when tasks are to interrupt others and are not served by priority
 */
export function buildAgents(ground: Ground, gone: (agent: number) => void): Agents {
  const { spec, tasks, observer, processes, streams, registries, capabilities } = ground;
  const specs = allTaskSpecs(spec);
  const { groups } = spec.agents;
  const table = new AgentTable(processes.agents, groups, capabilities.groupMasks, streams);
  const algorithm = registries.algorithms.require(spec.scheduler.algorithm);
  const speeds = new RelativeSpeeds(specs, groups);
  return new Agents(table, {
    ...ground,
    ...executionWatch(ground, table),
    witnesses: witnesses(ground),
    warmth: hasWarmth(specs) ? new Warmth(tasks, table, groups, specs, observer) : null,
    prices: new Prices(specs, groups),
    checkpoints: spec.checkpoints ? buildCheckpoints(spec.checkpoints, ground) : null,
    speeds: speeds.matter ? speeds : null,
    heartbeatInterval: Math.round(spec.health.heartbeat_interval * MICROSECONDS),
    beatsWhileBusy: spec.health.heartbeats_while_busy ?? true,
    order: algorithm.order,
    preemption: preemptionOf(spec, algorithm),
    probes: algorithm.probes ?? false,
    lateBinding: algorithm.lateBinding ?? false,
    hibernate: spec.spawning?.hibernate ?? null,
    memory: spec.spawning ? new MemoryUse(observer) : null,
    groups,
    gone,
  });
}

/** How executions end, and what is checked and told when they start. */
function executionWatch(
  { spec, tasks, demand, oracle, observer, kernel, cluster, streams, processes, capabilities }: Ground,
  table: AgentTable,
): Pick<AgentsContext, 'succeeds' | 'onStart'> {
  const failures = new TaskFailures(tasks, allTaskSpecs(spec), spec.workloads, cluster, streams);
  const regionOf = (agent: number) => cluster.nodeRegion[processes.node[agent]];
  return {
    succeeds(task, agent, execution) {
      demand.executions++;
      if (failures.fails(task, execution, regionOf(agent))) {
        demand.failures++;
        return false;
      }
      oracle.executionSucceeded(task);
      return true;
    },
    onStart(task, agent, resumes) {
      const required = capabilities.requirements[tasks.requirement[task]];
      const capable = (table.capabilities[agent] & required) === required;
      const moving = processes.isUp(agent) && !processes.isPaused(agent);
      oracle.started(task, agent, moving, table.slots[agent] - table.running[agent], capable);
      if (!resumes && kernel.now > tasks.patienceEnd(task)) oracle.startedLate(task, agent);
      noteRecovery(tasks, observer, task, kernel.now);
    },
  };
}

/** The agents that decide who of two coordinators leads; what they have promised outlasts crashes. */
function witnesses({ spec, plans, hosting }: Ground): Map<number, Voter> {
  const { standby } = spec.coordination;
  const agents = standby ? witnessesOf(plans[0], standby.witnesses) : [];
  return new Map(agents.map((agent) => [agent, new Witness(new Host(agent, hosting, NO_RANDOM))]));
}

/** @throws WorldError when tasks are not served by priority */
function preemptionOf(
  { scheduler: { preemption = null } }: WorldSpec,
  algorithm: { readonly name: string; readonly order?: string },
): PreemptionSpec | null {
  if (preemption && algorithm.order !== 'priority')
    throw new WorldError(
      'scheduler.preemption',
      `${algorithm.name} does not serve tasks by priority: nothing is more urgent than another`,
    );
  return preemption;
}
