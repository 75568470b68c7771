/** Link models: which link two nodes share, and how it behaves under the faults that are active. */
import type { Kernel } from '../../engine/kernel.ts';
import type { EntityStreams } from '../../engine/random/entity-streams.ts';
import type { Microseconds } from '../../engine/types.ts';
import { createDurationSampler, type DurationSampler, toDuration } from '../../engine/variates/duration.ts';
import type { Cluster } from '../plan/cluster.ts';
import type { LinkSpec, NetworkSpec } from '../spec/spec.ts';
import type { LinkFault } from './link-fault.ts';

const MICROSECONDS = 1e6;

/** Links beyond these many kinds of constant delay get no timer lane of their own. */
const MAX_LANES = 64;

/** One link specification at work. */
export class Link {
  readonly latency: DurationSampler;
  readonly loss: number;
  readonly duplicate: number;
  readonly reorder: number;
  /** Kernel lane of a link that has a constant delay and does nothing else to messages; -1 for all others. */
  readonly lane: number;
  /** Microseconds per byte; 0: unlimited bandwidth. */
  readonly #transmission: number;
  /** When each sending node has sent what it was given, on links of this kind. */
  readonly #freeAt: Float64Array;

  constructor(spec: LinkSpec, nodes: number, kernel: Kernel, lanes: Set<number>) {
    this.latency = createDurationSampler(spec.latency);
    this.loss = spec.loss;
    this.duplicate = spec.duplicate;
    this.reorder = spec.reorder;
    this.lane = steadyLane(spec, kernel, lanes);
    this.#transmission = spec.bandwidth === null ? 0 : MICROSECONDS / spec.bandwidth;
    this.#freeAt = new Float64Array(spec.bandwidth === null ? 0 : nodes);
  }

  /** When the last byte has left the node: messages of one node follow each other. */
  departure(node: number, bytes: number, now: Microseconds): Microseconds {
    if (this.#transmission === 0) return now;
    const end = Math.max(now, this.#freeAt[node]) + bytes * this.#transmission;
    this.#freeAt[node] = end;
    return Math.round(end);
  }
}

function steadyLane(spec: LinkSpec, kernel: Kernel, lanes: Set<number>): number {
  const steady =
    spec.latency.kind === 'constant' &&
    spec.loss + spec.duplicate + spec.reorder === 0 &&
    spec.bandwidth === null;
  if (!steady || spec.latency.kind !== 'constant') return -1;
  const delay = toDuration(spec.latency.value);
  if (!lanes.has(delay) && lanes.size >= MAX_LANES) return -1;
  lanes.add(delay);
  return kernel.lane(delay);
}

export class Links {
  readonly #cluster: Cluster;
  readonly #links: readonly Link[];
  /** Link number by (from region, to region) for nodes of different regions. */
  readonly #betweenRegions: Int32Array;
  /** Faults at work. */
  readonly active: LinkFault[] = [];

  constructor(spec: NetworkSpec, cluster: Cluster, kernel: Kernel) {
    this.#cluster = cluster;
    const { same_node, same_zone, same_region, between_regions } = spec.links;
    const specs = [same_node, same_zone, same_region, between_regions, ...spec.regions];
    const lanes = new Set<number>();
    this.#links = specs.map((link) => new Link(link, cluster.nodes, kernel, lanes));
    const regions = cluster.regions.length;
    this.#betweenRegions = new Int32Array(regions * regions).fill(3);
    for (let i = 0; i < spec.regions.length; i++) {
      const { from, to } = spec.regions[i];
      this.#betweenRegions[cluster.region(from) * regions + cluster.region(to)] = 4 + i;
    }
  }

  /** The link between two nodes, by number. */
  between(fromNode: number, toNode: number): number {
    if (fromNode === toNode) return 0;
    const { nodeZone, nodeRegion } = this.#cluster;
    if (nodeZone[fromNode] === nodeZone[toNode]) return 1;
    const from = nodeRegion[fromNode];
    const to = nodeRegion[toNode];
    if (from === to) return 2;
    return this.#betweenRegions[from * this.#cluster.regions.length + to];
  }

  at(link: number): Link {
    return this.#links[link];
  }

  /** Begins a fault, or takes it back. */
  disturb(fault: LinkFault, begin: boolean): void {
    if (begin) this.active.push(fault);
    else {
      const position = this.active.indexOf(fault);
      if (position >= 0) this.active.splice(position, 1);
    }
  }

  /**
   * A draw with probability `base` raised by the active faults between two nodes: losses (or duplications) happen
   * independently.
   */
  chance(
    what: 'loss' | 'duplicate' | 'reorder',
    base: number,
    fromNode: number,
    toNode: number,
    coin: EntityStreams,
  ): boolean {
    let avoided = 1 - base;
    for (const fault of this.active) if (this.#matches(fault, fromNode, toNode)) avoided *= 1 - fault[what];
    return avoided < 1 && coin.uniform() >= avoided;
  }

  /** A latency stretched by the active faults between two nodes. */
  stretched(latency: Microseconds, fromNode: number, toNode: number): Microseconds {
    let total = latency;
    for (const fault of this.active) {
      if (!this.#matches(fault, fromNode, toNode)) continue;
      total = total * fault.factor + fault.added * MICROSECONDS;
    }
    return Math.round(total);
  }

  #matches(fault: LinkFault, fromNode: number, toNode: number): boolean {
    const from = this.#cluster.nodeRegion[fromNode];
    const to = this.#cluster.nodeRegion[toNode];
    const matches = (x: number, y: number) =>
      (fault.from < 0 || fault.from === x) && (fault.to < 0 || fault.to === y);
    return matches(from, to) || (fault.bothWays && matches(to, from));
  }
}
