/** Puts a world together: the processes that every world has, and the features of this one. */
import { Kernel } from '../engine/kernel.ts';
import { Subscriptions } from '../modules/facts.ts';
import { buildAgents } from './agents/build-agents.ts';
import { coordinatorFactories } from './coordination/factories.ts';
import { CHAIN_LOOK } from './core/events.ts';
import { Names } from './core/names.ts';
import type { WorldObserver, WorldView } from './core/observer.ts';
import type { Part } from './core/part.ts';
import type { Registries } from './core/registries.ts';
import { TaskTable } from './core/task-table.ts';
import { Lifecycle } from './faults/lifecycle.ts';
import { type AnyFeature, type Core, type Ground, Parts } from './feature.ts';
import { coordinatorHosts } from './host/coordinator-hosts.ts';
import { Coordinators } from './host/coordinators.ts';
import { payloadSizes } from './network/message-sizes.ts';
import { Network } from './network/network.ts';
import { taskDirectory } from './plan/directory.ts';
import { ablePeers, Homes } from './plan/homes.ts';
import { ackTimeoutOf, horizonOf, layOut } from './plan/layout.ts';
import type { CoordinatorPlan } from './plan/topology.ts';
import type { WorldSpec } from './spec/spec.ts';
import { Announcements } from './watch/announcements.ts';
import { Oracle } from './watch/oracle.ts';
import { Suspicions } from './watch/suspicions.ts';
import { buildClients } from './workload/build-clients.ts';

/** Who hears of the beginning and the end of tasks. */
export interface TaskListener {
  taskSubmitted(): void;
  taskEnded(): void;
  /** A client has had its turn. */
  settle(): void;
}

export interface Assembled {
  readonly core: Core;
  readonly parts: Parts;
}

/** @throws WorldError when the specification cannot be built */
export function assemble(
  spec: WorldSpec,
  watch: (view: WorldView) => WorldObserver,
  replication: number,
  listener: TaskListener,
  registries: Registries,
  features: readonly AnyFeature[],
): Assembled {
  const ground = layGround(spec, watch, replication, registries);
  const { kernel, processes, network, plans, facts } = ground;
  let parts: readonly Part[] = [];
  const drained = (agent: number) => {
    for (const part of parts) part.drained?.(agent);
  };
  const agentGone = (agent: number) => {
    suspicions.gone(agent);
    for (const part of parts) part.removed?.(agent);
  };
  const completed = (task: number) => {
    for (const part of parts) part.completed?.(task);
  };
  const taskEnded = (task: number) => {
    for (const part of parts) part.ended?.(task);
    ground.demand.ended++;
    listener.taskEnded();
  };
  new Announcements({ ...ground, completed, taskEnded }).subscribe(facts);
  const suspicions = new Suspicions(ground);
  suspicions.subscribe(facts);
  const agents = buildAgents(ground, drained);
  const coordinators = buildCoordinators(ground, agents.table);
  const coordinatorCrashed = (process: number) =>
    suspicions.crashed(process, watchedBy(plans[process - processes.agents]));
  const lifecycle = new Lifecycle({
    ...{ kernel, processes, network, agents, coordinators },
    ...{ agentGone, coordinatorCrashed },
    stopped: (process) => suspicions.stopped(process),
    ran: (process, since, paused) => suspicions.ran(process, since, paused),
  });
  const core: Core = {
    ...ground,
    ...{ agents, coordinators, lifecycle, suspicions },
    ...buildClients(ground, listener),
    bindsLate: registries.algorithms.require(spec.scheduler.algorithm).lateBinding ?? false,
    settle: () => listener.settle(),
  };
  const built = new Parts(features, core);
  parts = built.list;
  return { core, parts: built };
}

function layGround(
  spec: WorldSpec,
  watch: (view: WorldView) => WorldObserver,
  replication: number,
  registries: Registries,
): Ground {
  const kernel = new Kernel({ fingerprint: spec.fingerprint, chainLimit: CHAIN_LOOK });
  const layout = layOut(spec, replication);
  const { streams, cluster, plans, processes, capabilities } = layout;
  const tasks = new TaskTable();
  const facts = new Subscriptions();
  const observer = watch({
    tasks,
    facts,
    get now() {
      return kernel.now;
    },
  });
  const ackTimeout = ackTimeoutOf(spec);
  const payloads = payloadSizes(spec, tasks);
  const network = Network.of(spec.network, cluster, { kernel, streams, processes, payloads, ackTimeout });
  const able = ablePeers(plans, spec.agents.groups, capabilities);
  const horizon = horizonOf(spec);
  return {
    ...layout,
    ...{ registries, kernel, network, tasks },
    ...{ observer, facts, ackTimeout, horizon },
    directory: taskDirectory(spec, tasks, capabilities.requirements),
    oracle: new Oracle(tasks),
    homes: new Homes(tasks, processes.root, able, processes.standby),
    names: new Names(spec, processes),
    hosting: { kernel, network, facts },
    demand: { submitted: 0, ended: 0, executions: 0, failures: 0 },
    isOver: () => kernel.now === horizon,
  };
}

/** Whose silence a coordinator announces. */
function watchedBy({ children, watches }: CoordinatorPlan): readonly number[] {
  return watches === undefined ? children : [...children, watches];
}

function buildCoordinators(ground: Ground, agents: Core['agents']['table']): Coordinators {
  const { spec, plans, hosting, streams, directory, registries, swim } = ground;
  const processes = plans.map(({ process }) => process);
  const hosts = coordinatorHosts(processes, spec.coordination.storage ?? null, hosting, streams);
  const { supervisor } = ground.processes;
  const factories = coordinatorFactories(spec, plans, hosts, agents, directory, registries, {
    swim,
    supervisor,
  });
  return new Coordinators(spec.coordination, hosts, factories, ground);
}
