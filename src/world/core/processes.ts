/** Where every process runs, whom it answers to, and whether it is up. Agents, then coordinators, then clients. */
import type { Microseconds } from '../../engine/types.ts';
import { WorldError } from './errors.ts';

/** Bits of the link's number in `beat`; the coordinator's stands above them. */
export const LINK_BITS = 12;
/** One more than the largest number of a coordinator that fits. */
const MOST_COORDINATORS = 1 << (31 - LINK_BITS);

export class Processes {
  readonly agents: number;
  readonly coordinators: number;
  readonly clients: number;
  readonly node: Int32Array;
  /** The coordinator above an agent or coordinator, the root for a client; -1 for the root itself, for peers and for their clients. */
  readonly parent: Int32Array;
  /** How many faults hold the process down, and how many hold it still: it is up, or runs, when there are none. */
  readonly crashes: Uint16Array;
  readonly pauses: Uint16Array;
  /** Restarts so far. */
  readonly incarnation: Int32Array;
  /**
   * What a heartbeat needs to know of its sender, in one word, since a million senders miss the caches: the number of its
   * coordinator among coordinators and of the link to it. Inverted (so negative) when there is more to know: the agent is down
   * or paused, or has been restarted.
   */
  readonly beat: Int32Array;
  /** Since when it has been down or paused; -1 while it runs. */
  readonly stoppedAt: Float64Array;
  /** 1: an agent that is not there, because it has not been started or has been retired. Nothing else keeps it down. */
  readonly absent: Uint8Array;
  /** 1 once a fault has hit it. */
  readonly wasHit: Uint8Array;
  /** 1 while its coordinator does not trust it. */
  readonly suspected: Uint8Array;

  /** Those that work slowly: how many faults slow them down, and since when. */
  readonly #slowed = new Map<number, { faults: number; readonly since: Microseconds }>();

  /** The coordinator that stands by for the root at first; -1 where none does. */
  standby = -1;
  /** Who restarts and replaces agents, behind the clients; -1 where nobody does. */
  supervisor = -1;

  constructor(agents: number, coordinators: number, clients: number) {
    const count = agents + coordinators + clients;
    this.agents = agents;
    this.coordinators = coordinators;
    this.clients = clients;
    this.node = new Int32Array(count);
    this.parent = new Int32Array(count).fill(-1);
    this.crashes = new Uint16Array(count);
    this.pauses = new Uint16Array(count);
    this.incarnation = new Int32Array(count);
    this.beat = new Int32Array(agents);
    this.stoppedAt = new Float64Array(count).fill(-1);
    this.absent = new Uint8Array(agents);
    this.wasHit = new Uint8Array(count);
    this.suspected = new Uint8Array(count);
  }

  get count(): number {
    return this.node.length;
  }

  get root(): number {
    return this.agents;
  }

  isAgent(process: number): boolean {
    return process < this.agents;
  }

  isClient(process: number): boolean {
    return process >= this.agents + this.coordinators;
  }

  isUp(process: number): boolean {
    return this.crashes[process] === 0;
  }

  isPaused(process: number): boolean {
    return this.pauses[process] > 0;
  }

  /**
   * Notes the link of an agent to its coordinator.
   * @throws WorldError when the numbers do not fit
   */
  setLink(agent: number, link: number): void {
    if (link >= 1 << LINK_BITS)
      throw new WorldError(
        'network.regions',
        `at most ${(1 << LINK_BITS) - 4} links between regions can be given`,
      );
    if (this.coordinators > MOST_COORDINATORS) {
      throw new WorldError(
        'coordination.fanout',
        `at most ${MOST_COORDINATORS} coordinators can be told apart; let each have more children`,
      );
    }
    this.beat[agent] = ((this.parent[agent] - this.agents) << LINK_BITS) | link;
  }

  /** The agent answers to another coordinator from now on. */
  follow(agent: number, parent: number, link: number): void {
    const hasMore = this.beat[agent] < 0;
    this.parent[agent] = parent;
    this.setLink(agent, link);
    if (hasMore) this.beat[agent] = ~this.beat[agent];
  }

  /** Notes that a fault slows a process down, or no longer does. */
  noteSlow(process: number, begin: boolean, now: Microseconds): void {
    const slowed = this.#slowed.get(process) ?? { faults: 0, since: now };
    slowed.faults += begin ? 1 : -1;
    if (slowed.faults > 0) this.#slowed.set(process, slowed);
    else this.#slowed.delete(process);
  }

  /** Since when it has been slow, -1 while it is not. */
  slowedSince(process: number): Microseconds {
    return this.#slowed.get(process)?.since ?? -1;
  }

  /** Notes when a process stopped working, or that it works again. */
  noteChange(process: number, now: Microseconds): void {
    const runs = this.crashes[process] === 0 && this.pauses[process] === 0;
    if (this.isAgent(process)) {
      const plain = runs && this.incarnation[process] === 0;
      if (plain !== this.beat[process] >= 0) this.beat[process] = ~this.beat[process];
    }
    if (runs) this.stoppedAt[process] = -1;
    else if (this.stoppedAt[process] < 0) this.stoppedAt[process] = now;
  }
}
