/** Keeps a ledger in the durable store, and reads it back after a crash. */
import type { DurableStore } from '../ports.ts';
import type { Ledger } from './ledger.ts';
import type { Tokens } from './tokens.ts';

export class LedgerStore {
  readonly tokens: Tokens;
  readonly #storage: DurableStore;
  readonly #ledger: Ledger;

  /** @param storage of tasks, and of nothing else */
  constructor(storage: DurableStore, tokens: Tokens, ledger: Ledger) {
    this.tokens = tokens;
    this.#storage = storage;
    this.#ledger = ledger;
  }

  /**
   * Enters everything that the store holds into the ledger; calls `visit` with each row and the worker that had its task, -1 for
   * none, or else the neighbour that had it.
   */
  recover(visit: (row: number, worker: number, isAway: boolean) => void): void {
    this.tokens.recover();
    this.#storage.forEach((task, attempt, worker, ticket, spent) => {
      // Results on their way up, and ends that are to be told, are others' business.
      if (attempt < 0) return;
      const row = this.#ledger.add(task, ticket);
      this.#ledger.attempt[row] = attempt;
      this.#ledger.spent[row] = spent;
      visit(row, Math.abs(worker) - 1, worker < 0);
    });
  }

  /** Writes a row as it is now. */
  write(row: number): void {
    const { task, attempt, worker, ticket, spent } = this.#ledger;
    const holder = this.#ledger.isAway(row) ? -worker[row] - 1 : worker[row] + 1;
    this.#storage.put(task[row], attempt[row], holder, ticket[row], spent[row]);
  }

  /** Takes a row out of the ledger and the store. */
  remove(row: number): void {
    this.#storage.remove(this.#ledger.task[row]);
    this.#ledger.remove(row);
  }
}
