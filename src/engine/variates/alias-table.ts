/**
 * Weighted choice in constant time: Walker's alias method with the numerically stable construction of Vose,
 * "A linear algorithm for generating random numbers with a given distribution", IEEE TSE 17, 1991.
 */
import type { RandomSource } from '../types.ts';

export class AliasTable {
  /** Column i keeps its own index with this probability, and gives its alias otherwise. */
  readonly #keep: Float64Array;
  readonly #alias: Uint32Array;

  /** Weights are finite, at least 0, and not all 0; they need not add up to 1. */
  constructor(weights: readonly number[]) {
    const count = weights.length;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const keep = Float64Array.from(weights, (weight) => (weight / total) * count);
    const heaviest = weights.reduce((best, weight, index) => (weight > weights[best] ? index : best), 0);
    const alias = new Uint32Array(count).fill(heaviest);
    const small: number[] = [];
    const large: number[] = [];
    for (let index = 0; index < count; index++) (keep[index] < 1 ? small : large).push(index);
    while (small.length > 0 && large.length > 0) {
      const poor = small.pop() as number;
      const rich = large[large.length - 1];
      alias[poor] = rich;
      keep[rich] -= 1 - keep[poor];
      if (keep[rich] < 1) small.push(large.pop() as number);
    }
    // Whatever is left in `small` only rounding put there; its remainder goes to the heaviest index, set
    // above.
    this.#keep = keep;
    this.#alias = alias;
  }

  /** An index with probability proportional to its weight. One draw. */
  draw(random: RandomSource): number {
    const position = random.uniform() * this.#keep.length;
    const column = Math.floor(position);
    return position - column < this.#keep[column] ? column : this.#alias[column];
  }
}
