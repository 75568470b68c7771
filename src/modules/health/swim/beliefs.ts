/**
 * What one member believes of each: state and incarnation, in a word for each member. Until something is heard, all are alive at incarnation 0, and
 * nothing is kept. The rules for what an update changes are those of SWIM, 4.2.
 */
import { STATE, type State } from './vocabulary.ts';

/** A word is incarnation x STATES + state. */
const STATES = 4;

/** The highest incarnation that a word can hold. */
export const MOST_INCARNATION = 2 ** 30 - 1;

export class Beliefs {
  readonly count: number;
  #words: Uint32Array | null = null;
  /** Members that are held dead. */
  dead = 0;

  constructor(count: number) {
    this.count = count;
  }

  state(member: number): State {
    return this.#words === null ? STATE.alive : ((this.#words[member] & (STATES - 1)) as State);
  }

  incarnation(member: number): number {
    return this.#words === null ? 0 : this.#words[member] >>> 2;
  }

  /** Whether anything has been heard of it. */
  isKnown(member: number): boolean {
    return this.#words !== null && this.#words[member] !== 0;
  }

  /** Whether an update says more than what is believed: of a higher incarnation, or of the same one, worse. A suspicion does not revive. */
  isNews(member: number, state: State, incarnation: number): boolean {
    const known = this.incarnation(member);
    const believed = this.state(member);
    if (state === STATE.alive) return incarnation > known;
    return believed < state && incarnation >= known;
  }

  set(member: number, state: State, incarnation: number): void {
    this.#words ??= new Uint32Array(this.count);
    if (this.state(member) === STATE.dead) this.dead--;
    if (state === STATE.dead) this.dead++;
    this.#words[member] = incarnation * STATES + state;
  }
}
