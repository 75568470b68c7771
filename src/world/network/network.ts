/**
 * Carries messages between processes: delay by the link they share, queueing for bandwidth, loss, duplication, overtaking,
 * partitions. Messages between a process and its coordinator arrive in the order sent unless they overtake on purpose; so do
 * messages of clients, whose connections are reliable: what cannot be delivered is sent again later.
 */
import type { Kernel } from '../../engine/kernel.ts';
import type { EntityStreams } from '../../engine/random/entity-streams.ts';
import type { Streams } from '../../engine/random/streams.ts';
import type { Microseconds } from '../../engine/types.ts';
import { scheduling } from '../../modules/scheduling/vocabulary.ts';
import { type Cold, type Hot, kinds, type PayloadSizes, type Words } from '../../modules/vocabulary.ts';

import { EVENT } from '../core/events.ts';
import { LINK_BITS, type Processes } from '../core/processes.ts';
import type { Cluster } from '../plan/cluster.ts';
import type { NetworkSpec } from '../spec/spec.ts';
import type { Cut } from './cut.ts';
import { type Link, Links } from './links.ts';
import { MessagePool } from './message-pool.ts';

export interface NetworkCounters {
  sent: number;
  bytes: number;
  /** Lost on the way, cut off, or addressed to a process that was down or had no room. */
  dropped: number;
  duplicated: number;
  heartbeatsSent: number;
}

const LINK_MASK = (1 << LINK_BITS) - 1;
/** Not delivered. */
const LOST = -1;

export interface NetworkContext {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly processes: Processes;
  /** Microseconds until a client's message is sent again that could not be delivered. */
  readonly ackTimeout: Microseconds;
  readonly payloads: PayloadSizes;
}

export class Network {
  readonly pool = new MessagePool();
  readonly counters: NetworkCounters = { sent: 0, bytes: 0, dropped: 0, duplicated: 0, heartbeatsSent: 0 };
  readonly cuts: Cut[] = [];
  readonly links: Links;
  readonly #kernel: Kernel;
  readonly #processes: Processes;
  readonly #coins: EntityStreams;
  /** Bytes by code of the kind of message, without what depends on the message. */
  readonly #sizes: Float64Array;
  readonly #payloads: PayloadSizes;
  readonly #retryDelay: Microseconds;
  /** No message has met a link fault yet: those on steady links cannot overtake each other. */
  #calm = true;
  /** Latest arrival from each process at its coordinator, and the other way. */
  readonly #upAt: Float64Array;
  readonly #downAt: Float64Array;

  /** The network of a specification, over the links of its cluster. */
  static of(spec: NetworkSpec, cluster: Cluster, context: NetworkContext): Network {
    const { kernel, streams, processes, ackTimeout, payloads } = context;
    const links = new Links(spec, cluster, kernel);
    return new Network(kernel, streams, processes, links, spec.message_size, ackTimeout, payloads);
  }

  constructor(
    kernel: Kernel,
    streams: Streams,
    processes: Processes,
    links: Links,
    messageSize: NetworkSpec['message_size'],
    retryDelay: Microseconds,
    payloads: PayloadSizes,
  ) {
    this.#kernel = kernel;
    this.#processes = processes;
    this.links = links;
    this.#coins = streams.entities('network');
    this.#sizes = Float64Array.from(kinds, ({ size }) =>
      size === 0 ? 0 : messageSize === 'compact' ? size : messageSize,
    );
    this.#payloads = payloads;
    this.#retryDelay = retryDelay;
    const { node, parent } = processes;
    for (let agent = 0; agent < processes.agents; agent++) {
      processes.setLink(agent, links.between(node[agent], node[parent[agent]]));
    }
    this.#upAt = new Float64Array(processes.count);
    this.#downAt = new Float64Array(processes.count);
  }

  post<W extends Words>(from: number, to: number, kind: Hot<W>, ...words: NoInfer<W>): void;
  post(from: number, to: number, kind: Hot<Words>, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const payload = kind.payload ? kind.payload(this.#payloads, a, b, c, d, e, f) : 0;
    this.#route(this.pool.add(from, to, kind, a, b, c, d, e, f), payload);
  }

  send<M>(from: number, to: number, kind: Cold<M>, message: NoInfer<M>): void {
    this.#route(this.pool.addCold(from, to, kind, message), coldPayload(kind, message));
  }

  /** Sends a client's message again that could not be delivered. */
  sendAgain(row: number): void {
    const { pool } = this;
    const kind = pool.kindOf(row);
    if (!kind.hot) this.#route(row, coldPayload(kind, pool.valueOf(row)));
    else if (!kind.payload) this.#route(row, 0);
    else {
      const [a, b, c, d, e, f] = pool.wordsOf(row);
      this.#route(row, kind.payload(this.#payloads, a, b, c, d, e, f));
    }
  }

  /**
   * An agent's heartbeat to its coordinator, without a row in the pool.
   * @param beat the agent's word in `Processes.beat`, not inverted
   */
  sendHeartbeat(agent: number, incarnation: number, beat: number): void {
    const { counters } = this;
    counters.heartbeatsSent++;
    counters.sent++;
    const bytes = this.#sizes[scheduling.heartbeat.code];
    counters.bytes += bytes;
    const to = this.#processes.root + (beat >> LINK_BITS);
    const { lane } = this.links.at(beat & LINK_MASK);
    if (lane >= 0 && this.cuts.length === 0 && this.#calm && this.links.active.length === 0) {
      this.#kernel.scheduleLane(lane, EVENT.heartbeatArrive, to, agent, incarnation);
      return;
    }
    const arrival = this.#arrival(agent, to, bytes, false);
    if (arrival === LOST) counters.dropped++;
    else this.#kernel.schedule(arrival, EVENT.heartbeatArrive, to, agent, incarnation);
  }

  /** A message could not be handed over. Clients send theirs again; all others are gone. */
  drop(row: number): void {
    this.counters.dropped++;
    if (this.pool.kindOf(row).redelivered) {
      this.#kernel.scheduleAfter(this.#retryDelay, EVENT.clientRetry, this.pool.from[row], row, 0);
    } else {
      this.pool.remove(row);
    }
  }

  forgetCounters(): void {
    Object.assign(this.counters, { sent: 0, bytes: 0, dropped: 0, duplicated: 0, heartbeatsSent: 0 });
  }

  isCut(from: number, to: number): boolean {
    for (const cut of this.cuts) if (cuts(cut, from, to)) return true;
    return false;
  }

  /** Begins a cut. */
  cut(cut: Cut): void {
    cut.since = this.#kernel.now;
    this.cuts.push(cut);
  }

  /** Ends a cut; nothing where it is not active. */
  heal(cut: Cut): void {
    const position = this.cuts.indexOf(cut);
    if (position >= 0) this.cuts.splice(position, 1);
  }

  /** Since when messages from one process to the other have been cut off, -1 when they are not. */
  cutSince(from: number, to: number): Microseconds {
    return this.cuts.find((cut) => cuts(cut, from, to))?.since ?? -1;
  }

  #route(row: number, payload: number): void {
    const { pool, counters } = this;
    const from = pool.from[row];
    const to = pool.to[row];
    const bytes = this.#sizes[pool.code[row]] + payload;
    counters.sent++;
    counters.bytes += bytes;
    const reliable = pool.kindOf(row).redelivered;
    const arrival = this.#arrival(from, to, bytes, reliable);
    if (arrival === LOST) {
      this.drop(row);
      return;
    }
    this.#kernel.schedule(arrival, EVENT.arrive, to, row, 0);
    if (!reliable && this.#isDuplicated(from, to)) this.#duplicate(row, bytes);
  }

  #duplicate(row: number, bytes: number): void {
    const { pool } = this;
    this.counters.duplicated++;
    const arrival = this.#arrival(pool.from[row], pool.to[row], bytes, true);
    if (arrival === LOST) return;
    const copy = pool.copy(row);
    this.#kernel.schedule(arrival, EVENT.arrive, pool.to[row], copy, 0);
  }

  /** When a message sent now arrives, or LOST. */
  #arrival(from: number, to: number, bytes: number, reliable: boolean): Microseconds {
    if (this.cuts.length > 0 && this.isCut(from, to)) return LOST;
    const now = this.#kernel.now;
    const { node, parent } = this.#processes;
    const link = this.#link(from, to);
    const coins = this.#coins.select(from);
    const faulty = this.links.active.length > 0;
    if (faulty) this.#calm = false;
    if (
      !reliable &&
      (link.loss > 0 || faulty) &&
      this.links.chance('loss', link.loss, node[from], node[to], coins)
    )
      return LOST;
    let latency = link.latency.next(coins);
    if (faulty) latency = this.links.stretched(latency, node[from], node[to]);
    const arrival = link.departure(node[from], bytes, now) + latency;
    const overtakes =
      (link.reorder > 0 || faulty) && this.links.chance('reorder', link.reorder, node[from], node[to], coins);
    if (overtakes && !reliable) return arrival;
    if (parent[from] === to) return inOrder(this.#upAt, from, arrival);
    if (parent[to] === from) return inOrder(this.#downAt, to, arrival);
    return arrival;
  }

  #isDuplicated(from: number, to: number): boolean {
    const { node } = this.#processes;
    const link = this.#link(from, to);
    if (link.duplicate === 0 && this.links.active.length === 0) return false;
    return this.links.chance('duplicate', link.duplicate, node[from], node[to], this.#coins.select(from));
  }

  #link(from: number, to: number): Link {
    const { node } = this.#processes;
    return this.links.at(this.links.between(node[from], node[to]));
  }
}

/** Bytes of a cold message beyond those that the size of its kind accounts for. */
function coldPayload<M>({ codec, covered }: Cold<M>, message: M): number {
  return codec.size(message) - covered;
}

function cuts({ side, oneWay }: Cut, from: number, to: number): boolean {
  const x = side[from];
  const y = side[to];
  return x !== y && x !== 0 && y !== 0 && (!oneWay || x === 1);
}

/** Not before the latest arrival on the same way. */
function inOrder(latest: Float64Array, way: number, arrival: Microseconds): Microseconds {
  const at = arrival > latest[way] ? arrival : latest[way];
  latest[way] = at;
  return at;
}
