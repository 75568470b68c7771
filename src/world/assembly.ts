/** Puts the parts of a world together. */
import { Kernel } from '../engine/kernel.ts';
import { Streams } from '../engine/random/streams.ts';
import { Subscriptions } from '../modules/facts.ts';
import type { TaskDirectory } from '../modules/ports.ts';
import type { AlgorithmEntry } from '../modules/scheduling/algorithm.ts';
import { Witness } from '../modules/standby/witness.ts';
import type { Voter } from '../modules/worker/allegiance.ts';
import { AgentTable } from './agents/agent-table.ts';
import { Agents } from './agents/agents.ts';
import type { AgentsContext } from './agents/agents-context.ts';
import { TaskFailures } from './agents/task-failures.ts';
import { hasWarmth, Warmth } from './agents/warmth.ts';
import { type Adaptation, adaptationOf } from './coordination/adaptation.ts';
import { coordinatorFactories, witnessesOf } from './coordination/factories.ts';
import { Takeovers } from './coordination/takeovers.ts';
import { WorldError } from './core/errors.ts';
import { CHAIN_LOOK } from './core/events.ts';
import type { WorldObserver, WorldView } from './core/observer.ts';
import type { Processes } from './core/processes.ts';
import type { Registries } from './core/registries.ts';
import { TaskTable } from './core/task-table.ts';
import { Faults } from './faults/faults.ts';
import { Lifecycle } from './faults/lifecycle.ts';
import { Selection } from './faults/selection.ts';
import { Provision } from './fleet/provision.ts';
import type { DemandCounts } from './fleet/scaler.ts';
import type { ClientHost } from './host/client-host.ts';
import { Coordinators } from './host/coordinators.ts';
import { Host, type HostContext } from './host/host.ts';
import { Network } from './network/network.ts';
import { buildCapabilities, type Capabilities } from './plan/capabilities.ts';
import { Cluster } from './plan/cluster.ts';
import { connect } from './plan/connect.ts';
import { taskDirectory } from './plan/directory.ts';
import { ablePeers, Homes } from './plan/homes.ts';
import { Prices, RelativeSpeeds } from './plan/pairs.ts';
import { allTaskSpecs } from './plan/task-specs.ts';
import { type CoordinatorPlan, planCoordinators } from './plan/topology.ts';
import type { PreemptionSpec, SchedulerSpec, WorldSpec } from './spec/spec.ts';
import { Announcements } from './watch/announcements.ts';
import { Oracle } from './watch/oracle.ts';
import { buildClients } from './workload/build-clients.ts';
import type { Client } from './workload/client.ts';

const MICROSECONDS = 1e6;

/** A witness draws nothing at random. */
const NO_RANDOM = { uniform: () => 0 };

/** Everything a world consists of. */
export interface Parts {
  readonly kernel: Kernel;
  readonly cluster: Cluster;
  readonly processes: Processes;
  readonly plans: readonly CoordinatorPlan[];
  readonly network: Network;
  readonly tasks: TaskTable;
  readonly agents: Agents;
  readonly coordinators: Coordinators;
  readonly clients: readonly Client[];
  /** Their machines, in the same order. */
  readonly clientHosts: readonly ClientHost[];
  readonly faults: Faults;
  readonly lifecycle: Lifecycle;
  readonly provision: Provision;
  readonly oracle: Oracle;
  readonly homes: Homes;
  readonly observer: WorldObserver;
  /** null where nothing changes while the run goes. */
  readonly adaptation: Adaptation | null;
  /** null where no coordinator stands by. */
  readonly takeovers: Takeovers | null;
  /** Tasks are given to agents only when these ask for them, so that no coordinator knows which of them wait for a slot. */
  readonly bindsLate: boolean;
}

/** Who hears of the beginning and the end of tasks. */
export interface TaskListener {
  taskSubmitted(): void;
  taskEnded(): void;
}

/** @throws WorldError when the specification cannot be built */
export function assemble(
  spec: WorldSpec,
  watch: (view: WorldView) => WorldObserver,
  replication: number,
  listener: TaskListener,
  registries: Registries,
): Parts {
  const kernel = new Kernel({ fingerprint: spec.fingerprint, chainLimit: CHAIN_LOOK });
  const streams = new Streams(spec.seed, replication);
  const cluster = new Cluster(spec.cluster.regions);
  const agentNode = cluster.placeAgents(spec.agents.groups);
  const plans = planCoordinators(spec.coordination, cluster, agentNode);
  const processes = connect(spec, cluster, agentNode, plans);
  const tasks = new TaskTable();
  const observer = watch({
    tasks,
    get now() {
      return kernel.now;
    },
  });
  const ackTimeout = Math.max(1, Math.round(spec.retry.ack_timeout * MICROSECONDS));
  const payloads = {
    task: (task: number) => tasks.payload[task],
    state: spec.scheduler.rebalance?.state ?? 0,
  };
  const network = Network.of(spec.network, cluster, { kernel, streams, processes, payloads, ackTimeout });
  const oracle = new Oracle(tasks);
  const capabilities = buildCapabilities(spec);
  const able = ablePeers(plans, spec.agents.groups, capabilities);
  const homes = new Homes(tasks, processes.root, able, processes.standby);
  const machines = { kernel, streams, cluster, processes, network };
  const directory = taskDirectory(spec, tasks, capabilities.requirements);
  const shared: Shared = { ...machines, tasks, directory, oracle, homes, observer, registries };
  const demand: DemandCounts = { submitted: 0, ended: 0, executions: 0, failures: 0 };
  const taskEnded = () => countEnd(demand, listener);
  const provision = new Provision(spec, observer);
  const takeovers = spec.coordination.standby ? new Takeovers(shared) : null;
  const adaptation = adaptationOf(spec.coordination, shared);
  const announcements = new Announcements({ ...shared, provision, takeovers, adaptation, taskEnded });
  const facts = new Subscriptions();
  announcements.subscribe(facts);
  const hostContext: HostContext = { kernel, network, facts };
  const witnesses = witnessesFor(spec, plans, hostContext);
  const agents = buildAgents(spec, capabilities, ackTimeout, { ...shared, witnesses, demand, provision });
  const coordinators = buildCoordinators(spec, plans, agents, hostContext, shared);
  adaptation?.build(coordinators);
  const agentGone = (agent: number) => faults.agentGone(agent);
  const coordinatorCrashed = (process: number) =>
    announcements.crashed(process, watchedBy(plans[process - processes.agents]));
  const fates = { kernel, processes, agents, coordinators, agentGone, coordinatorCrashed };
  const lifecycle: Lifecycle = new Lifecycle(fates);
  const faults = buildFaults(spec, agents, lifecycle, shared);
  const clients = buildClients(spec, capabilities, hostContext, listener, { ...shared, ackTimeout, demand });
  provision.build({ ...shared, agents, lifecycle, demand, capabilities });
  const parts = { plans, agents, coordinators, lifecycle, faults, provision, takeovers, adaptation };
  const bindsLate = registries.algorithms.require(spec.scheduler.algorithm).lateBinding ?? false;
  return { ...shared, ...clients, ...parts, bindsLate };
}

function countEnd(demand: DemandCounts, listener: TaskListener): void {
  demand.ended++;
  listener.taskEnded();
}

/** The agents that decide who of two coordinators leads; what they have promised outlasts crashes. */
function witnessesFor(
  { coordination: { standby } }: WorldSpec,
  plans: readonly CoordinatorPlan[],
  context: HostContext,
): Map<number, Voter> {
  const agents = standby ? witnessesOf(plans[0], standby.witnesses) : [];
  return new Map(agents.map((agent) => [agent, new Witness(new Host(agent, context, NO_RANDOM))]));
}

/** Whose silence a coordinator announces. */
function watchedBy({ children, watches }: CoordinatorPlan): readonly number[] {
  return watches === undefined ? children : [...children, watches];
}

type Shared = Pick<
  Parts,
  'kernel' | 'cluster' | 'processes' | 'network' | 'tasks' | 'oracle' | 'homes' | 'observer'
> & {
  readonly streams: Streams;
  readonly directory: TaskDirectory;
  readonly registries: Registries;
};

function buildAgents(
  spec: WorldSpec,
  capabilities: Capabilities,
  ackTimeout: number,
  shared: Shared &
    Pick<AgentsContext, 'witnesses'> & {
      readonly demand: DemandCounts;
      readonly provision: Provision;
    },
): Agents {
  const { demand, provision, tasks, observer, oracle, cluster, processes, kernel, streams } = shared;
  const failures = new TaskFailures(tasks, allTaskSpecs(spec), spec.workloads, cluster, streams);
  const regionOf = (agent: number) => cluster.nodeRegion[processes.node[agent]];
  const table = new AgentTable(processes.agents, spec.agents.groups, capabilities.groupMasks, streams);
  const algorithm = shared.registries.algorithms.require(spec.scheduler.algorithm);
  const specs = allTaskSpecs(spec);
  const speeds = new RelativeSpeeds(specs, spec.agents.groups);
  return new Agents(table, {
    ...shared,
    ackTimeout,
    warmth: hasWarmth(specs) ? new Warmth(tasks, table, spec.agents.groups, specs, observer) : null,
    prices: new Prices(specs, spec.agents.groups),
    speeds: speeds.matter ? speeds : null,
    heartbeatInterval: Math.round(spec.health.heartbeat_interval * MICROSECONDS),
    order: algorithm.order,
    preemption: preemptionOf(spec.scheduler, algorithm),
    probes: algorithm.probes ?? false,
    lateBinding: algorithm.lateBinding ?? false,
    hibernate: spec.spawning?.hibernate ?? null,
    memory: provision.memory,
    groups: spec.agents.groups,
    gone: (agent) => provision.agentGone(agent),
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
      if (tasks.lostAt[task] < 0) return;
      const sinceFault = tasks.faultAt[task] < 0 ? -1 : kernel.now - tasks.faultAt[task];
      observer.taskRecovered(task, kernel.now - tasks.lostAt[task], sinceFault);
      tasks.lostAt[task] = -1;
    },
  });
}

/** @throws WorldError when tasks are not served by priority */
function preemptionOf(
  { preemption = null }: SchedulerSpec,
  algorithm: AlgorithmEntry,
): PreemptionSpec | null {
  if (preemption && algorithm.order !== 'priority')
    throw new WorldError(
      'scheduler.preemption',
      `${algorithm.name} does not serve tasks by priority: nothing is more urgent than another`,
    );
  return preemption;
}

function buildFaults(spec: WorldSpec, agents: Agents, lifecycle: Lifecycle, shared: Shared): Faults {
  const { processes, cluster, network } = shared;
  const groups = spec.agents.groups.map((group) => group.name);
  return new Faults(spec.faults, {
    ...shared,
    places: new Selection({ processes, cluster, groups, groupOf: agents.table.group }),
    targets: {
      hit: (condition, process, factor, begin) => lifecycle.hit(condition, process, factor, begin),
      cut: (cut) => network.cut(cut),
      heal: (cut) => network.heal(cut),
      isActive: (cut) => network.cuts.includes(cut),
      disturb: (fault, begin) => network.links.disturb(fault, begin),
    },
  });
}

function buildCoordinators(
  spec: WorldSpec,
  plans: readonly CoordinatorPlan[],
  agents: Agents,
  hostContext: HostContext,
  shared: Shared,
): Coordinators {
  const hosts = plans.map(
    (plan, i) => new Host(plan.process, hostContext, shared.streams.stream('coordinator', i)),
  );
  return new Coordinators(
    spec.coordination,
    hosts,
    coordinatorFactories(spec, plans, hosts, agents.table, shared.directory, shared.registries),
    shared,
  );
}
