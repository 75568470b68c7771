import { digest, type Mutant } from './mutant.ts';

/** How many of each stratum a sample takes: in proportion to sizes, remainders to the largest fractions, the first of ties. */
export function quotas(sizes: readonly number[], sample: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (sample >= total) return [...sizes];
  const exact = sizes.map((size) => (size * sample) / total);
  const taken = exact.map(Math.floor);
  const missing = sample - taken.reduce((sum, count) => sum + count, 0);
  const order = exact.map((_, i) => i).sort((a, b) => (exact[b] % 1) - (exact[a] % 1) || a - b);
  for (const i of order.slice(0, missing)) taken[i]++;
  return taken;
}

/**
 * A random sample, from each file in proportion to the faults that it has room for. The place of a fault in the order follows
 * from seed and key alone: what changes elsewhere does not draw another sample. Any first part of it is a sample too.
 */
export class Sample {
  readonly #rest = new Map<string, Mutant[]>();
  readonly #queue: Mutant[] = [];
  #next = 0;
  #rejected = 0;

  constructor(mutants: readonly Mutant[], size: number, seed: number) {
    const rank = new Map(mutants.map((mutant) => [mutant, digest(String(seed), mutant.key)]));
    const inOrder = [...mutants].sort((a, b) => (rank.get(a)! < rank.get(b)! ? -1 : 1));
    for (const mutant of inOrder) {
      const file = this.#rest.get(mutant.file);
      if (file === undefined) this.#rest.set(mutant.file, [mutant]);
      else file.push(mutant);
    }
    const files = [...this.#rest.keys()].sort();
    const counts = quotas(
      files.map((file) => this.#rest.get(file)!.length),
      size,
    );
    const taken = new Set(files.flatMap((file, i) => this.#rest.get(file)!.splice(0, counts[i])));
    this.#queue = inOrder.filter((mutant) => taken.has(mutant));
  }

  /** How many are drawn, those that turned out to be none not counted. */
  get size(): number {
    return this.#queue.length - this.#rejected;
  }

  next(): Mutant | undefined {
    return this.#queue[this.#next++];
  }

  /** Draws another of the same file for one that is no fault. */
  reject({ file }: Mutant): void {
    this.#rejected++;
    const other = this.#rest.get(file)!.shift();
    if (other !== undefined) this.#queue.push(other);
  }
}
