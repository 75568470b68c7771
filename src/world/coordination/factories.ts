/** From a specification to the coordinators' modules. */

import { Coordinator } from '../../modules/coordination/coordinator.ts';
import type { CoordinatorOptions } from '../../modules/coordination/coordinator-options.ts';
import { Peer } from '../../modules/coordination/peer.ts';
import { listening } from '../../modules/flows/vocabulary.ts';
import type { SwimGroup } from '../../modules/health/swim/group.ts';
import { SwimMember } from '../../modules/health/swim/member.ts';
import type { Module, Port, TaskDirectory } from '../../modules/ports.ts';
import { withDefaults } from '../../modules/registry.ts';
import type { DispatcherOptions } from '../../modules/scheduling/options.ts';
import type { RebalanceOptions } from '../../modules/scheduling/rebalance-options.ts';
import { scheduling } from '../../modules/scheduling/vocabulary.ts';
import type { WorkerDescription } from '../../modules/scheduling/workers.ts';
import { ReplicatedCoordinator } from '../../modules/standby/replicated-coordinator.ts';
import type { AgentTable } from '../agents/agent-table.ts';
import type { Registries } from '../core/registries.ts';
import { bulkheadOptions } from '../plan/directory.ts';
import { peerOptions } from '../plan/peers.ts';
import { recoveryOptions } from '../plan/recovery.ts';
import { budgetOptions } from '../plan/retry-budget.ts';
import { routePolicy } from '../plan/routes.ts';
import { sheddingOptions } from '../plan/shedding.ts';
import type { CoordinatorPlan } from '../plan/topology.ts';
import { witnessesOf } from '../plan/witnesses.ts';
import type { SchedulerSpec, StandbySpec, WorldSpec } from '../spec/spec.ts';

const MICROSECONDS = 1e6;
/** Sums over the agents below each coordinator: what it registers with the coordinator above. */
function registrations(
  plans: readonly CoordinatorPlan[],
  agents: AgentTable,
  requirements: readonly number[],
  present: number,
): WorkerDescription[] {
  const sums: WorkerDescription[] = new Array(plans.length);
  const first = plans.length > 0 ? plans[0].process : 0;
  for (let i = plans.length - 1; i >= 0; i--) {
    const children = childDescriptions(
      plans[i],
      agents,
      requirements,
      (child) => sums[child - first],
      present,
    );
    let slots = 0;
    let queueLimit = 0;
    let capabilities = 0;
    let serves = 0;
    let speed = 0;
    for (const child of children) {
      slots += child.slots;
      queueLimit += child.queueLimit;
      capabilities |= child.capabilities;
      serves |= child.serves;
      speed += child.speed * child.slots;
    }
    sums[i] = {
      process: plans[i].process,
      slots,
      queueLimit,
      capabilities,
      serves,
      speed: speed / Math.max(1, slots),
      group: children.every(({ group }) => group === children[0].group) ? (children[0]?.group ?? 0) : -1,
      ...(children.some((child) => child.present !== false) ? {} : { present: false }),
    };
  }
  return sums;
}

function childDescriptions(
  plan: CoordinatorPlan,
  agents: AgentTable,
  requirements: readonly number[],
  sum: (child: number) => WorkerDescription,
  present = Infinity,
): WorkerDescription[] {
  if (!plan.leaf) return plan.children.map(sum);
  return plan.children.map((agent) => ({
    process: agent,
    slots: agents.slots[agent],
    // What the agent turns away its coordinator need not know of.
    queueLimit: agents.rejects[agent] === 1 ? Infinity : agents.queueLimit[agent],
    capabilities: agents.capabilities[agent],
    serves: servedBy(agents.capabilities[agent], requirements),
    speed: agents.speed[agent],
    group: agents.group[agent],
    ...(agent < present ? {} : { present: false }),
  }));
}

/** Bit mask over the sets of required capabilities: those that have all they require in `capabilities`. */
function servedBy(capabilities: number, requirements: readonly number[]): number {
  let serves = 0;
  for (let requirement = 0; requirement < requirements.length; requirement++) {
    const required = requirements[requirement];
    if ((capabilities & required) === required) serves |= 1 << requirement;
  }
  return serves;
}

/** Who else there is besides agents and coordinators. */
export interface Neighbours {
  /** Agents that watch each other; null: they do not. */
  readonly swim: SwimGroup | null;
  /** The process that restarts and replaces agents; -1: nobody does. */
  readonly supervisor: number;
}

/** There is nobody else. */
export const ALONE: Neighbours = { swim: null, supervisor: -1 };

/** For each coordinator, a function that makes its module afresh. */
export function coordinatorFactories(
  spec: WorldSpec,
  plans: readonly CoordinatorPlan[],
  hosts: readonly Port[],
  agents: AgentTable,
  directory: TaskDirectory,
  registries: Registries,
  { swim, supervisor }: Neighbours,
): (() => Module)[] {
  const { requirements } = directory;
  // Coordinators above the leaves know the most that there can be below them.
  const present = spec.scaling?.initial ?? (spec.spawning ? 0 : Infinity);
  const sums = registrations(plans, agents, requirements, present);
  const first = plans[0].process;
  const members = plans.map(({ process }) => process);
  const algorithm = registries.algorithms.require(spec.scheduler.algorithm);
  const { retry, scheduler, health } = spec;
  const isHeard = health.detector !== 'none' && !swim;
  const detector = isHeard ? registries.detectors.require(health.detector) : null;
  return plans.map((plan, i) => {
    // What may wait at one agent, times the agents below one worker.
    const share = plan.leaf ? 1 : agentsPerWorker(plan, sums, first);
    const options: CoordinatorOptions = {
      workers: childDescriptions(plan, agents, requirements, (child) => sums[child - first], present),
      agentQueue: (algorithm.agentQueue ?? scheduler.agent_queue ?? Infinity) * share || 0,
      parent: plan.parent,
      elastic: Boolean(spec.scaling || spec.spawning),
      adopts: Boolean(spec.coordination.standby),
      heartbeatInterval: Math.round(health.heartbeat_interval * MICROSECONDS),
      detector: detector && {
        entry: detector,
        parameters: withDefaults(detector.parameters, health.parameters),
      },
      member: swim && ((port, listener) => new SwimMember(port, swim, listener)),
      recovery: plan.leaf && spec.recovery ? recoveryOptions(spec.recovery, supervisor) : null,
      dispatcher: {
        algorithm,
        parameters: withDefaults(algorithm.parameters, scheduler.parameters),
        ...(plan.parent === null ? intakeOptions(spec) : { queueLimit: Infinity }),
        maxAttempts: retry.max_attempts,
        timeout: plan.leaf && retry.timeout !== null ? Math.round(retry.timeout * MICROSECONDS) : Infinity,
        ackTimeout: Math.max(1, Math.round(retry.ack_timeout * MICROSECONDS)),
        backoff: Math.round(retry.backoff * MICROSECONDS),
        backoffLimit: Math.round(retry.backoff_limit * MICROSECONDS),
        retryBudget: budgetOptions(retry.budget),
        routes: plan.leaf ? routePolicy(spec) : null,
        retryFailures: plan.leaf,
        rebalance: rebalanceOptions(scheduler),
        isFair: scheduler.fairness === 'tenants',
      },
    };
    const { standby } = spec.coordination;
    const create = (port: Port) => new Coordinator(port, directory, options);
    if (standby && plan.parent === null) return () => replicated(standby, plans, i, hosts[i], create);
    const peer = peerOptions(options, spec.coordination, plan, sums, members);
    if (!peer) return () => create(hosts[i]);
    return () => new Peer(hosts[i], directory, peer);
  });
}

/** What those decide who take tasks from clients, for all below them. */
function intakeOptions(spec: WorldSpec): Pick<DispatcherOptions, 'queueLimit' | 'shedding' | 'bulkhead'> {
  const { scheduler } = spec;
  return {
    queueLimit: scheduler.queue_limit ?? Infinity,
    shedding: sheddingOptions(scheduler),
    bulkhead: bulkheadOptions(spec),
  };
}

/** A coordinator of a pair, around the coordinator that it would be without the other. */
function replicated(
  { heartbeat, timeout, sync_timeout, witnesses }: StandbySpec,
  plans: readonly CoordinatorPlan[],
  place: number,
  host: Port,
  create: (port: Port) => Module,
): Module {
  const root = plans[0];
  const standby = plans[plans.length - 1];
  const microseconds = (seconds: number) => Math.round(seconds * MICROSECONDS);
  return new ReplicatedCoordinator(host, {
    peer: place === 0 ? standby.process : root.process,
    isFirst: place === 0,
    witnesses: witnessesOf(root, witnesses),
    workers: root.children,
    heartbeat: microseconds(heartbeat),
    timeout: microseconds(timeout),
    syncTimeout: microseconds(sync_timeout),
    speaks: [scheduling, listening],
    redirects: [scheduling.result, scheduling.heartbeat],
    create,
  });
}

function rebalanceOptions({ rebalance }: SchedulerSpec): RebalanceOptions | null {
  if (!rebalance) return null;
  const { interval, ratio, tolerance, take, transfer = 0 } = rebalance;
  const microseconds = (seconds: number) => Math.round(seconds * MICROSECONDS);
  return { interval: microseconds(interval), ratio, tolerance, take, transfer: microseconds(transfer) };
}

/** Slots of the largest worker: an upper bound of the agents below it. */
function agentsPerWorker(plan: CoordinatorPlan, sums: readonly WorkerDescription[], first: number): number {
  return plan.children.reduce((most, child) => Math.max(most, sums[child - first].slots), 1);
}
