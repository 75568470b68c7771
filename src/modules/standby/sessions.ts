/**
 * How many submissions of each client have been taken on: a submission that comes again, from a client that has not heard or by way of
 * an old message, is known by its number (client sessions: Ongaro, Consensus, 2014, 6.3). They are taken in order, so one number a
 * client is enough.
 */
import type { DurableStore, ProcessId } from '../ports.ts';

export class Sessions {
  readonly #storage: DurableStore;
  readonly #taken = new Map<ProcessId, number>();

  /** @param storage a row for each client, and nothing else */
  constructor(storage: DurableStore) {
    this.#storage = storage;
  }

  get clients(): Iterable<ProcessId> {
    return this.#taken.keys();
  }

  /** Reads what the store holds. */
  recover(): void {
    this.#taken.clear();
    this.#storage.forEach((client, taken) => {
      this.#taken.set(client, taken);
    });
  }

  /** Submissions of a client taken on so far. */
  taken(client: ProcessId): number {
    return this.#taken.get(client) ?? 0;
  }

  /** Whether a client's submission with this number, counted from 0, is the next to be taken on; if so, it is. */
  take(client: ProcessId, number: number): boolean {
    if (number !== this.taken(client)) return false;
    this.#taken.set(client, number + 1);
    this.#storage.put(client, number + 1, 0, 0, 0);
    return true;
  }
}
