/**
 * The rows that both of a pair have: those of the scopes of the module that they replicate, a table for each scope. A table goes by the
 * hash of the scope's name, which is the same on both, since the standby has no module that would say the name.
 */
import type { DurableStore, Port } from '../ports.ts';

export class Tables {
  readonly #port: Port;
  /** Open tables by hash. */
  readonly #open = new Map<number, DurableStore>();
  /** Tables that may have rows; each has a row of its own among those of the port. */
  readonly #known = new Set<number>();

  /** @param port a scope of its own */
  constructor(port: Port) {
    this.#port = port;
    port.storage.forEach((table) => {
      this.#known.add(table);
    });
  }

  put(table: number, key: number, a: number, b: number, c: number, d: number): void {
    if (!this.#known.has(table)) {
      this.#known.add(table);
      this.#port.storage.put(table, 0, 0, 0, 0);
    }
    this.at(table).put(key, a, b, c, d);
  }

  remove(table: number, key: number): void {
    this.at(table).remove(key);
  }

  /** The rows of a table, to be read. */
  at(table: number): DurableStore {
    let rows = this.#open.get(table);
    if (!rows) {
      rows = this.#port.scope(String(table)).storage;
      this.#open.set(table, rows);
    }
    return rows;
  }

  /** In ascending order of tables, and of keys. */
  forEach(visit: (table: number, key: number, a: number, b: number, c: number, d: number) => void): void {
    for (const table of [...this.#known].sort((x, y) => x - y))
      this.at(table).forEach((key, a, b, c, d) => {
        visit(table, key, a, b, c, d);
      });
  }

  clear(): void {
    const rows: [table: number, key: number][] = [];
    this.forEach((table, key) => {
      rows.push([table, key]);
    });
    for (const [table, key] of rows) this.remove(table, key);
  }
}
