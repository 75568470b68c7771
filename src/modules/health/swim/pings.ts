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
    const sequence = this.#sequence;
    const to = this.#group.processes[place];
    const { incarnation } = this.#membership;
    const updates = this.#membership.updatesFor(place);
    const life = this.#port.epoch;
    if (updates.length === 0) this.#port.post(to, swim.ping, sequence, incarnation, life);
    else this.#port.send(to, swim.gossipPing, { sequence, incarnation, life, updates });
    return sequence;
  }

  ack(place: number, sequence: number): void {
    const to = this.#group.processes[place];
    const { incarnation } = this.#membership;
    const updates = this.#membership.updatesFor(place);
    const life = this.#port.epoch;
    if (updates.length === 0) this.#port.post(to, swim.ack, sequence, incarnation, life);
    else this.#port.send(to, swim.gossipAck, { sequence, incarnation, life, updates });
  }
}
