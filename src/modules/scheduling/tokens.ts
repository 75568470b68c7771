/**
 * Numbers for assignments. They grow over the whole life of a dispatcher, crashes included, so that what a worker made of an
 * assignment of long ago is never taken for the present one, even where the dispatcher had given the task up in between and
 * forgotten it.
 */
import type { DurableStore } from '../ports.ts';

/** Key of the one row: its first field is how far numbers may have been used. */
const ROW_KEY = 0;
/** Numbers reserved with one write; at most so many are skipped by a crash. */
const BLOCK = 1024;

export class Tokens {
  readonly #storage: DurableStore;
  #last = 0;
  #reserved = 0;

  /** @param storage of tokens, and of nothing else */
  constructor(storage: DurableStore) {
    this.#storage = storage;
  }

  /** Goes on beyond what an earlier life may have used. */
  recover(): void {
    this.#storage.forEach((_key, reserved) => {
      this.#last = reserved;
      this.#reserved = reserved;
    });
  }

  next(): number {
    if (this.#last === this.#reserved) {
      this.#reserved += BLOCK;
      this.#storage.put(ROW_KEY, this.#reserved, 0, 0, 0);
    }
    return ++this.#last;
  }
}
