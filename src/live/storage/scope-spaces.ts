/**
 * Which spaces of a store belong to which scope of a module: rows, entries of the log and the snapshot. A scope gets its spaces when it is
 * first asked for, and has them in all later lives, since its name is a row.
 */

import type { Store } from './store.ts';
import type { LogSpaces } from './stored-log.ts';

/** Space of the names: by number of the scope, its path. */
const NAMES = 255;
/** Spaces of the scope with the number 0; others follow, SPACES each. */
const FIRST = 16;
const SPACES = 3;
const MOST = Math.floor((NAMES - FIRST) / SPACES);

export interface ScopeSpaces extends LogSpaces {
  readonly rows: number;
}

export class ScopeNames {
  readonly #store: Store;
  readonly #numbers = new Map<string, number>();

  constructor(store: Store) {
    this.#store = store;
    store.scan(NAMES, (number, path) => this.#numbers.set(Buffer.from(path).toString('utf8'), number));
  }

  /** @throws RangeError when there are too many scopes */
  spacesOf(path: string): ScopeSpaces {
    const number = this.#numbers.get(path) ?? this.#enter(path);
    const first = FIRST + SPACES * number;
    return { rows: first, entries: first + 1, snapshot: first + 2 };
  }

  #enter(path: string): number {
    const number = this.#numbers.size;
    if (number >= MOST)
      throw new RangeError(`a store has room for ${MOST} scopes, and "${path}" is one more`);
    this.#store.put(NAMES, number, Buffer.from(path, 'utf8'));
    this.#numbers.set(path, number);
    return number;
  }
}
