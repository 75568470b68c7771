/**
 * A member of a SWIM group: it probes others in turn, has others probe those that do not answer, suspects, refutes, and passes on
 * what it hears. README.md says what is where.
 */
import type { Module, Port, ProcessId } from '../../ports.ts';
import { type Receiver, receiver } from '../../vocabulary.ts';
import type { SwimGroup } from './group.ts';
import { Membership, type SwimListener } from './membership.ts';
import { Pings } from './pings.ts';
import { Prober } from './prober.ts';
import { Relays } from './relays.ts';
import { SubjectWords } from './subjects.ts';
import { Suspicions } from './suspicions.ts';
import { type Gossip, STATE, type State, swim } from './vocabulary.ts';

/** Tags of timers. */
const TICK = 0;
const SUSPICION = 1;
const RELAY = 2;
const PROBE = { timeout: 3, end: 4 } as const;

export class SwimMember implements Module {
  readonly receives: readonly Receiver[];
  readonly #port: Port;
  readonly #group: SwimGroup;
  readonly #suspicions: Suspicions;
  readonly #membership: Membership;
  readonly #pings: Pings;
  readonly #prober: Prober;
  readonly #relays: Relays;
  /** How often it has asked what others know; -1: it has been told, or needs not be. */
  #joins = -1;

  /** @param listener null: nobody acts on what this member believes */
  constructor(port: Port, group: SwimGroup, listener: SwimListener | null) {
    this.#port = port;
    this.#group = group;
    const clock = {
      now: () => port.now(),
      setTimer: (delay: number) => port.setTimer(delay, SUSPICION, 0),
      cancelTimer: (timer: number) => port.cancelTimer(timer),
    };
    const words = new SubjectWords(group.subjects);
    this.#suspicions = new Suspicions(clock, group.times, words);
    const refuted = () => this.#prober.worsen();
    this.#membership = new Membership(port, group, words, this.#suspicions, listener, refuted);
    this.#pings = new Pings(port, group, this.#membership);
    this.#prober = new Prober(port, group, this.#membership, this.#pings, PROBE);
    this.#relays = new Relays(port, group, this.#pings, RELAY);
    this.receives = [swimReceiver(() => this)];
  }

  /** What it believes of a member, by its place. */
  state(place: number): State {
    return this.#membership.state(place);
  }

  /** The latest incarnation of a member that it knows of; its own is always known. */
  incarnationOf(place: number): number {
    return this.#membership.incarnationOf(place);
  }

  /** Local health: 0 is well. */
  get score(): number {
    return this.#prober.score;
  }

  /** Updates that it has still to pass on. */
  get queued(): number {
    return this.#membership.queued;
  }

  start(): void {
    this.#membership.recover();
    if (this.#port.epoch > 0) this.#joins = 0;
    this.#port.setTimer(Math.floor(this.#port.random() * this.#group.settings.period), TICK, 0);
  }

  onTimer(tag: number, argument: number): void {
    if (tag === TICK) this.#tick();
    else if (tag === PROBE.timeout) this.#prober.onTimeout(argument);
    else if (tag === PROBE.end) this.#prober.onEnd(argument);
    else if (tag === RELAY) this.#relays.onTimer(argument);
    else this.#suspicions.onTimer((member) => this.#membership.declare(member));
  }

  onPing(from: ProcessId, sequence: number, incarnation: number, life: number): void {
    const place = this.#group.placeOf(from);
    if (place < 0) return;
    this.#membership.hear(place, incarnation, life);
    this.#pings.ack(place, sequence);
  }

  onGossipPing(from: ProcessId, { sequence, incarnation, life, updates }: Gossip): void {
    if (this.#group.placeOf(from) < 0) return;
    this.#membership.applyAll(updates);
    this.onPing(from, sequence, incarnation, life);
  }

  onAck(from: ProcessId, sequence: number, incarnation: number, life: number): void {
    const place = this.#group.placeOf(from);
    if (place < 0) return;
    this.#membership.hear(place, incarnation, life);
    if (this.#prober.targetOf(sequence) === place) this.#prober.succeeded();
    this.#relays.answered(sequence, incarnation, life);
  }

  onGossipAck(from: ProcessId, { sequence, incarnation, life, updates }: Gossip): void {
    if (this.#group.placeOf(from) < 0) return;
    this.#membership.applyAll(updates);
    this.onAck(from, sequence, incarnation, life);
  }

  onAsk(from: ProcessId, asked: number, target: number, incarnation: number, life: number): void {
    const asker = this.#group.placeOf(from);
    if (asker < 0) return;
    this.#membership.hear(asker, incarnation, life);
    this.#relays.begin(asker, asked, target);
  }

  onRelayed(sequence: number, incarnation: number, life: number): void {
    const target = this.#prober.targetOf(sequence);
    if (target < 0) return;
    this.#membership.hear(target, incarnation, life);
    this.#prober.succeeded();
  }

  onNack(sequence: number): void {
    this.#prober.nacked(sequence);
  }

  onJoin(from: ProcessId, incarnation: number, life: number): void {
    const place = this.#group.placeOf(from);
    if (place < 0) return;
    this.#membership.hear(place, incarnation, life);
    this.#port.send(from, swim.members, { updates: this.#membership.everything() });
  }

  onMembers(updates: readonly number[]): void {
    this.#joins = -1;
    this.#membership.merge(updates);
  }

  #tick(): void {
    this.#port.setTimer(this.#group.settings.period, TICK, 0);
    if (this.#joins >= 0) this.#join();
    const { seed } = this.#group;
    if (this.#membership.state(seed) === STATE.dead) this.#pings.ping(seed);
    this.#prober.tick();
  }

  /** Asks for what others know: the coordinator and anybody in turn, until one answers. */
  #join(): void {
    const { seed, processes } = this.#group;
    const { self, incarnation } = this.#membership;
    const asksSeed = self !== seed && this.#joins % 2 === 0;
    this.#joins++;
    const place = asksSeed ? seed : Math.floor(this.#port.random() * processes.length);
    if (place !== self) this.#port.post(processes[place], swim.join, incarnation, this.#port.epoch);
  }
}

/** @param member whose message it is: one table may serve many members */
export function swimReceiver(member: () => SwimMember): Receiver {
  return receiver(swim, {
    ping: (from, sequence, incarnation, life) => member().onPing(from, sequence, incarnation, life),
    ack: (from, sequence, incarnation, life) => member().onAck(from, sequence, incarnation, life),
    gossipPing: (from, gossip) => member().onGossipPing(from, gossip),
    gossipAck: (from, gossip) => member().onGossipAck(from, gossip),
    ask: (from, sequence, target, incarnation, life) =>
      member().onAsk(from, sequence, target, incarnation, life),
    relayed: (_from, sequence, incarnation, life) => member().onRelayed(sequence, incarnation, life),
    nack: (_from, sequence) => member().onNack(sequence),
    join: (from, incarnation, life) => member().onJoin(from, incarnation, life),
    members: (_from, { updates }) => member().onMembers(updates),
  });
}
