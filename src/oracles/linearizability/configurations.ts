import type { UsedSets } from './used-sets.ts';

/** What a search has done so far. */
export interface Configuration {
  /** All operations that answer below this level have taken effect. */
  level: number;
  /** Number of the state. */
  state: number;
  /** Number of the set of unknown operations that have taken effect. */
  used: number;
  /** Of the operations open at this level, which have taken effect: a bit for each slot. */
  readonly placed: Int32Array;
}

const LEVEL = 0;
const STATE = 1;
const USED = 2;
const PARENT = 3;
const VIA = 4;
/** Next configuration with the same hash. */
const NEXT = 5;
const PLACED = 6;

/** What `Configurations.add` returns instead of a number. */
export const KNOWN = -1;
export const FULL = -2;

/**
 * The configurations that a search has come to, each with the one that it came from. One is not worth another look if an earlier one has
 * the same level, state and placed operations, and has used no other unknown operations: whatever can still happen from the new one can
 * happen from the old one.
 */
export class Configurations {
  readonly #most: number;
  readonly #used: UsedSets;
  readonly #stride: number;
  #fields: Int32Array;
  #heads: Int32Array;
  #count = 0;

  /**
   * @param most how many to keep
   * @param slots bits of `placed`
   */
  constructor(most: number, slots: number, used: UsedSets) {
    this.#most = most;
    this.#used = used;
    this.#stride = PLACED + wordsFor(slots);
    this.#fields = new Int32Array(64 * this.#stride);
    this.#heads = new Int32Array(64).fill(-1);
  }

  get count(): number {
    return this.#count;
  }

  level(index: number): number {
    return this.#fields[index * this.#stride + LEVEL];
  }

  state(index: number): number {
    return this.#fields[index * this.#stride + STATE];
  }

  /** -1: none. */
  parent(index: number): number {
    return this.#fields[index * this.#stride + PARENT];
  }

  via(index: number): number {
    return this.#fields[index * this.#stride + VIA];
  }

  load(index: number, into: Configuration): void {
    const at = index * this.#stride;
    into.level = this.#fields[at + LEVEL];
    into.state = this.#fields[at + STATE];
    into.used = this.#fields[at + USED];
    for (let word = 0; word < into.placed.length; word++) {
      into.placed[word] = this.#fields[at + PLACED + word];
    }
  }

  /**
   * @param parent the configuration that it was made from; -1: none
   * @param via how it was made: a number that the caller understands
   * @returns its number, from 0; or KNOWN, or FULL
   */
  add(given: Configuration, parent: number, via: number): number {
    const hash = hashOf(given);
    const fields = this.#fields;
    const head = hash & (this.#heads.length - 1);
    for (let index = this.#heads[head]; index >= 0; index = fields[index * this.#stride + NEXT]) {
      if (this.#covers(index, given)) return KNOWN;
    }
    if (this.#count === this.#most) return FULL;
    return this.#append(given, hash, parent, via);
  }

  #covers(index: number, given: Configuration): boolean {
    const fields = this.#fields;
    const at = index * this.#stride;
    if (fields[at + LEVEL] !== given.level || fields[at + STATE] !== given.state) return false;
    for (let word = 0; word < given.placed.length; word++) {
      if (fields[at + PLACED + word] !== given.placed[word]) return false;
    }
    return this.#used.isWithin(fields[at + USED], given.used);
  }

  #append(given: Configuration, hash: number, parent: number, via: number): number {
    if ((this.#count + 1) * this.#stride > this.#fields.length) this.#grow();
    const head = hash & (this.#heads.length - 1);
    const at = this.#count * this.#stride;
    const fields = this.#fields;
    fields[at + LEVEL] = given.level;
    fields[at + STATE] = given.state;
    fields[at + USED] = given.used;
    fields[at + PARENT] = parent;
    fields[at + VIA] = via;
    fields[at + NEXT] = this.#heads[head];
    fields.set(given.placed, at + PLACED);
    this.#heads[head] = this.#count;
    return this.#count++;
  }

  #grow(): void {
    const larger = new Int32Array(this.#fields.length * 2);
    larger.set(this.#fields);
    this.#fields = larger;
    this.#heads = new Int32Array(this.#heads.length * 2).fill(-1);
    const scratch = { level: 0, state: 0, used: 0, placed: new Int32Array(this.#stride - PLACED) };
    for (let index = 0; index < this.#count; index++) {
      this.load(index, scratch);
      const head = hashOf(scratch) & (this.#heads.length - 1);
      larger[index * this.#stride + NEXT] = this.#heads[head];
      this.#heads[head] = index;
    }
  }
}

/** Words of 32 bits for so many bits, at least one. */
export function wordsFor(bits: number): number {
  return Math.max(1, Math.ceil(bits / 32));
}

/** Of what has to be equal: not of what was used. */
function hashOf({ level, state, placed }: Configuration): number {
  let hash = Math.imul(level, 0x9e3779b1) ^ Math.imul(state + 1, 0x85ebca6b);
  for (let word = 0; word < placed.length; word++) {
    hash = Math.imul(hash ^ placed[word], 0xc2b2ae35);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return hash ^ (hash >>> 15);
}
