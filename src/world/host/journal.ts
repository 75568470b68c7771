/** What has been written to a disk and not been synced: a crash takes it back. */

import { NotedLog } from '../../modules/noted-log.ts';
import type { Snapshot } from '../../modules/ports.ts';
import { DurableRows } from './durable-rows.ts';

export class Journal {
  /** Writes so far. */
  written = 0;
  /** How many of them are durable. */
  durable = 0;
  /** What takes back each of the others, in the order of the writes. */
  readonly #undo: (() => void)[] = [];

  /** @param undo makes all as it was before this write, once the writes after it have been taken back */
  note(undo: () => void): void {
    this.written++;
    this.#undo.push(undo);
  }

  /** So many writes are durable. */
  settle(writes: number): void {
    this.#undo.splice(0, writes - this.durable);
    this.durable = writes;
  }

  /** Takes back whatever is not durable. */
  revert(): void {
    for (let undo = this.#undo.pop(); undo; undo = this.#undo.pop()) undo();
    this.written = this.durable;
  }
}

/** Rows whose changes are noted. */
export class JournaledRows extends DurableRows {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    super();
    this.#journal = journal;
  }

  override put(key: number, a: number, b: number, c: number, d: number): void {
    this.#note(key);
    super.put(key, a, b, c, d);
  }

  override remove(key: number): void {
    if (!this.has(key)) return;
    this.#note(key);
    super.remove(key);
  }

  #note(key: number): void {
    const before = this.get(key);
    this.#journal.note(() => {
      if (before) super.put(key, ...before);
      else super.remove(key);
    });
  }
}

/** A log whose changes are noted. */
export class JournaledLog extends NotedLog {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    super(() => {});
    this.#journal = journal;
  }

  override append(term: number, data: Uint8Array): boolean {
    const isAppended = super.append(term, data);
    const { last } = this;
    if (isAppended) this.#journal.note(() => super.truncateFrom(last));
    return isAppended;
  }

  override truncateFrom(index: number): void {
    const before = this.copy();
    super.truncateFrom(index);
    this.#journal.note(() => this.restore(before));
  }

  override compactTo(snapshot: Snapshot): void {
    const before = this.copy();
    super.compactTo(snapshot);
    this.#journal.note(() => this.restore(before));
  }

  override install(snapshot: Snapshot): void {
    const before = this.copy();
    super.install(snapshot);
    this.#journal.note(() => this.restore(before));
  }
}
