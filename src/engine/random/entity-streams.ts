/**
 * One random sequence for each of millions of entities, at four bytes of memory per entity.
 */
import type { RandomSource } from '../types.ts';
import { threefry2x32 } from './threefry.ts';

/** Entities above this cannot be selected: their draw counters alone would fill a gigabyte. */
export const MAX_SELECTED_ENTITY = 0x0fff_ffff;

const UNIT_53 = 1 / 0x20_0000_0000_0000;

/**
 * The random sequences of all entities of one component. A number depends on the key, the entity and its
 * index in that entity's sequence, and on nothing else: not on how many entities there are, nor on who drew
 * before.
 *
 * Each sequence has 2^32 numbers, then repeats.
 */
export class EntityStreams implements RandomSource {
  readonly #key0: number;
  readonly #key1: number;
  readonly #words = new Uint32Array(2);
  #draws = new Uint32Array(64);
  #entity = 0;

  /** The two 32-bit words of the key; `Streams.entities` derives them from a component's name. */
  constructor(key0: number, key1: number) {
    this.#key0 = key0 | 0;
    this.#key1 = key1 | 0;
  }

  /**
   * Makes the next calls of `uniform` draw from this entity's sequence, going on where it stopped.
   *
   * @throws RangeError unless the entity is an integer 0 .. MAX_SELECTED_ENTITY.
   */
  select(entity: number): this {
    if (entity >>> 0 !== entity || entity >= this.#draws.length) this.#grow(entity);
    this.#entity = entity;
    return this;
  }

  /** The next number of the selected entity's sequence: uniform in [0, 1) with 53 bits. */
  uniform(): number {
    const entity = this.#entity;
    const index = this.#draws[entity];
    this.#draws[entity] = index + 1;
    return this.at(entity, index);
  }

  /**
   * Number `index` of the entity's sequence, without drawing it: uniform in [0, 1) with 53 bits. For
   * decisions that have a number of their own, such as the coin of attempt k of task t. The same number comes
   * again when `uniform` gets to that index: use different components for the two ways of drawing.
   *
   * @param entity 0 .. 2^32 - 1
   * @param index 0 .. 2^32 - 1
   */
  at(entity: number, index: number): number {
    const words = this.#words;
    threefry2x32(this.#key0, this.#key1, entity, index, words);
    return ((words[0] >>> 5) * 0x400_0000 + (words[1] >>> 6)) * UNIT_53;
  }

  #grow(entity: number): void {
    if (!Number.isInteger(entity) || entity < 0 || entity > MAX_SELECTED_ENTITY) {
      throw new RangeError(`an entity is an integer 0 .. ${MAX_SELECTED_ENTITY}, not ${entity}`);
    }
    let length = this.#draws.length;
    while (length <= entity) length *= 2;
    const grown = new Uint32Array(length);
    grown.set(this.#draws);
    this.#draws = grown;
  }
}
