/** A network without a world: processes at both ends that do nothing but note what arrives. */

import { Kernel } from '../../src/engine/kernel.ts';
import { Streams } from '../../src/engine/random/streams.ts';
import { intake, scheduling } from '../../src/modules/scheduling/vocabulary.ts';
import type { Hot } from '../../src/modules/vocabulary.ts';
import { toWorker } from '../../src/modules/worker/vocabulary.ts';

import { EVENT } from '../../src/world/core/events.ts';
import { Processes } from '../../src/world/core/processes.ts';
import type { LinkFault } from '../../src/world/network/link-fault.ts';
import { Links } from '../../src/world/network/links.ts';
import { Network } from '../../src/world/network/network.ts';
import { Cluster } from '../../src/world/plan/cluster.ts';
import type { LinkSpec, RegionLinkSpec, RegionSpec, WorldSpec } from '../../src/world/spec/spec.ts';
import { links, pool, region, s } from './spec.ts';

export interface WiresOptions {
  readonly links?: Partial<LinkSpec> | WorldSpec['network']['links'];
  readonly between?: readonly RegionLinkSpec[];
  readonly regions?: readonly RegionSpec[];
  /** Node of each agent; one agent on node 0 unless told otherwise. The coordinator and the client are on node 0. */
  readonly agents?: readonly number[];
  readonly messageSize?: number;
  readonly seed?: string;
}

export interface Arrival {
  /** Seconds. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** The first word, by which tests number their messages; of a heartbeat the incarnation. */
  readonly number: number;
}

/** Client messages that could not be delivered are sent again after this many seconds. */
export const RETRY = 2;

const KINDS = { result: scheduling.result, submit: intake.submit, assign: toWorker.assign };

/** A kind of event that the world does not have. */
const NOTHING = 1000;

export class Wires {
  readonly kernel = new Kernel();
  readonly network: Network;
  readonly processes: Processes;
  readonly coordinator: number;
  readonly client: number;
  readonly arrivals: Arrival[] = [];
  readonly #payloads = new Map<number, number>();

  constructor(options: WiresOptions = {}) {
    const {
      agents = [0],
      regions = [region('home', { nodes: [pool({ count: 4 })] })],
      seed = 'wires',
    } = options;
    const cluster = new Cluster(regions);
    this.processes = new Processes(agents.length, 1, 1);
    this.coordinator = agents.length;
    this.client = agents.length + 1;
    this.processes.node.set(agents);
    for (const agent of agents.keys()) this.processes.parent[agent] = this.coordinator;
    this.processes.parent[this.client] = this.coordinator;
    const given = options.links ?? {};
    const network = {
      links: 'same_node' in given ? given : links(given),
      regions: options.between ?? [],
      message_size: options.messageSize ?? 100,
    };
    const built = new Links(network, cluster, this.kernel);
    this.network = new Network(
      this.kernel,
      new Streams(seed, 0),
      this.processes,
      built,
      network.message_size,
      s(RETRY),
      { task: (number) => this.#payloads.get(number) ?? 0, state: 0 },
    );
  }

  /** Sends a message with this number now. */
  send(from: number, to: number, number: number, kind: keyof typeof KINDS = 'result'): void {
    this.network.post(from, to, KINDS[kind] as Hot<readonly [number]>, number);
  }

  /** Sends a message with this number and so many bytes besides. */
  sendLarge(from: number, to: number, number: number, payload: number): void {
    this.#payloads.set(number, payload);
    this.send(from, to, number, 'assign');
  }

  /** An agent's heartbeat, with its number as incarnation. */
  beat(agent: number, number: number): void {
    this.network.sendHeartbeat(agent, number, this.processes.beat[agent]);
  }

  /** Lets time pass, up to so many seconds from the start. */
  advance(seconds: number): this {
    // The clock of a kernel with nothing to do stands still.
    this.kernel.schedule(s(seconds), NOTHING, 0, 0, 0);
    this.kernel.run((kind, target, a, b) => this.#handle(kind, target, a, b), s(seconds));
    return this;
  }

  /** When the messages arrived, in seconds, in the order of their numbers; -1 for those that did not. */
  times(count: number): number[] {
    return Array.from(
      { length: count },
      (_, number) => this.arrivals.find((one) => one.number === number)?.at ?? -1,
    );
  }

  /** Numbers in the order of arrival. */
  get order(): number[] {
    return this.arrivals.map(({ number }) => number);
  }

  #handle(kind: number, target: number, a: number, b: number): void {
    const at = this.kernel.now / 1e6;
    if (kind === NOTHING) return;
    if (kind === EVENT.clientRetry) {
      this.network.sendAgain(a);
      return;
    }
    if (kind === EVENT.heartbeatArrive) {
      this.arrivals.push({ at, from: a, to: target, number: b });
      return;
    }
    const { pool } = this.network;
    this.arrivals.push({ at, from: pool.from[a], to: target, number: pool.wordsOf(a)[0] });
    pool.remove(a);
  }
}

/** A link fault between any regions that does nothing yet. */
export function linkFault(more: Partial<LinkFault> = {}): LinkFault {
  return {
    from: -1,
    to: -1,
    bothWays: false,
    loss: 0,
    duplicate: 0,
    reorder: 0,
    factor: 1,
    added: 0,
    ...more,
  };
}

/** Bounds that a binomial count leaves about once in a hundred thousand times. */
export function binomialBounds(n: number, p: number): [number, number] {
  const spread = 4.5 * Math.sqrt(n * p * (1 - p));
  return [n * p - spread, n * p + spread];
}
