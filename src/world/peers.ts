/** Peers: coordinators on one level, each above some of the agents, and which of the others each of them knows. */
import type { CoordinatorOptions } from '../modules/coordination/coordinator.ts';
import type { PeerOptions } from '../modules/coordination/peer.ts';
import type { WorkerDescription } from '../modules/scheduling/workers.ts';
import type { Cluster } from './cluster.ts';
import type { CoordinationSpec, MeshSpec } from './spec.ts';

const MICROSECONDS = 1e6;

/** Agents that stand under one coordinator. */
interface Share {
  readonly region: number;
  readonly children: readonly number[];
}

export interface PeerPlan {
  readonly process: number;
  readonly node: number;
  readonly parent: null;
  readonly children: readonly number[];
  readonly leaf: true;
  readonly neighbours: readonly number[];
  readonly watches: number;
}

/** One peer for each share of the agents, in the order of regions. */
export function planPeers(
  mesh: MeshSpec,
  shares: readonly Share[],
  cluster: Cluster,
  agents: number,
): PeerPlan[] {
  const placed = new Int32Array(cluster.regions.length);
  const count = shares.length;
  return shares.map(({ region, children }, i) => {
    const around = neighbourSteps(mesh, count).map((step) => agents + ((i + step) % count));
    return {
      process: agents + i,
      node: cluster.coordinatorNode(region, placed[region]++),
      parent: null,
      children,
      leaf: true,
      neighbours: around,
      watches: agents + ((i + 1) % count),
    };
  });
}

/**
 * How far along the ring of all peers a peer's neighbours are, the next first, so that each has an order of preference of its
 * own. Every peer is a neighbour of its neighbours.
 */
function neighbourSteps({ neighbourhood, neighbours }: MeshSpec, count: number): number[] {
  const reach = neighbourhood === 'full' ? count - 1 : Math.floor(neighbours / 2);
  const steps: number[] = [];
  for (let step = 1; step < count; step++) if (step <= reach || count - step <= reach) steps.push(step);
  return steps;
}

/**
 * What makes a peer of a coordinator; null for one that is none.
 *
 * @param sums what each coordinator would register as a worker
 * @param first address of the first of them
 */
export function peerOptions(
  options: CoordinatorOptions,
  { mesh }: CoordinationSpec,
  {
    process,
    neighbours,
    watches = -1,
  }: Pick<Partial<PeerPlan>, 'neighbours' | 'watches'> & { process: number },
  sums: readonly WorkerDescription[],
  first: number,
): PeerOptions | null {
  if (!mesh || !neighbours) return null;
  const { serves, slots } = sums[process - first];
  return {
    ...options,
    neighbours: neighbours.map((other) => sums[other - first]),
    members: sums.map((member) => member.process),
    watches,
    serves,
    slots,
    hops: mesh.hops,
    routing: mesh.routing,
    interval: Math.round(mesh.interval * MICROSECONDS),
  };
}
