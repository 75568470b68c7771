/** Where every process runs, whom it answers to, and whether it is up. Agents, then coordinators, then clients. */
import type { Microseconds } from '../engine/types.ts';

/** Words of a process in `beat`. */
export const BEAT_WORDS = 4;
export const BEAT = {
  /** The incarnation of a process that runs, -1 while it is down or paused. */
  pulse: 0,
  /** The coordinator that it beats to. */
  parent: 1,
  /** The number of the link between the two. */
  link: 2,
} as const;

export class Processes {
  readonly agents: number;
  readonly coordinators: number;
  readonly clients: number;
  readonly node: Int32Array;
  /** The coordinator above an agent or coordinator, the root for a client, -1 for the root itself. */
  readonly parent: Int32Array;
  /** How many faults hold the process down, and how many hold it still: it is up, or runs, when there are none. */
  readonly crashes: Uint16Array;
  readonly pauses: Uint16Array;
  /** Restarts so far. */
  readonly incarnation: Int32Array;
  /** What a heartbeat needs to know of its sender, side by side, since a million senders miss the caches: see BEAT. */
  readonly beat: Int32Array;
  /** Since when it has been down or paused; -1 while it runs. */
  readonly stoppedAt: Float64Array;
  /** 1 while its coordinator does not trust it. */
  readonly suspected: Uint8Array;

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
    this.beat = new Int32Array(count * BEAT_WORDS);
    this.stoppedAt = new Float64Array(count).fill(-1);
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

  /** Notes when a process stopped working, or that it works again. */
  noteChange(process: number, now: Microseconds): void {
    const runs = this.crashes[process] === 0 && this.pauses[process] === 0;
    this.beat[process * BEAT_WORDS + BEAT.pulse] = runs ? this.incarnation[process] : -1;
    if (runs) this.stoppedAt[process] = -1;
    else if (this.stoppedAt[process] < 0) this.stoppedAt[process] = now;
  }
}
