/**
 * Creates agents on request, in an order and at a pace that keep its machine from being overwhelmed: one after the other, in
 * groups that wait for each other, or at once and from a pool of spares that were made in advance. It acts only through its
 * port; creating an agent is the machine's work and takes the machine's time.
 *
 * Sources: Micro-Agile Swarm Orchestration, MassSpawner (batches of 100, each awaited, 1 ms between them, at most 10,000 agents); Large-Scale Agent Coordination Enhancements,
 * parallel agent spawning (waves of 20, pre-warmed pools).
 */
import { LinkedLists } from '../collections/linked-lists.ts';

/** A time or a delay: a whole number of microseconds. */
export type Microseconds = number;

/** How an agent is created: from nothing, or out of a spare, which is quicker. */
export const BOOT = { cold: 0, pooled: 1 } as const;
export type BootKind = (typeof BOOT)[keyof typeof BOOT];

/** What the spawner asks of its machine. */
export interface SpawnPort {
  now(): Microseconds;
  /** Calls `onTimer(tag)` after the delay, which may be 0. */
  setTimer(delay: Microseconds, tag: number): void;
  /** An agent is to be created; `booted` is called when it is up. */
  boot(agent: number, kind: BootKind): void;
  /** A spare is to be made; `warmed` is called when it is ready. */
  warm(): void;
  /** An agent is up: how long after its request, and how long after its turn had come. */
  spawned(agent: number, latency: Microseconds, boot: Microseconds, kind: BootKind): void;
}

export interface SpawnerOptions {
  /** Agents started together; the next ones begin when all of these are up. Infinity: nobody waits for others. */
  readonly group: number;
  /** Between the last agent of a group coming up and the start of the next group. */
  readonly gap: Microseconds;
  /** Most creations under way at a time, those of spares included. */
  readonly concurrency: number;
  /** Spares kept, all of which are there from the beginning. 0: no pool. */
  readonly spares: number;
  /** Most agents requested and not gone. */
  readonly maxAgents: number;
}

const TIMER = { gather: 0, gap: 1 } as const;
/** Lists of agents that wait: for a group, and in the present group for their turn. */
const LIST = { waiting: 0, group: 1 } as const;

export class Spawner {
  /** Most agents that have waited for their turn at a time, since `forget`. */
  mostWaiting = 0;
  /** Requests refused because there were as many agents as there may be, since `forget`. */
  refused = 0;
  readonly #port: SpawnPort;
  readonly #options: SpawnerOptions;
  readonly #lists: LinkedLists;
  /** By agent, 1: it is being created. */
  readonly #booting: Uint8Array;
  readonly #kind: Uint8Array;
  readonly #requestedAt: Float64Array;
  readonly #begunAt: Float64Array;
  #alive: number;
  #waiting = 0;
  /** Of the present group: not up yet. */
  #unfinished = 0;
  #underWay = 0;
  #spares: number;
  #warming = 0;
  /** Requests of this instant are being gathered, so that they form one group. */
  #gathering = false;
  #resting = false;

  /** @param count agents that there can be, numbered from 0 @param present how many of them are there already */
  constructor(port: SpawnPort, count: number, present: number, options: SpawnerOptions) {
    this.#port = port;
    this.#options = options;
    this.#lists = new LinkedLists(2, count);
    this.#booting = new Uint8Array(count);
    this.#kind = new Uint8Array(count);
    this.#requestedAt = new Float64Array(count);
    this.#begunAt = new Float64Array(count);
    this.#alive = present;
    this.#spares = options.spares;
  }

  /** Agents that wait for their turn. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Whether an agent waits or is being created. */
  get isBusy(): boolean {
    return this.#waiting > 0 || this.#underWay > this.#warming;
  }

  /** Spares that are ready. */
  get spares(): number {
    return this.#spares;
  }

  /** When an agent was asked for that waits or is being created, and when its turn came; -1: it has not. */
  requestOf(agent: number): { readonly requestedAt: Microseconds; readonly begunAt: Microseconds } {
    const begunAt = this.#booting[agent] === 1 ? this.#begunAt[agent] : -1;
    return { requestedAt: this.#requestedAt[agent], begunAt };
  }

  /** An agent that is not there is to be created; false: there are as many as there may be. */
  request(agent: number): boolean {
    if (this.#alive >= this.#options.maxAgents) {
      this.refused++;
      return false;
    }
    this.#alive++;
    this.#requestedAt[agent] = this.#port.now();
    this.#lists.append(LIST.waiting, agent);
    this.#waiting++;
    if (!this.#gathering) {
      this.#gathering = true;
      this.#port.setTimer(0, TIMER.gather);
    }
    return true;
  }

  /** The machine says that an agent is up. One that was given up meanwhile is passed over. */
  booted(agent: number): void {
    if (this.#booting[agent] === 0) return;
    this.#booting[agent] = 0;
    this.#underWay--;
    const now = this.#port.now();
    const kind = this.#kind[agent] as BootKind;
    this.#port.spawned(agent, now - this.#requestedAt[agent], now - this.#begunAt[agent], kind);
    this.#endOne();
  }

  /** The machine says that a spare is ready. */
  warmed(): void {
    this.#warming--;
    this.#underWay--;
    this.#spares++;
    this.#advance();
  }

  /** An agent that was requested and is not up yet is no longer wanted. */
  giveUp(agent: number): void {
    const list = this.#lists.listOf(agent);
    if (list < 0 && this.#booting[agent] === 0) return;
    this.#alive--;
    if (list >= 0) {
      this.#lists.remove(agent);
      this.#waiting--;
    } else {
      this.#booting[agent] = 0;
      this.#underWay--;
    }
    if (list !== LIST.waiting) this.#endOne();
  }

  /** An agent that was up is gone. */
  gone(): void {
    this.#alive--;
  }

  onTimer(tag: number): void {
    if (tag === TIMER.gather) this.#gathering = false;
    else this.#resting = false;
    this.#advance();
  }

  /** What is counted and compared begins anew. */
  forget(): void {
    this.mostWaiting = this.#waiting;
    this.refused = 0;
  }

  /** One of the present group is up, or no longer wanted. */
  #endOne(): void {
    this.#unfinished--;
    if (this.#unfinished === 0 && this.#options.gap > 0) {
      this.#resting = true;
      this.#port.setTimer(this.#options.gap, TIMER.gap);
    }
    this.#advance();
  }

  #advance(): void {
    const { group, concurrency, spares } = this.#options;
    const mayOpen = group === Infinity || this.#unfinished === 0;
    if (mayOpen && !this.#gathering && !this.#resting) this.#open(group);
    while (this.#underWay < concurrency && !this.#lists.isEmpty(LIST.group))
      this.#begin(this.#lists.first(LIST.group));
    this.mostWaiting = Math.max(this.mostWaiting, this.#waiting);
    // Spares are made of what nobody waits for.
    while (this.#underWay < concurrency && this.#waiting === 0 && this.#spares + this.#warming < spares) {
      this.#warming++;
      this.#underWay++;
      this.#port.warm();
    }
  }

  #open(group: number): void {
    for (let n = 0; n < group && !this.#lists.isEmpty(LIST.waiting); n++) {
      this.#lists.append(LIST.group, this.#lists.first(LIST.waiting));
      this.#unfinished++;
    }
  }

  #begin(agent: number): void {
    const kind = this.#spares > 0 ? BOOT.pooled : BOOT.cold;
    this.#lists.remove(agent);
    this.#waiting--;
    this.#underWay++;
    this.#booting[agent] = 1;
    this.#kind[agent] = kind;
    this.#begunAt[agent] = this.#port.now();
    if (kind === BOOT.pooled) this.#spares--;
    this.#port.boot(agent, kind);
  }
}
