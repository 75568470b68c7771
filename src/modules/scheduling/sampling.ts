/** Random samples without repetition, whose cost depends on the sample alone and not on how many there are to draw from. */
import type { OpenSet } from './indexes.ts';

/**
 * Distinct members of a set, every subset of the size being equally likely: Floyd's method (Bentley and Floyd 1987), which takes
 * one random number a draw. The order of the drawn members is not random.
 */
export class DistinctSample {
  /** The members drawn last: the first `size` entries hold. */
  readonly members: Int32Array;
  size = 0;
  readonly #positions: Int32Array;

  /** @param most the largest sample that will be asked for */
  constructor(most: number) {
    this.members = new Int32Array(most);
    this.#positions = new Int32Array(most);
  }

  /** Draws `count` members, or all when the set has no more. O(count^2), whatever the size of the set. */
  draw(set: OpenSet, count: number, uniform: () => number): void {
    this.size = 0;
    const wanted = Math.min(count, set.size);
    for (let last = set.size - wanted; last < set.size; last++) {
      const drawn = Math.floor(uniform() * (last + 1));
      const position = this.#has(drawn) ? last : drawn;
      this.#positions[this.size] = position;
      this.members[this.size++] = set.at(position);
    }
  }

  #has(position: number): boolean {
    for (let i = 0; i < this.size; i++) if (this.#positions[i] === position) return true;
    return false;
  }
}
