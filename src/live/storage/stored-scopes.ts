/** The rows and logs of a module and its scopes in a store. */
import type { LogEnd } from '../../modules/log-entries.ts';
import type { DurableStore } from '../../modules/ports.ts';
import { decodeNumbers, encodeNumbers } from './numbers.ts';
import { ScopeNames, type ScopeSpaces } from './scope-spaces.ts';
import type { Store } from './store.ts';
import { StoredLog } from './stored-log.ts';

/** Where a log ended after a turn that changed it. */
interface TurnsEnd {
  readonly turn: number;
  /** Of the scope. */
  readonly path: string;
  readonly end: LogEnd;
}

export class StoredScopes {
  readonly #store: Store;
  readonly #root: ScopeSpaces;
  readonly #names: ScopeNames;
  /** By path of the scope; those that nobody has asked for are missing. */
  readonly #logs = new Map<string, StoredLog>();
  /** Of turns that are not durable. */
  readonly #ends: TurnsEnd[] = [];

  /** @param root spaces of the module itself, whose path is empty */
  constructor(store: Store, root: ScopeSpaces) {
    this.#store = store;
    this.#root = root;
    this.#names = new ScopeNames(store);
  }

  rowsAt(path: string): DurableStore {
    return rowsIn(this.#store, this.#spacesOf(path).rows);
  }

  logAt(path: string): StoredLog {
    let log = this.#logs.get(path);
    if (!log) {
      log = new StoredLog(this.#store, this.#spacesOf(path));
      this.#logs.set(path, log);
    }
    return log;
  }

  /** A turn has ended. @param turn that must be durable for what it has written */
  endTurn(turn: number): void {
    for (const [path, log] of this.#logs) {
      const end = log.takeEnd();
      if (end) this.#ends.push({ path, end, turn });
    }
  }

  /** Turns up to this one are durable. @returns where the logs that they have changed ended last, by path */
  durable(turn: number): ReadonlyMap<string, LogEnd> {
    const ends = new Map<string, LogEnd>();
    while (this.#ends.length > 0 && this.#ends[0].turn <= turn) {
      const [{ path, end }] = this.#ends.splice(0, 1);
      ends.set(path, end);
    }
    return ends;
  }

  #spacesOf(path: string): ScopeSpaces {
    return path === '' ? this.#root : this.#names.spacesOf(path);
  }
}

/** Rows of four numbers in a space of a store. */
function rowsIn(store: Store, space: number): DurableStore {
  return {
    put(key, a, b, c, d) {
      store.put(space, key, encodeNumbers([a, b, c, d]));
    },
    remove: (key) => store.remove(space, key),
    forEach(visit) {
      store.scan(space, (key, bytes) => {
        const [a, b, c, d] = decodeNumbers(bytes, 4);
        visit(key, a, b, c, d);
      });
    },
  };
}
