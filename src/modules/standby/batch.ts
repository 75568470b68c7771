/** A batch of writes as the table of a message: what it is, the generation in which it was made, then the writes. */

/** Bits of the first word: what a batch is besides its writes. */
export const FLAG = {
  /** It begins a copy of the whole store. */
  first: 1,
  /** Its writes are rows of the copy, to be put aside until the copy is complete. */
  copy: 2,
  /** It completes the copy, which takes the place of what was there: the store is that of the generation. */
  last: 4,
  /** With it the store is that of the generation, which begins. */
  pair: 8,
} as const;

/** Words before the writes. */
export const HEADER = 2;
/** Words of a write: operation, key, a, b, c, d. */
export const WRITE_WIDTH = 6;
export const OPERATION = { put: 1, remove: 0 } as const;

/** Batches that may be under way at a time. */
export const WINDOW = 8;
