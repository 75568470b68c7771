/** What every host of a run works out of the specification alone, so that all agree: who is where, and answers to whom. */
import { Streams } from '../../engine/random/streams.ts';
import type { Microseconds } from '../../engine/types.ts';
import type { SwimGroup } from '../../modules/health/swim/group.ts';
import type { Processes } from '../core/processes.ts';
import type { WorldSpec } from '../spec/spec.ts';
import { buildCapabilities, type Capabilities } from './capabilities.ts';
import { Cluster } from './cluster.ts';
import { connect } from './connect.ts';
import { swimGroupOf } from './swim-group.ts';
import { type CoordinatorPlan, planCoordinators } from './topology.ts';

const MICROSECONDS = 1e6;

export interface Layout {
  readonly spec: WorldSpec;
  readonly streams: Streams;
  readonly cluster: Cluster;
  readonly plans: readonly CoordinatorPlan[];
  readonly processes: Processes;
  readonly capabilities: Capabilities;
  /** null: agents do not watch each other. */
  readonly swim: SwimGroup | null;
}

/** @throws WorldError when agents fit nowhere, there are too many capabilities, or agents cannot watch each other */
export function layOut(spec: WorldSpec, replication: number): Layout {
  const streams = new Streams(spec.seed, replication);
  const cluster = new Cluster(spec.cluster.regions);
  const agentNode = cluster.placeAgents(spec.agents.groups);
  const plans = planCoordinators(spec.coordination, cluster, agentNode);
  const processes = connect(spec, cluster, agentNode, plans);
  return {
    ...{ spec, streams, cluster, plans, processes },
    capabilities: buildCapabilities(spec),
    swim: swimGroupOf(spec, plans),
  };
}

/** Microseconds until a message counts as lost that nobody confirms. */
export function ackTimeoutOf({ retry }: WorldSpec): Microseconds {
  return Math.max(1, Math.round(retry.ack_timeout * MICROSECONDS));
}

/** Microseconds at which the run is over; Infinity: it ends with its work. */
export function horizonOf({ duration }: WorldSpec): Microseconds {
  return duration === null ? Infinity : Math.round(duration * MICROSECONDS);
}
