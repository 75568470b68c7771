/** A batch of writes as the table of a message: a word of flags, then the writes, each of a fixed number of words. */

/** What a batch is besides its writes. */
export const FLAG = {
  /** It begins a copy of the whole store. */
  first: 1,
  /** Its writes are rows of the copy, to be put aside until the copy is complete. */
  copy: 2,
  /** It completes the copy, which takes the place of what was there. */
  last: 4,
  /** With it the standby is up to date, and the generation of the message begins. */
  pair: 8,
} as const;

/** Operation, key, a, b, c, d. */
export const WRITE_WIDTH = 6;
export const OPERATION = { put: 1, remove: 0 } as const;
