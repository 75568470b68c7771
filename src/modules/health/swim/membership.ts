/** What a member knows of its group, and how that changes with what it hears: about others, and about itself. */
import type { Port } from '../../ports.ts';
import { Beliefs, MOST_INCARNATION } from './beliefs.ts';
import { GossipQueue } from './gossip-queue.ts';
import type { SwimGroup } from './group.ts';
import { transmissionsOf } from './settings.ts';
import type { SubjectWords } from './subjects.ts';
import type { Suspicions } from './suspicions.ts';
import { STATE, type State, swimFacts, WIDTH } from './vocabulary.ts';

/** Who acts on what a member believes. */
export interface SwimListener {
  died(place: number): void;
  /** A member that was held dead is alive. */
  revived(place: number): void;
  /** A member lives, and says which of its lives this is. */
  lives(place: number, life: number): void;
}

/** Key of the one row: its first field is the incarnation. */
const ROW_KEY = 0;

export class Membership {
  readonly self: number;
  incarnation = 0;
  readonly #port: Port;
  readonly #group: SwimGroup;
  readonly #suspicions: Suspicions;
  readonly #listener: SwimListener | null;
  readonly #refuted: () => void;
  readonly #beliefs: Beliefs;
  readonly #queue: GossipQueue;

  /**
   * @param words those of the suspicions too
   * @param listener null: nobody acts on it
   * @param refuted hears whenever the member has had to say that it lives
   */
  constructor(
    port: Port,
    group: SwimGroup,
    words: SubjectWords,
    suspicions: Suspicions,
    listener: SwimListener | null,
    refuted: () => void,
  ) {
    const { processes, settings } = group;
    this.#port = port;
    this.#group = group;
    this.#suspicions = suspicions;
    this.#listener = listener;
    this.#refuted = refuted;
    this.self = group.placeOf(port.self);
    this.#beliefs = new Beliefs(words);
    const sendings = transmissionsOf(processes.length, settings.retransmitMult);
    this.#queue = new GossipQueue(sendings, settings.piggyback, words);
  }

  state(place: number): State {
    return this.#beliefs.state(place);
  }

  incarnationOf(place: number): number {
    return place === this.self ? this.incarnation : this.#beliefs.incarnation(place);
  }

  /** Whether it holds all others dead. */
  get isAlone(): boolean {
    return this.#beliefs.dead === this.#beliefs.count - 1;
  }

  /** Updates that are still to be passed on. */
  get queued(): number {
    return this.#queue.size;
  }

  /** A new life goes on from the incarnation of the last one. */
  recover(): void {
    this.#port.storage.forEach((_key, incarnation) => {
      this.incarnation = incarnation;
    });
    if (this.#port.epoch > 0) this.#become(this.incarnation + 1);
  }

  /** A member has been in touch: it is alive at this incarnation. */
  hear(place: number, incarnation: number, life: number): void {
    if (incarnation > this.#beliefs.incarnation(place))
      this.apply(place, STATE.alive, incarnation, life, place);
    this.#listener?.lives(place, life);
  }

  applyAll(updates: readonly number[]): void {
    for (let at = 0; at < updates.length; at += WIDTH)
      this.apply(updates[at], updates[at + 1] as State, updates[at + 2], updates[at + 3], updates[at + 4]);
  }

  /** What another member knows. Whom it holds dead or suspects is suspected here, and has time to say that it lives. */
  merge(updates: readonly number[]): void {
    for (let at = 0; at < updates.length; at += WIDTH)
      if (updates[at + 1] === STATE.alive)
        this.apply(updates[at], STATE.alive, updates[at + 2], updates[at + 3], updates[at + 4]);
      else this.apply(updates[at], STATE.suspect, updates[at + 2], 0, this.self);
  }

  apply(member: number, state: State, incarnation: number, life: number, from: number): void {
    if (member === this.self) {
      if (state !== STATE.alive && incarnation >= this.incarnation) this.#refute(incarnation);
      return;
    }
    // A message may have been damaged, or come from somebody whose group is another.
    if (!(member >= 0 && member < this.#beliefs.count)) return;
    const before = this.#beliefs.state(member);
    if (this.#beliefs.isNews(member, state, incarnation)) {
      this.#beliefs.set(member, state, incarnation);
      if (before === STATE.suspect) this.#suspicions.end(member);
      if (state === STATE.suspect) this.#suspicions.begin(member, from);
      this.#queue.put(member, state, incarnation, life, from);
      this.#tell(member, before, state, life);
    } else if (state === STATE.suspect && before === STATE.suspect && this.#agrees(member, incarnation, from))
      this.#queue.put(member, state, incarnation, life, from);
  }

  /** A member has not answered. */
  suspect(member: number): void {
    const incarnation = this.#beliefs.incarnation(member);
    if (this.#group.settings.suspicionMult > 0) this.apply(member, STATE.suspect, incarnation, 0, this.self);
    else if (this.#beliefs.state(member) !== STATE.dead) this.declare(member);
  }

  /** A member has been suspected for as long as it may. */
  declare(member: number): void {
    const incarnation = this.#beliefs.incarnation(member);
    this.#port.report(swimFacts.declared, this.#group.processes[member], incarnation);
    this.apply(member, STATE.dead, incarnation, 0, this.self);
  }

  /**
   * What goes along with a message to a member. One that is suspected is told so where members are buddies, and one that is held dead in
   * any case: nobody else tells it.
   */
  updatesFor(place: number): readonly number[] {
    const state = this.#beliefs.state(place);
    const isToBeTold =
      state === STATE.dead || (state === STATE.suspect && this.#group.settings.tellsSuspects);
    if (!isToBeTold) return this.#queue.take();
    return [place, state, this.#beliefs.incarnation(place), 0, this.self];
  }

  /** All that is known. */
  everything(): readonly number[] {
    const words = [this.self, STATE.alive, this.incarnation, this.#port.epoch, this.self];
    for (let place = 0; place < this.#beliefs.count; place++)
      if (place !== this.self && this.#beliefs.isKnown(place))
        words.push(place, this.#beliefs.state(place), this.#beliefs.incarnation(place), 0, this.self);
    return words;
  }

  #agrees(member: number, incarnation: number, from: number): boolean {
    return incarnation >= this.#beliefs.incarnation(member) && this.#suspicions.confirm(member, from);
  }

  #tell(member: number, before: State, state: State, life: number): void {
    if (!this.#listener) return;
    if (state === STATE.dead) this.#listener.died(member);
    if (state !== STATE.alive) return;
    this.#listener.lives(member, life);
    if (before === STATE.dead) this.#listener.revived(member);
  }

  /** Somebody suspects this member, or holds it dead: its next incarnation says that it lives. */
  #refute(incarnation: number): void {
    this.#become(Math.max(this.incarnation, incarnation) + 1);
    this.#port.report(swimFacts.refuted, this.incarnation);
    this.#refuted();
  }

  #become(incarnation: number): void {
    this.incarnation = Math.min(MOST_INCARNATION, incarnation);
    this.#port.storage.put(ROW_KEY, this.incarnation, 0, 0, 0);
    this.#queue.put(this.self, STATE.alive, this.incarnation, this.#port.epoch, this.self);
  }
}
