import { Peer } from '../../../src/modules/coordination/peer.ts';
import type { PeerOptions, PeerSettings } from '../../../src/modules/coordination/peer-options.ts';

import type { RoomTable } from '../../../src/modules/coordination/routing/vocabulary.ts';
import type { Cold } from '../../../src/modules/vocabulary.ts';
import { deliver, directory, s, TestPort, tell } from '../port.ts';
import { describeWorkers } from '../scheduling/support.ts';
import { coordinatorOptions } from './support.ts';

const CLIENT = 90;
export const EAST = 60;
export const WEST = 61;

interface Setup extends Partial<PeerOptions>, Partial<PeerSettings> {
  /** Seconds of silence after which a neighbour is suspected; null: never. */
  readonly timeout?: number | null;
}

/** A peer at address 50 with workers 10 and 11 and neighbours 60 and 61 of two slots each, spoken to by hand. */
export class Desk {
  readonly port = new TestPort(50);
  readonly #options: PeerOptions;
  #peer: Peer;

  constructor(
    { timeout = null, routing = 'targeted', hops = 1, ...more }: Setup = {},
    neighbours: readonly { readonly process: number }[] = [{ process: EAST }, { process: WEST }],
  ) {
    this.#options = {
      ...coordinatorOptions({ timeout }),
      neighbours: describeWorkers(neighbours.map(({ process }) => ({ process, slots: 2 }))),
      watches: EAST,
      serves: 1,
      slots: 2,
      settings: [{ routing, hops }],
      interval: s(1),
      members: [50, EAST, WEST],
      ...more,
    };
    this.#peer = this.#start();
  }

  hear(from: number, kind: string, ...words: number[]): string[] {
    const isNeighbour = this.#options.neighbours.some(({ process }) => process === from);
    tell(this.#peer, from, kind, words, isNeighbour ? 'peering' : 'scheduling');
    return this.port.take();
  }

  /** A cold message comes in. */
  receive<M>(from: number, kind: Cold<M>, message: NoInfer<M>): string[] {
    deliver(this.#peer, from, { to: 50, kind, words: [], message });
    return this.port.take();
  }

  submit(...tasks: number[]): string[] {
    return tasks.flatMap((task) => this.hear(CLIENT, 'submit', task, 1));
  }

  advance(seconds: number): string[] {
    this.port.advance(s(seconds), () => this.#peer.onTimer());
    return this.port.take();
  }

  /** The same for a busy machine: timers that fire on the way wait behind what is heard next. @returns hands them over */
  advanceBusy(seconds: number): () => string[] {
    const handOver = this.port.advanceBusy(s(seconds), () => this.#peer.onTimer());
    return () => {
      handOver();
      return this.port.take();
    };
  }

  /** @param clock seconds that the machine's clock shows from then on; default: it goes on */
  crash(clock?: number): string[] {
    this.port.crash(clock === undefined ? undefined : s(clock));
    this.port.take();
    this.#peer = this.#start();
    return this.port.take();
  }

  #start(): Peer {
    const peer = new Peer(this.port, directory(), this.#options);
    peer.start();
    return peer;
  }
}

/** What a peer tells by gossip. @param entries process, version and room, one after the other */
export function table(wantsAnswer: number, change: number, entries: readonly number[]): RoomTable {
  return { wantsAnswer: wantsAnswer === 1, change, entries: Float64Array.from(entries) };
}
