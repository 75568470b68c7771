/** Pings and acks of one member, with what goes along on them. */
import type { Port } from '../../ports.ts';
import type { SwimGroup } from './group.ts';
import type { Membership } from './membership.ts';
import { swim } from './vocabulary.ts';

const MOST_SEQUENCE = 0x7fffffff;

export class Pings {
  readonly #port: Port;
  readonly #group: SwimGroup;
  readonly #membership: Membership;
  #sequence = 0;

  constructor(port: Port, group: SwimGroup, membership: Membership) {
    this.#port = port;
    this.#group = group;
    this.#membership = membership;
  }

  /** @returns its sequence number, 1 or more */
  ping(place: number): number {
    this.#sequence = this.#sequence === MOST_SEQUENCE ? 1 : this.#sequence + 1;
    this.#say(place, this.#sequence, swim.ping, swim.gossipPing);
    return this.#sequence;
  }

  ack(place: number, sequence: number): void {
    this.#say(place, sequence, swim.ack, swim.gossipAck);
  }

  /** @param gossiping the same message with updates, where there are any for the receiver */
  #say(place: number, sequence: number, plain: typeof swim.ping, gossiping: typeof swim.gossipPing): void {
    const to = this.#group.processes[place];
    const { incarnation } = this.#membership;
    const updates = this.#membership.updatesFor(place);
    const life = this.#port.epoch;
    if (updates.length === 0) this.#port.post(to, plain, sequence, incarnation, life);
    else this.#port.send(to, gossiping, { sequence, incarnation, life, updates });
  }
}
