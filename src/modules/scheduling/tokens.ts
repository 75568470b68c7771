/**
 * Numbers for assignments. They grow over the whole life of a dispatcher, crashes included, so that what a worker made of an
 * assignment of long ago is never taken for the present one, even where the dispatcher had given the task up in between and
 * forgotten it.
 */
import { KEYS } from '../durable-keys.ts';
import type { DurableStore } from '../ports.ts';

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
      this.#storage.put(KEYS.tokens.first, this.#reserved, 0, 0, 0);
    }
    return ++this.#last;
  }
}
