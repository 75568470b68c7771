/**
 * What one member believes of each: state and incarnation, in a word for each member of which anything was ever said. Until something is heard, all
 * are alive at incarnation 0, and nothing is kept. The rules for what an update changes are those of SWIM, 4.2.
 */
import { KEPT, type SubjectWords } from './subjects.ts';
import { STATE, type State } from './vocabulary.ts';

/** A word is incarnation x STATES + state; 0 is that of a member of which nothing was heard. */
const STATES = 4;

/** The highest incarnation that a word can hold. */
export const MOST_INCARNATION = 2 ** 30 - 1;

export class Beliefs {
  /** Members of the group. */
  readonly count: number;
  readonly #words: SubjectWords;
  /** Members that are held dead. */
  dead = 0;

  constructor(words: SubjectWords) {
    this.count = words.members;
    this.#words = words;
  }

  state(member: number): State {
    return (this.#words.get(member, KEPT.belief) & (STATES - 1)) as State;
  }

  incarnation(member: number): number {
    return this.#words.get(member, KEPT.belief) >>> 2;
  }

  /** Whether anything has been heard of it. */
  isKnown(member: number): boolean {
    return this.#words.get(member, KEPT.belief) !== 0;
  }

  /** Whether an update says more than what is believed: of a higher incarnation, or of the same one, worse. A suspicion does not revive. */
  isNews(member: number, state: State, incarnation: number): boolean {
    const word = this.#words.get(member, KEPT.belief);
    const known = word >>> 2;
    if (state === STATE.alive) return incarnation > known;
    return (word & (STATES - 1)) < state && incarnation >= known;
  }

  set(member: number, state: State, incarnation: number): void {
    if (this.state(member) === STATE.dead) this.dead--;
    if (state === STATE.dead) this.dead++;
    this.#words.set(member, KEPT.belief, incarnation * STATES + state);
  }
}
