/**
 * Integers, permutations and samples without replacement from a uniform source.
 */
import type { RandomSource } from '../types.ts';

/**
 * An integer 0 .. n - 1. Each has probability 1/n to within 2^-53 when the source has 53 bits.
 *
 * @param n 1 .. 2^53; not checked.
 */
export function randomInteger(source: RandomSource, n: number): number {
  // Never n: u is at most 1 - 2^-53, and u * n then rounds to a value below n.
  return Math.floor(source.uniform() * n);
}

/**
 * Permutes `values` in place, all orders equally likely (Fisher and Yates; Durstenfeld 1964). length - 1
 * draws.
 */
export function shuffle(source: RandomSource, values: Int32Array): void {
  for (let last = values.length - 1; last > 0; last--) {
    const chosen = randomInteger(source, last + 1);
    const value = values[chosen];
    values[chosen] = values[last];
    values[last] = value;
  }
}

/** Up to this many, a scan of what was drawn beats a hash table, and allocates nothing. */
const SCAN_LIMIT = 48;

/**
 * Writes `k` different integers of 0 .. n - 1 to out[0 .. k), all ordered samples equally likely. Exactly k
 * draws; memory beyond `out` only for k > 48, in proportion to k.
 *
 * It is the beginning of a Fisher-Yates shuffle of 0 .. n - 1 without the array: position p holds p unless
 * the value p was taken; if it was taken in step s, the value that stood at position s replaced it, and so on
 * along the chain.
 *
 * @throws RangeError unless 0 <= k <= n <= 2^31 and out has room for k.
 */
export function sampleDistinct(source: RandomSource, k: number, n: number, out: Int32Array): void {
  if (
    !(Number.isInteger(k) && Number.isInteger(n) && k >= 0 && k <= n && n <= 0x8000_0000 && k <= out.length)
  ) {
    throw new RangeError(`cannot draw ${k} different integers below ${n} into an array of ${out.length}`);
  }
  if (k <= SCAN_LIMIT) sampleByScan(source, k, n, out);
  else sampleByTable(source, k, n, out);
}

function sampleByScan(source: RandomSource, k: number, n: number, out: Int32Array): void {
  for (let step = 0; step < k; step++) {
    let value = step + randomInteger(source, n - step);
    for (let taken = 0; taken < step; ) {
      if (out[taken] === value) {
        value = taken;
        taken = 0;
      } else {
        taken++;
      }
    }
    out[step] = value;
  }
}

function sampleByTable(source: RandomSource, k: number, n: number, out: Int32Array): void {
  const stepOf = new Map<number, number>();
  for (let step = 0; step < k; step++) {
    let value = step + randomInteger(source, n - step);
    for (let taken = stepOf.get(value); taken !== undefined; taken = stepOf.get(value)) value = taken;
    out[step] = value;
    stepOf.set(value, step);
  }
}
