/**
 * The standby's side of replication: applies batches to its own durable store in order, each once. A copy is put aside until it is
 * complete and then takes the place of what was there in one call, so at any moment the store is one that the leader has had.
 */
import type { DurableStore } from '../ports.ts';
import { FLAG, OPERATION, WRITE_WIDTH } from './batch.ts';
import { isOwn, POSITION_KEY, ROW } from './rows.ts';

/** Answers to a batch that is neither applied nor known: there is nothing to say, or the stream must begin anew. */
export const NOTHING = -1;
const ANEW = 0;

export class Replica {
  readonly #storage: DurableStore;
  #stream = 0;
  #batch = 0;
  /** Rows of a copy that is not complete. */
  #aside: number[] = [];

  constructor(storage: DurableStore) {
    this.#storage = storage;
    storage.forEach((key, _a, stream, batch) => {
      if (key !== POSITION_KEY) return;
      this.#stream = stream;
      this.#batch = batch;
    });
  }

  /** Takes a batch in. The number of the last batch applied, for the answer; 0 to ask for a new stream; NOTHING. */
  apply(stream: number, batch: number, table: Int32Array): number {
    const flags = table[0];
    if (stream < this.#stream) return NOTHING;
    if (stream > this.#stream) {
      if ((flags & FLAG.first) === 0) return ANEW;
      this.#stream = stream;
      this.#batch = 0;
      this.#aside = [];
    }
    if (batch <= this.#batch) return this.#batch;
    if (batch > this.#batch + 1) return NOTHING;
    this.#batch = batch;
    if ((flags & FLAG.copy) === 0) this.#write(table, 1);
    else for (let i = 1; i < table.length; i++) this.#aside.push(table[i]);
    if ((flags & FLAG.last) !== 0) this.#replaceAll();
    if ((flags & FLAG.copy) === 0 || (flags & FLAG.last) !== 0)
      this.#storage.put(POSITION_KEY, ROW.position, stream, batch, 0);
    return batch;
  }

  #replaceAll(): void {
    const old: number[] = [];
    this.#storage.forEach((key) => {
      if (!isOwn(key)) old.push(key);
    });
    for (const key of old) this.#storage.remove(key);
    this.#write(this.#aside, 0);
    this.#aside = [];
  }

  #write(writes: ArrayLike<number>, from: number): void {
    for (let i = from; i < writes.length; i += WRITE_WIDTH) {
      if (writes[i] === OPERATION.remove) this.#storage.remove(writes[i + 1]);
      else this.#storage.put(writes[i + 1], writes[i + 2], writes[i + 3], writes[i + 4], writes[i + 5]);
    }
  }
}
