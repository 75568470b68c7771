/**
 * Batches of tasks that wait for workers to ask, with their reservations: how many are made and not settled, and how many are
 * still due. Once a batch is sealed, both together are at least its waiting tasks; it is gone with its last task and reservation.
 */
import { LinkedLists } from '../collections/linked-lists.ts';
import { grown } from '../collections/typed-arrays.ts';
import { Share } from '../shares.ts';

export class Batches {
  /** Rows of the ledger by batch. */
  readonly #rows = new LinkedLists(16, 16);
  /** Sealed batches with reservations due, by set of required capabilities, in order. */
  readonly #inNeed: LinkedLists;
  readonly #free: number[] = [];
  #used = 0;
  #requirement = new Uint8Array(16);
  #isSealed = new Uint8Array(16);
  #tasks = new Int32Array(16);
  #unsettled = new Int32Array(16);
  #due = new Int32Array(16);

  /** @param sets number of sets of required capabilities */
  constructor(sets: number) {
    this.#inNeed = new LinkedLists(sets, 16);
  }

  /** Batches that exist. */
  get size(): number {
    return this.#used - this.#free.length;
  }

  /** A new batch of tasks that all require the same. */
  create(requirement: number): number {
    const batch = this.#free.pop() ?? this.#used++;
    if (batch >= this.#tasks.length) this.#grow(batch + 1);
    this.#requirement[batch] = requirement;
    this.#isSealed[batch] = 0;
    this.#tasks[batch] = 0;
    this.#unsettled[batch] = 0;
    this.#due[batch] = 0;
    return batch;
  }

  /** @param rows the ledger's size */
  add(batch: number, row: number, rows: number): void {
    this.#rows.reserve(0, rows);
    this.#rows.append(batch, row);
    this.#tasks[batch]++;
  }

  /** A task is no longer in its batch. */
  remove(row: number): void {
    const batch = this.#rows.listOf(row);
    this.#rows.remove(row);
    this.#tasks[batch]--;
    this.#review(batch);
  }

  /** No more tasks will come: reservations fall due, so many for each task, rounded up for all. */
  seal(batch: number, ratio: number): void {
    this.#isSealed[batch] = 1;
    this.#due[batch] = new Share(ratio).ceil(this.#tasks[batch]);
    this.#review(batch);
  }

  /** The first batch with reservations due, -1 for none. */
  due(requirement: number): number {
    return this.#inNeed.first(requirement);
  }

  /** Row of the batch's next task, -1 when all are gone. */
  first(batch: number): number {
    return this.#rows.first(batch);
  }

  /** One of the reservations that were due has been made. */
  reserved(batch: number): void {
    this.#due[batch]--;
    this.#unsettled[batch]++;
    this.#review(batch);
  }

  /** One of the reservations has been answered, or is void. */
  settled(batch: number): void {
    this.#unsettled[batch]--;
    this.#review(batch);
  }

  /** Keeps what is due between what is needed and what is of use; drops the batch when it is over. */
  #review(batch: number): void {
    if (this.#isSealed[batch] === 0) return;
    const tasks = this.#tasks[batch];
    // For nobody, no reservations; for everybody, one at least.
    this.#due[batch] = tasks === 0 ? 0 : Math.max(this.#due[batch], tasks - this.#unsettled[batch]);
    if (this.#due[batch] === 0) this.#inNeed.remove(batch);
    else if (this.#inNeed.listOf(batch) < 0) this.#inNeed.append(this.#requirement[batch], batch);
    if (tasks > 0 || this.#unsettled[batch] > 0) return;
    this.#isSealed[batch] = 0;
    this.#free.push(batch);
  }

  #grow(length: number): void {
    this.#requirement = grown(this.#requirement, length);
    this.#isSealed = grown(this.#isSealed, length);
    this.#tasks = grown(this.#tasks, length);
    this.#unsettled = grown(this.#unsettled, length);
    this.#due = grown(this.#due, length);
    this.#rows.reserve(this.#tasks.length, 0);
    this.#inNeed.reserve(0, this.#tasks.length);
  }
}
