/**
 * The standby's side of replication: applies batches to its own durable store in order, each once; those that come early wait. A
 * copy is put aside until it is complete and then takes the place of what was there in one call, so at any moment the store is one
 * that the leader has had.
 */
import type { DurableStore } from '../ports.ts';
import { FLAG, type ReplicatedBatch, WINDOW, WRITE_WIDTH } from './batch.ts';
import type { Tables } from './tables.ts';

/** Answers to a batch that is neither applied nor known: there is nothing to say, or the stream must begin anew. */
export const NOTHING = -1;
const ANEW = 0;

/** Key of the one row of the position: the stream, and the last batch of it that has been applied. */
const POSITION_KEY = 0;

export class Replica {
  readonly #tables: Tables;
  readonly #position: DurableStore;
  #stream = 0;
  #batch = 0;
  /** Batches that came before their turn, at most a window of them. */
  readonly #early = new Map<number, ReplicatedBatch>();
  /** Rows of a copy that is not complete. */
  #aside: number[] = [];
  /** Latest generation whose store this has been; -1 for none since the start. */
  completed = -1;

  /** @param position of the replica, and of nothing else */
  constructor(tables: Tables, position: DurableStore) {
    this.#tables = tables;
    this.#position = position;
    position.forEach((_key, stream, batch) => {
      this.#stream = stream;
      this.#batch = batch;
    });
  }

  /** Takes a batch in. The number of the last batch applied, for the answer; 0 to ask for a new stream; NOTHING. */
  apply(batch: ReplicatedBatch): number {
    const { stream, number } = batch;
    if (stream < this.#stream) return NOTHING;
    if (stream > this.#stream) {
      if ((batch.flags & FLAG.first) === 0) return ANEW;
      this.#stream = stream;
      this.#batch = 0;
      this.#aside = [];
      this.#early.clear();
    }
    if (number > this.#batch + WINDOW) return NOTHING;
    if (number > this.#batch) this.#early.set(number, batch);
    for (let next = this.#early.get(this.#batch + 1); next; next = this.#early.get(this.#batch + 1)) {
      this.#early.delete(++this.#batch);
      this.#take(next);
    }
    return this.#batch === 0 ? NOTHING : this.#batch;
  }

  #take({ flags, made, writes }: ReplicatedBatch): void {
    const isCopy = (flags & FLAG.copy) !== 0;
    const isLast = (flags & FLAG.last) !== 0;
    if (!isCopy) this.#write(writes);
    else for (const word of writes) this.#aside.push(word);
    if (isLast) this.#replaceAll();
    if (isLast || (flags & FLAG.pair) !== 0) this.completed = made;
    // Of a copy that is not complete nothing outlasts a crash.
    if (!isCopy || isLast) this.#position.put(POSITION_KEY, this.#stream, this.#batch, 0, 0);
  }

  #replaceAll(): void {
    this.#tables.clear();
    this.#write(this.#aside);
    this.#aside = [];
  }

  #write(writes: ArrayLike<number>): void {
    for (let i = 0; i < writes.length; i += WRITE_WIDTH) {
      const table = writes[i];
      const key = writes[i + 1];
      if (table < 0) this.#tables.remove(-table, key);
      else this.#tables.put(table, key, writes[i + 2], writes[i + 3], writes[i + 4], writes[i + 5]);
    }
  }
}
