/**
 * Numbers for assignments. They grow over the whole life of a dispatcher, crashes included, so that what a worker made of an
 * assignment of long ago is never taken for the present one, even where the dispatcher had given the task up in between and
 * forgotten it.
 */
import type { DurableStore } from '../ports.ts';

/** Tasks have numbers below this; rows of the store from here on are about other things. */
export const FIRST_OTHER_ROW = 0x40000000;

/** Row of the store for the latest change of a peer's settings. */
export const CHANGE_ROW = 0x7ffffffd;

/** Row of the store for the newest token of a ring that has been seen. */
export const RING_ROW = 0x7ffffffe;

/** Row of the store that says how far numbers may have been used. */
export const TOKENS_ROW = 0x7fffffff;

/** Numbers reserved with one write; at most so many are skipped by a crash. */
const BLOCK = 1024;

export class Tokens {
  readonly #storage: DurableStore;
  #last = 0;
  #reserved = 0;

  constructor(storage: DurableStore) {
    this.#storage = storage;
  }

  /** Goes on beyond what an earlier life may have used, as its row says. */
  recover(reserved: number): void {
    this.#last = reserved;
    this.#reserved = reserved;
  }

  next(): number {
    if (this.#last === this.#reserved) {
      this.#reserved += BLOCK;
      this.#storage.put(TOKENS_ROW, this.#reserved, 0, 0, 0);
    }
    return ++this.#last;
  }
}
