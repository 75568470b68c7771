/**
 * Where the tasks came from that other coordinators handed over. Durable: a row for each, with the task as its key.
 * Tasks that are not here came from clients.
 */
import { IntegerMap } from '../collections/integer-map.ts';
import { grown } from '../collections/typed-arrays.ts';
import type { DurableStore, ProcessId } from '../ports.ts';

export class Origins {
  readonly #storage: DurableStore;
  readonly #rows = new IntegerMap();
  readonly #free: number[] = [];
  #used = 0;
  #giver = new Int32Array(16);
  #hops = new Int32Array(16);
  #attempt = new Float64Array(16);

  /** @param storage of origins, and of nothing else */
  constructor(storage: DurableStore) {
    this.#storage = storage;
  }

  /** Takes up what the store holds. */
  recover(): void {
    this.#storage.forEach((task, giver, hops, attempt) => {
      this.#enter(task, giver, hops, attempt);
    });
  }

  /** A task has been handed over, perhaps again by the same giver. @param hops how often by now */
  add(task: number, giver: ProcessId, hops: number, attempt: number): void {
    // Messages may come in another order than they were sent.
    const newest = Math.max(attempt, this.attemptOf(task));
    this.#enter(task, giver, hops, newest);
    this.#storage.put(task, giver, hops, newest, 0);
  }

  /** Calls `visit` with every task here, who gave it, and the number of its assignment. Reads the store. */
  forEach(visit: (task: number, giver: ProcessId, attempt: number) => void): void {
    this.#storage.forEach((task, giver, _hops, attempt) => {
      visit(task, giver, attempt);
    });
  }

  remove(task: number): void {
    const row = this.#rows.get(task);
    if (row < 0) return;
    this.#rows.delete(task);
    this.#free.push(row);
    this.#storage.remove(task);
  }

  /** Who handed the task over, -1 when it came from a client. */
  giverOf(task: number): ProcessId {
    const row = this.#rows.get(task);
    return row < 0 ? -1 : this.#giver[row];
  }

  /** How often the task has been handed over. */
  hopsOf(task: number): number {
    const row = this.#rows.get(task);
    return row < 0 ? 0 : this.#hops[row];
  }

  /** Number of the giver's assignment; 0 for a task that is not here. */
  attemptOf(task: number): number {
    const row = this.#rows.get(task);
    return row < 0 ? 0 : this.#attempt[row];
  }

  #enter(task: number, giver: ProcessId, hops: number, attempt: number): void {
    const known = this.#rows.get(task);
    const row = known >= 0 ? known : (this.#free.pop() ?? this.#used++);
    if (row >= this.#giver.length) {
      this.#giver = grown(this.#giver, row + 1);
      this.#hops = grown(this.#hops, row + 1);
      this.#attempt = grown(this.#attempt, row + 1);
    }
    this.#rows.set(task, row);
    this.#giver[row] = giver;
    this.#hops[row] = hops;
    this.#attempt[row] = attempt;
  }
}
