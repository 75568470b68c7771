/**
 * Decides from a table of everybody's room that peers exchange with each other: every interval each tells one neighbour, drawn at
 * random, all it knows, and is told the same in return (push and pull: Demers et al., 1987). An entry carries a version that only its
 * owner counts on, so the newer of two is known, and an entry that grows no older shows that its owner lives (van Renesse, Minsky
 * and Hayden, 1998): there are no other heartbeats.
 */
import { IntegerMap } from '../../collections/integer-map.ts';

import type { Routing, RoutingContext } from './routing.ts';
import { leastLoadedFor } from './targeted.ts';
import { gossiping, type RoomTable } from './vocabulary.ts';

/** Numbers of an entry in a message: process, version, room. */
const WIDTH = 3;

export class GossipRouting implements Routing {
  readonly health = 'gossip';
  readonly #context: RoutingContext;
  /** Position of a member by its address. */
  readonly #position = new IntegerMap();
  /** By member: the newest version heard of, 0 for none, and its room then. */
  readonly #version: Float64Array;
  readonly #room: Int32Array;
  readonly #self: number;

  constructor(context: RoutingContext) {
    this.#context = context;
    const { members, port } = context;
    for (const [i, process] of members.entries()) this.#position.set(process, i);
    this.#version = new Float64Array(members.length);
    this.#room = new Int32Array(members.length);
    this.#self = members.indexOf(port.self);
  }

  start(): void {
    const { port, interval } = this.#context;
    this.#context.setTimer(Math.floor(port.random() * interval), 0);
  }

  choose(task: number): number {
    return leastLoadedFor(task, this.#context);
  }

  gave(): void {}

  onTable(neighbour: number, { entries, wantsAnswer }: RoomTable): void {
    for (let i = 0; i < entries.length; i += WIDTH) this.#merge(entries[i], entries[i + 1], entries[i + 2]);
    if (wantsAnswer) this.#tell(neighbour, false);
    this.#context.serve();
  }

  /** The next round. */
  onTimer(): void {
    const { port, neighbourhood, interval } = this.#context;
    this.#context.setTimer(interval, 0);
    this.#version[this.#self] = this.#context.nextVersion();
    const { count } = neighbourhood.table;
    // Whoever is suspected is told as well: it may be back.
    if (count > 0) this.#tell(Math.floor(port.random() * count), true);
  }

  #tell(neighbour: number, wantsAnswer: boolean): void {
    const { port, members, neighbourhood } = this.#context;
    this.#room[this.#self] = this.#context.room();
    const known = this.#version.reduce((count, version) => count + (version > 0 ? 1 : 0), 0);
    const entries = new Float64Array(known * WIDTH);
    let at = 0;
    for (let i = 0; i < members.length; i++) {
      if (this.#version[i] === 0) continue;
      entries[at++] = members[i];
      entries[at++] = this.#version[i];
      entries[at++] = this.#room[i];
    }
    const message = { wantsAnswer, change: this.#context.change(), entries };
    port.send(neighbourhood.table.process[neighbour], gossiping.table, message);
  }

  #merge(process: number, version: number, room: number): void {
    const { neighbourhood } = this.#context;
    const member = this.#position.get(process);
    if (member < 0 || member === this.#self || version <= this.#version[member]) return;
    this.#version[member] = version;
    this.#room[member] = room;
    const neighbour = neighbourhood.table.indexOf(process);
    if (neighbour < 0) return;
    neighbourhood.heard(neighbour, room);
    this.#context.alive(neighbour);
  }
}
