/**
 * What becomes of a message on its way: the delay of the link that its ends share, queueing for bandwidth, loss, duplication,
 * overtaking, partitions. Of the messages themselves it knows only who sends them to whom, and their size.
 */
import type { EntityStreams } from '../../engine/random/entity-streams.ts';
import type { Microseconds } from '../../engine/types.ts';
import type { Processes } from '../core/processes.ts';
import type { Cut } from './cut.ts';
import type { Link, Links } from './links.ts';

/** Not delivered. */
export const LOST = -1;

export class Passage {
  readonly links: Links;
  readonly cuts: Cut[] = [];
  readonly #processes: Processes;
  readonly #coins: EntityStreams;
  readonly #clock: { readonly now: Microseconds };
  /** Latest arrival from each process at its coordinator, and the other way. */
  readonly #upAt: Float64Array;
  readonly #downAt: Float64Array;

  constructor(
    links: Links,
    processes: Processes,
    coins: EntityStreams,
    clock: { readonly now: Microseconds },
  ) {
    this.links = links;
    this.#processes = processes;
    this.#coins = coins;
    this.#clock = clock;
    this.#upAt = new Float64Array(processes.count);
    this.#downAt = new Float64Array(processes.count);
  }

  isCut(from: number, to: number): boolean {
    for (const cut of this.cuts) if (cuts(cut, from, to)) return true;
    return false;
  }

  /** Begins a cut. */
  cut(cut: Cut): void {
    cut.since = this.#clock.now;
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

  /**
   * When a message sent now arrives, or LOST.
   * @param reliable it belongs to a connection: it is lost to a cut alone, and overtakes nothing
   */
  arrival(from: number, to: number, bytes: number, reliable: boolean): Microseconds {
    if (this.cuts.length > 0 && this.isCut(from, to)) return LOST;
    const { now } = this.#clock;
    const { node, parent } = this.#processes;
    const link = this.#link(from, to);
    const coins = this.#coins.select(from);
    const faulty = this.links.active.length > 0;
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

  /** Whether a message that is not reliable comes twice. */
  isDuplicated(from: number, to: number): boolean {
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
