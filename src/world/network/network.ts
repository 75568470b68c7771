/**
 * Carries messages between processes: delay by the link they share, queueing for bandwidth, loss, duplication, overtaking,
 * partitions. Messages between a process and its coordinator arrive in the order sent unless they overtake on purpose; so do
 * messages of clients, whose connections are reliable: what cannot be delivered is sent again later.
 */
import type { Kernel } from '../../engine/kernel.ts';
import type { Streams } from '../../engine/random/streams.ts';
import type { Microseconds } from '../../engine/types.ts';
import { scheduling } from '../../modules/scheduling/vocabulary.ts';
import { type Cold, type Hot, kinds, type PayloadSizes, type Words } from '../../modules/vocabulary.ts';

import { EVENT } from '../core/events.ts';
import { LINK_BITS, type Processes } from '../core/processes.ts';
import type { Cluster } from '../plan/cluster.ts';
import type { NetworkSpec } from '../spec/spec.ts';
import type { Cut } from './cut.ts';
import { Links } from './links.ts';
import { MessagePool } from './message-pool.ts';
import { coldPayload, ownSize } from './message-sizes.ts';
import { LOST, Passage } from './passage.ts';
import { Withheld } from './withheld.ts';

export interface NetworkCounters {
  sent: number;
  bytes: number;
  /** Lost on the way, cut off, or addressed to a process that was down or had no room. */
  dropped: number;
  duplicated: number;
  heartbeatsSent: number;
}

const LINK_MASK = (1 << LINK_BITS) - 1;

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
  /** Of the messages sent, those that show who lives: heartbeats, and what takes their place. */
  readonly health = { sent: 0, bytes: 0 };
  readonly cuts: Cut[];
  readonly links: Links;
  /** What becomes of messages on their way. */
  readonly passage: Passage;
  readonly #kernel: Kernel;
  readonly #processes: Processes;
  /** Bytes by code of the kind of message, without what depends on the message. */
  readonly #sizes: Float64Array;
  /** By code of the kind of message, 1: it shows who lives. */
  readonly #isHealth: Uint8Array;
  readonly #payloads: PayloadSizes;
  readonly #retryDelay: Microseconds;
  /** Processes whose messages are held; null: there have been none. */
  #withheld: Withheld | null = null;
  /** No message has met a link fault yet: those on steady links cannot overtake each other. */
  #calm = true;

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
    this.passage = new Passage(links, processes, streams.entities('network'), kernel);
    this.cuts = this.passage.cuts;
    this.#sizes = Float64Array.from(kinds, (kind) => ownSize(kind, messageSize));
    this.#isHealth = Uint8Array.from(kinds, ({ cost }) => (cost === 'heartbeat' ? 1 : 0));
    this.#payloads = payloads;
    this.#retryDelay = retryDelay;
    const { node, parent } = processes;
    for (let agent = 0; agent < processes.agents; agent++) {
      processes.setLink(agent, links.between(node[agent], node[parent[agent]]));
    }
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
    if (this.#withheld !== null && this.#withheld.since(agent) >= 0) {
      // It is kept like any other message.
      this.post(agent, this.#processes.root + (beat >> LINK_BITS), scheduling.heartbeat, incarnation);
      return;
    }
    counters.sent++;
    const bytes = this.#sizes[scheduling.heartbeat.code];
    counters.bytes += bytes;
    this.health.sent++;
    this.health.bytes += bytes;
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
    Object.assign(this.health, { sent: 0, bytes: 0 });
    Object.assign(this.counters, { sent: 0, bytes: 0, dropped: 0, duplicated: 0, heartbeatsSent: 0 });
  }

  isCut(from: number, to: number): boolean {
    return this.passage.isCut(from, to);
  }

  /** From now on what a process sends, and what is sent to it, waits; or one fault fewer holds it, and after the last all goes its way. */
  hold(process: number, begin: boolean): void {
    this.#withheld ??= new Withheld();
    if (begin) {
      this.#withheld.begin(process, this.#kernel.now);
      return;
    }
    const waiting = this.#withheld.end(process);
    for (const row of waiting?.sent ?? []) this.sendAgain(row);
    for (const row of waiting?.received ?? [])
      this.#kernel.schedule(this.#kernel.now, EVENT.arrive, process, row, 0);
  }

  /** A process has gone down, and with it what waited there. */
  forgetHeld(process: number): void {
    const waiting = this.#withheld?.crashed(process);
    for (const row of waiting?.sent ?? []) this.pool.remove(row);
    for (const row of waiting?.received ?? []) this.drop(row);
  }

  /** Whether a message that has reached a process waits there. */
  holds(process: number, row: number): boolean {
    return this.#withheld?.holdsReceived(process, row) ?? false;
  }

  /** Since when the messages of a process have been held, -1 where they are not. */
  heldSince(process: number): Microseconds {
    return this.#withheld?.since(process) ?? -1;
  }

  /** Begins a cut. */
  cut(cut: Cut): void {
    this.passage.cut(cut);
  }

  /** Ends a cut; nothing where it is not active. */
  heal(cut: Cut): void {
    this.passage.heal(cut);
  }

  /** Since when messages from one process to the other have been cut off, -1 when they are not. */
  cutSince(from: number, to: number): Microseconds {
    return this.passage.cutSince(from, to);
  }

  #route(row: number, payload: number): void {
    const { pool, counters } = this;
    const from = pool.from[row];
    const to = pool.to[row];
    if (this.#withheld?.holdsSent(from, row)) return;
    const bytes = this.#sizes[pool.code[row]] + payload;
    counters.sent++;
    counters.bytes += bytes;
    if (this.#isHealth[pool.code[row]] === 1) {
      this.health.sent++;
      this.health.bytes += bytes;
    }
    const reliable = pool.kindOf(row).redelivered;
    const arrival = this.#arrival(from, to, bytes, reliable);
    if (arrival === LOST) {
      this.drop(row);
      return;
    }
    this.#kernel.schedule(arrival, EVENT.arrive, to, row, 0);
    if (!reliable && this.passage.isDuplicated(from, to)) this.#duplicate(row, bytes);
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
    if (this.links.active.length > 0 && !this.passage.isCut(from, to)) this.#calm = false;
    return this.passage.arrival(from, to, bytes, reliable);
  }
}
