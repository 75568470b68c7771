/**
 * Whom a member probes next. In rounds each member comes once, in an order that is drawn anew for each round, so that nobody waits for more than
 * two rounds for its next turn (SWIM, 4.3). The order is that of a small cipher over the numbers of members (a Feistel network whose
 * outputs beyond the group are encrypted again: Black and Rogaway, 2002), since a list of n for each of n members would be n^2 numbers.
 */
import { mixed } from '../../murmur.ts';

const ROUNDS = 4;

export class ProbeOrder {
  readonly #count: number;
  readonly #isRandom: boolean;
  readonly #random: () => number;
  /** Bits of one half of a number, and the mask of so many. */
  readonly #bits: number;
  readonly #mask: number;
  #key = 0;
  /** Turns of the present round. */
  #turn: number;

  /** @param random uniform in [0, 1) */
  constructor(count: number, isRandom: boolean, random: () => number) {
    this.#count = count;
    this.#isRandom = isRandom;
    this.#random = random;
    let bits = 1;
    while (1 << (2 * bits) < count) bits++;
    this.#bits = bits;
    this.#mask = (1 << bits) - 1;
    this.#turn = count;
  }

  /** A member, 0..count-1; the one who asks has its turns too, to be passed over. */
  next(): number {
    if (this.#isRandom) return Math.floor(this.#random() * this.#count);
    if (this.#turn === this.#count) {
      this.#turn = 0;
      this.#key = Math.floor(this.#random() * 0x100000000) | 0;
    }
    let place = this.#encrypt(this.#turn++);
    while (place >= this.#count) place = this.#encrypt(place);
    return place;
  }

  #encrypt(number: number): number {
    let left = number >>> this.#bits;
    let right = number & this.#mask;
    for (let round = 0; round < ROUNDS; round++) {
      const part = mixed(right ^ mixed(this.#key + round)) & this.#mask;
      const next = left ^ part;
      left = right;
      right = next;
    }
    return (left << this.#bits) | right;
  }
}
