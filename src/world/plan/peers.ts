/** Peers: coordinators on one level, each above some of the agents, and which of the others each of them knows. */
import type { CoordinatorOptions } from '../../modules/coordination/coordinator-options.ts';
import type { PeerOptions, PeerSettings } from '../../modules/coordination/peer-options.ts';
import type { RingOptions } from '../../modules/coordination/routing/ring.ts';
import type { WorkerDescription } from '../../modules/scheduling/workers.ts';
import { WorldError } from '../core/errors.ts';
import type { CoordinationSpec, MeshSpec, RingSpec } from '../spec/spec.ts';
import type { Cluster } from './cluster.ts';

const MICROSECONDS = 1e6;
/** Most peers that all know each other. */
const MOST_PEERS = 2000;
/** Unconfirmed passes of a token that fit into its timeout: four members that are down, with three passes to each. */
export const CONFIRMATIONS = 12;

/** Agents that stand under one coordinator. */
interface Share {
  readonly region: number;
  readonly children: readonly number[];
}

/** Who knows whom. In a ring everybody does: the token tells. */
type Reach = Pick<MeshSpec, 'neighbourhood' | 'neighbours'>;
const ALL: Reach = { neighbourhood: 'full', neighbours: 0 };

export interface PeerPlan {
  readonly process: number;
  readonly node: number;
  readonly parent: null;
  readonly children: readonly number[];
  readonly leaf: true;
  readonly neighbours: readonly number[];
  readonly watches: number;
}

type SizedSpec = Pick<CoordinationSpec, 'topology' | 'mesh' | 'node_size'>;

/** One peer for each share of the agents, in the order of regions. */
export function planPeers(
  spec: SizedSpec,
  shares: readonly Share[],
  cluster: Cluster,
  agents: number,
): PeerPlan[] {
  const { topology, mesh } = spec;
  const placed = new Int32Array(cluster.regions.length);
  const count = shares.length;
  checkSize(spec, count);
  return shares.map(({ region, children }, i) => {
    const around = neighbourSteps(topology === 'mesh' && mesh ? mesh : ALL, count).map(
      (step) => agents + ((i + step) % count),
    );
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

/** Where every peer keeps something of every other, memory grows with the square of their number. */
function checkSize({ topology, mesh, node_size }: SizedSpec, count: number): void {
  const isSparse = topology === 'mesh' && mesh?.neighbourhood === 'nearest' && mesh.routing !== 'gossip';
  if (isSparse || count <= MOST_PEERS) return;
  throw new WorldError(
    node_size ? 'coordination.node_size' : 'coordination.fanout',
    `at most ${MOST_PEERS} peers can know each other, and these are ${count}: let each have more agents, or know only the nearest`,
  );
}

/**
 * How far along the ring of all peers a peer's neighbours are, the next first, so that each has an order of preference of its
 * own. Every peer is a neighbour of its neighbours.
 */
function neighbourSteps({ neighbourhood, neighbours }: Reach, count: number): number[] {
  const reach = neighbourhood === 'full' ? count - 1 : Math.floor(neighbours / 2);
  const steps: number[] = [];
  for (let step = 1; step < count; step++) if (step <= reach || count - step <= reach) steps.push(step);
  return steps;
}

/**
 * What makes a peer of a coordinator; null for one that is none.
 *
 * @param sums what each coordinator would register as a worker
 * @param members addresses of all of them
 */
export function peerOptions(
  options: CoordinatorOptions,
  coordination: CoordinationSpec,
  {
    process,
    neighbours,
    watches = -1,
  }: Pick<Partial<PeerPlan>, 'neighbours' | 'watches'> & { process: number },
  sums: readonly WorkerDescription[],
  members: readonly number[],
): PeerOptions | null {
  if (!neighbours) return null;
  const [first] = members;
  const { serves, slots } = sums[process - first];
  return {
    ...options,
    neighbours: neighbours.map((other) => sums[other - first]),
    members,
    watches,
    serves,
    slots,
    settings: settingsOf(coordination, options.dispatcher.ackTimeout),
    interval: Math.round((coordination.mesh?.interval ?? 1) * MICROSECONDS),
  };
}

/** How peers work together at first, and after each change. What does not change is the same object. */
function settingsOf(
  { topology, mesh, ring, adapt = [] }: CoordinationSpec,
  ackTimeout: number,
): PeerSettings[] {
  const now = {
    topology,
    routing: mesh?.routing,
    order: ring?.order,
    hops: (topology === 'ring' ? ring : mesh)?.hops ?? 1,
  };
  const rings = new Map<string, RingOptions>();
  const settings = (): PeerSettings => {
    const { hops, routing = 'targeted', order = 'sequential' } = now;
    if (now.topology !== 'ring' || !ring) return { hops, routing };
    const made = rings.get(order) ?? ringOptions({ ...ring, order }, ackTimeout);
    rings.set(order, made);
    return { hops, routing: made };
  };
  return [
    settings(),
    ...adapt.map(({ at: _at, when: _when, entry: _entry, ...change }) => {
      Object.assign(now, change);
      return settings();
    }),
  ];
}

/** Passes that are not confirmed may be repeated before others take the token for lost. */
export function ringOptions({ order, token_timeout, hold }: RingSpec, ackTimeout: number): RingOptions {
  const tokenTimeout = Math.round(token_timeout * MICROSECONDS);
  return {
    order,
    tokenTimeout,
    hold: Math.max(1, Math.round(hold * MICROSECONDS)),
    confirmTimeout: Math.max(1, Math.min(ackTimeout, Math.round(tokenTimeout / CONFIRMATIONS))),
  };
}
