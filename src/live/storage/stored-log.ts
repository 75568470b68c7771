/** The log of a module in a store: an entry is a row, and so is the snapshot. What a call does to it is in the record of the call. */

import { NotedLog } from '../../modules/noted-log.ts';
import type { Snapshot } from '../../modules/ports.ts';
import type { Store } from './store.ts';

/** Bytes before the data of an entry: its term. Of a snapshot: its index and its term. */
const ENTRY_HEADER = 8;
const SNAPSHOT_HEADER = 16;
/** Key of the one row of the snapshot. */
const SNAPSHOT_KEY = 0;

export interface LogSpaces {
  /** Entries, by index. */
  readonly entries: number;
  readonly snapshot: number;
}

export class StoredLog extends NotedLog {
  readonly #store: Store;
  readonly #spaces: LogSpaces;

  /**
   * What is in the store.
   *
   * @param capacity bytes that entries may take
   * @throws Error when the entries do not follow each other: then the store was not written by a log
   */
  constructor(store: Store, spaces: LogSpaces, capacity?: number) {
    const found = read(store, spaces);
    const last = (found.snapshot?.index ?? 0) + found.terms.length;
    super(() => {}, capacity, store.isDamaged ? { from: last + 1 } : null);
    this.#store = store;
    this.#spaces = spaces;
    this.restore(found);
  }

  override append(term: number, data: Uint8Array): boolean {
    const row = withHeader([term], data);
    // The row and the entry share their bytes.
    if (!super.append(term, row.subarray(ENTRY_HEADER))) return false;
    this.#store.put(this.#spaces.entries, this.last, row);
    return true;
  }

  override truncateFrom(index: number): void {
    const { last } = this;
    super.truncateFrom(index);
    this.#remove(index, last);
  }

  override compactTo(snapshot: Snapshot): void {
    const { first } = this;
    super.compactTo(snapshot);
    this.#remove(first, snapshot.index);
    this.#keep(snapshot);
  }

  override install(snapshot: Snapshot): void {
    const { first, last } = this;
    super.install(snapshot);
    this.#remove(first, last);
    this.#keep(snapshot);
  }

  #remove(first: number, last: number): void {
    for (let index = first; index <= last; index++) this.#store.remove(this.#spaces.entries, index);
  }

  #keep({ index, term, data }: Snapshot): void {
    this.#store.put(this.#spaces.snapshot, SNAPSHOT_KEY, withHeader([index, term], data));
  }
}

function read(store: Store, spaces: LogSpaces) {
  const row = store.get(spaces.snapshot, SNAPSHOT_KEY);
  const snapshot = row
    ? { index: wordAt(row, 0), term: wordAt(row, 1), data: row.subarray(SNAPSHOT_HEADER) }
    : null;
  const first = (snapshot?.index ?? 0) + 1;
  const terms: number[] = [];
  const data: Uint8Array[] = [];
  store.scan(spaces.entries, (index, entry) => {
    if (index !== first + terms.length)
      throw new Error(`the log in the store has an entry ${index} where ${first + terms.length} should be`);
    terms.push(wordAt(entry, 0));
    data.push(entry.subarray(ENTRY_HEADER));
  });
  return { snapshot, terms, data };
}

function withHeader(words: readonly number[], data: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(8 * words.length + data.length);
  for (const [i, word] of words.entries()) bytes.writeDoubleLE(word, 8 * i);
  bytes.set(data, 8 * words.length);
  return bytes;
}

function wordAt(bytes: Uint8Array, word: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getFloat64(8 * word, true);
}
