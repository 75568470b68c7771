/** What every operating-system process of a run works out by itself from the specification, so that all agree. */
import type { Kernel } from '../engine/kernel.ts';
import { Streams } from '../engine/random/streams.ts';
import type { Processes } from '../world/core/processes.ts';
import { BUILT_IN } from '../world/core/registries.ts';
import { TaskTable } from '../world/core/task-table.ts';
import { Links } from '../world/network/links.ts';
import { Passage } from '../world/network/passage.ts';
import { buildCapabilities, type Capabilities } from '../world/plan/capabilities.ts';
import { Cluster } from '../world/plan/cluster.ts';
import { connect } from '../world/plan/connect.ts';
import { type CoordinatorPlan, planCoordinators } from '../world/plan/topology.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import type { CourierOptions } from './courier.ts';
import { MessageSizes } from './message-sizes.ts';
import type { Timers } from './timers.ts';

const MICROSECONDS = 1e6;
/** Real milliseconds before a message of a connection is sent again, at the least. */
const LEAST_RETRY = 50;

export interface RunPlan {
  readonly spec: WorldSpec;
  readonly streams: Streams;
  readonly cluster: Cluster;
  readonly plans: readonly CoordinatorPlan[];
  readonly processes: Processes;
  readonly capabilities: Capabilities;
  readonly tasks: TaskTable;
  readonly registries: typeof BUILT_IN;
}

/** @throws WorldError when the specification cannot be built */
export function planRun(spec: WorldSpec, replication: number): RunPlan {
  const streams = new Streams(spec.seed, replication);
  const cluster = new Cluster(spec.cluster.regions);
  const agentNode = cluster.placeAgents(spec.agents.groups);
  const plans = planCoordinators(spec.coordination, cluster, agentNode);
  const processes = connect(spec, cluster, agentNode, plans);
  const capabilities = buildCapabilities(spec);
  return {
    spec,
    streams,
    cluster,
    plans,
    processes,
    capabilities,
    tasks: new TaskTable(),
    registries: BUILT_IN,
  };
}

/** The links between processes of a run. Coins of its own for each life of each operating-system process. */
export function passageOf(plan: RunPlan, timers: Timers, runner: number, life: number): Passage {
  const { spec, cluster, processes, streams } = plan;
  const links = new Links(spec.network, cluster, asKernel(timers));
  return new Passage(links, processes, streams.entities(`network ${runner} ${life}`), timers);
}

/** What couriers of a run have in common. */
export function courierBasis(plan: RunPlan, timers: Timers): Pick<CourierOptions, 'timers' | 'retryDelay'> {
  return { timers, retryDelay: Math.max(ackTimeoutOf(plan.spec), timers.micros(LEAST_RETRY)) };
}

export function sizesOf({ spec, tasks }: RunPlan): MessageSizes {
  return new MessageSizes(spec, tasks);
}

/** Microseconds. */
export function ackTimeoutOf({ retry }: WorldSpec): number {
  return Math.max(1, Math.round(retry.ack_timeout * MICROSECONDS));
}

/** Parts of a world that set timers set them on the wall clock. */
export function asKernel(timers: Timers): Kernel {
  return timers as unknown as Kernel;
}
