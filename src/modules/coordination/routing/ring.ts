/**
 * A ring with a token that carries the room of all members: whoever has it hands waiting tasks over, nobody else does, and so no two
 * give to the same neighbour at a time. A member gives tasks to its own workers whether or not it has the token.
 *
 * The token is passed as on a token bus (IEEE 802.4): it is confirmed, and sent to the next but one when the next does not confirm
 * it; such a member is marked as down in the token, so all learn of it, and it is skipped until somebody hears its heartbeat. A token
 * that has not been here for long counts as lost: a new one is made under a higher number. Every pass has a serial number as well;
 * a token with older numbers than any seen is swallowed, so of several tokens one is left.
 */
import type { TimerId } from '../../ports.ts';
import type { Routing, RoutingContext } from './routing.ts';
import { leastLoadedFor } from './targeted.ts';
import { DOWN, ringFacts, type Token, tokenPassing } from './vocabulary.ts';

export interface RingOptions {
  /** sequential: to the next member. load: to the most loaded of those that have not had the token in this round. */
  readonly order: 'sequential' | 'load';
  /** Microseconds without the token after which it counts as lost. */
  readonly tokenTimeout: number;
  /** Microseconds for which a member keeps it. */
  readonly hold: number;
  /** Microseconds after which a pass that is not confirmed is repeated. */
  readonly confirmTimeout: number;
}

/** Key of the one row: its first field is the number of the newest token that has been seen. */
const ROW_KEY = 0;
/** What timers are for. */
const TIMER = { hold: 0, confirm: 1, lost: 2 } as const;
/** A pass is sent so often before the receiver counts as down. */
export const MAX_TRIES = 3;

export class RingRouting implements Routing {
  readonly health = 'token';
  readonly #context: RoutingContext;
  readonly #options: RingOptions;
  readonly #self: number;
  /** By member: its number among the neighbours, -1 for this one. */
  readonly #neighbour: Int32Array;
  /** Of the newest token seen. */
  #number = 0;
  #serial = 0;
  /** By member: how often something has been said of it in a token, that it is there or that it is down: the newer word counts. */
  readonly #version: Float64Array;
  /** By member: round in which it had the token last; and the round now. */
  readonly #rounds: Float64Array;
  #round = 1;
  #isHolding = false;
  /** Member to which the token is on its way, -1 for none, and how often it has been sent. */
  #receiver = -1;
  #tries = 0;
  #timer: TimerId = 0;
  #seenAt = 0;
  #heldAt = -1;
  /** By member, 1: counts as down and has been heard since. */
  readonly #isBack: Uint8Array;

  constructor(context: RoutingContext, options: RingOptions) {
    this.#context = context;
    this.#options = options;
    const { members, port, neighbourhood } = context;
    this.#self = members.indexOf(port.self);
    this.#neighbour = Int32Array.from(members, (process) => neighbourhood.table.indexOf(process));
    this.#neighbour[this.#self] = -1;
    this.#version = new Float64Array(members.length);
    this.#rounds = new Float64Array(members.length);
    this.#isBack = new Uint8Array(members.length);
  }

  start(): void {
    const { port } = this.#context;
    port.storage.forEach((_key, number) => {
      this.#number = number;
    });
    this.#seenAt = port.now();
    this.#context.setTimer(this.#patience, TIMER.lost);
    // The first member makes the first token, in its first life.
    if (this.#self === 0 && this.#number === 0) this.#make();
  }

  choose(task: number): number {
    return this.#isHolding ? leastLoadedFor(task, this.#context) : -1;
  }

  gave(): void {}

  heard(neighbour: number): void {
    if (this.#context.neighbourhood.table.available[neighbour] === 1) return;
    this.#isBack[this.#neighbour.indexOf(neighbour)] = 1;
  }

  onTaken(neighbour: number, number: number, serial: number): void {
    if (number !== this.#number || serial !== this.#serial) return;
    if (this.#receiver < 0 || this.#neighbour[this.#receiver] !== neighbour) return;
    this.#receiver = -1;
    this.#context.port.cancelTimer(this.#timer);
  }

  onTimer(what: number): void {
    if (what === TIMER.hold) this.#pass();
    else if (what === TIMER.confirm) this.#onUnconfirmed();
    else this.#onSilence();
  }

  /** Those further on wait a little longer, so that as a rule one of them makes a new token. */
  get #patience(): number {
    return this.#options.tokenTimeout + this.#self * 2 * this.#options.hold;
  }

  onToken(neighbour: number, { number, serial, round, rooms, versions, rounds }: Token): void {
    const { port, neighbourhood } = this.#context;
    port.post(neighbourhood.table.process[neighbour], tokenPassing.taken, number, serial);
    if (number < this.#number || (number === this.#number && serial <= this.#serial)) return;
    this.#see(number, serial);
    // Whoever passes the token is there, whatever the token says of it.
    this.heard(neighbour);
    this.#round = round;
    for (let member = 0; member < rooms.length; member++) {
      this.#rounds[member] = rounds[member];
      this.#learn(member, rooms[member], versions[member]);
    }
    this.#hold();
  }

  /** What the token says of a member's room. */
  #learn(member: number, room: number, version: number): void {
    if (version < this.#version[member]) return;
    const isNews = version > this.#version[member];
    this.#version[member] = version;
    const neighbour = this.#neighbour[member];
    if (neighbour < 0) return;
    const isTrusted = this.#isUp(member);
    if (room !== DOWN && (isNews || isTrusted)) this.#context.neighbourhood.heard(neighbour, room);
    if (!isNews) return;
    if (room === DOWN && isTrusted) this.#context.suspect(neighbour);
    if (room !== DOWN && !isTrusted) this.#context.trust(neighbour);
  }

  #see(number: number, serial: number): void {
    const { port } = this.#context;
    if (number !== this.#number) port.storage.put(ROW_KEY, number, 0, 0, 0);
    this.#number = number;
    this.#serial = serial;
    this.#receiver = -1;
    this.#seenAt = port.now();
  }

  #hold(): void {
    const { port } = this.#context;
    port.report(ringFacts.tokenCame, this.#number, this.#heldAt < 0 ? -1 : port.now() - this.#heldAt);
    this.#heldAt = port.now();
    this.#rounds[this.#self] = this.#round;
    this.#version[this.#self]++;
    this.#isHolding = true;
    this.#setTimer(this.#options.hold, TIMER.hold);
    this.#welcome();
    this.#context.serve();
  }

  /** Trusts members again that counted as down and have been heard since. */
  #welcome(): void {
    for (let member = 0; member < this.#isBack.length; member++) {
      if (this.#isBack[member] === 0) continue;
      this.#isBack[member] = 0;
      if (this.#isUp(member)) continue;
      this.#version[member]++;
      this.#context.trust(this.#neighbour[member]);
    }
  }

  #pass(): void {
    this.#welcome();
    this.#seenAt = this.#context.port.now();
    const receiver = this.#options.order === 'load' ? this.#mostLoaded() : this.#next();
    if (receiver < 0) {
      // Alone: it keeps the token until somebody is heard.
      this.#setTimer(this.#options.hold, TIMER.hold);
      return;
    }
    this.#isHolding = false;
    this.#receiver = receiver;
    this.#tries = 0;
    this.#serial++;
    this.#send();
  }

  #send(): void {
    const { port, members, neighbourhood } = this.#context;
    const rooms = new Int32Array(members.length);
    for (let member = 0; member < members.length; member++) {
      const neighbour = this.#neighbour[member];
      if (neighbour < 0) rooms[member] = this.#context.room();
      else rooms[member] = this.#isUp(member) ? neighbourhood.roomAt(neighbour) : DOWN;
    }
    this.#tries++;
    port.send(members[this.#receiver], tokenPassing.token, {
      number: this.#number,
      serial: this.#serial,
      round: this.#round,
      rooms,
      versions: this.#version.slice(),
      rounds: this.#rounds.slice(),
    });
    this.#setTimer(this.#options.confirmTimeout, TIMER.confirm);
  }

  #onUnconfirmed(): void {
    // It was confirmed, or came back, while this timer waited for a busy machine.
    if (this.#receiver < 0) return;
    this.#seenAt = this.#context.port.now();
    if (this.#tries < MAX_TRIES) {
      this.#send();
      return;
    }
    const silent = this.#receiver;
    this.#receiver = -1;
    this.#version[silent]++;
    this.#context.suspect(this.#neighbour[silent]);
    this.#pass();
  }

  #onSilence(): void {
    const { port } = this.#context;
    if (this.#isHolding || this.#receiver >= 0) this.#seenAt = port.now();
    const due = this.#seenAt + this.#patience;
    if (port.now() >= due) {
      this.#make();
      port.report(ringFacts.tokenMade, this.#number);
    }
    const left = this.#seenAt + this.#patience - port.now();
    this.#context.setTimer(Math.max(this.#options.hold, left), TIMER.lost);
  }

  /** A new token, with a number that nobody else gives and that is higher than all seen here. */
  #make(): void {
    const count = this.#context.members.length;
    this.#see((Math.floor(this.#number / count) + 1) * count + this.#self, 0);
    this.#hold();
  }

  #isUp(member: number): boolean {
    return this.#context.neighbourhood.table.available[this.#neighbour[member]] === 1;
  }

  /** The next member of the ring that is not down, -1 for none. */
  #next(): number {
    const count = this.#neighbour.length;
    for (let step = 1; step < count; step++) {
      const member = (this.#self + step) % count;
      if (this.#isUp(member)) return member;
    }
    return -1;
  }

  /** The most loaded member that is not down and has not had the token in this round, or, when all have, in the next; -1 for none. */
  #mostLoaded(): number {
    const { neighbourhood } = this.#context;
    const count = this.#neighbour.length;
    for (let attempt = 0; attempt < 2; attempt++) {
      let most = -1;
      let least = Infinity;
      for (let step = 1; step < count; step++) {
        const member = (this.#self + step) % count;
        const neighbour = this.#neighbour[member];
        const free = neighbourhood.roomAt(neighbour) / Math.max(1, neighbourhood.table.slots[neighbour]);
        if (!this.#isUp(member) || this.#rounds[member] >= this.#round || free >= least) continue;
        most = member;
        least = free;
      }
      if (most >= 0) return most;
      this.#round++;
    }
    return -1;
  }

  /** One timer at a time runs for the token: while it is here, or on its way to somebody. */
  #setTimer(delay: number, what: number): void {
    this.#context.port.cancelTimer(this.#timer);
    this.#timer = this.#context.setTimer(delay, what);
  }
}
