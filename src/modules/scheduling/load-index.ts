/**
 * Open workers by load, which is outstanding tasks per slot: the least loaded one at once. Ties go to the worker that has been
 * left alone for longest, which spreads work evenly and is deterministic.
 */
import { LinkedLists } from '../collections/linked-lists.ts';
import type { WorkerIndex } from './indexes.ts';
import type { WorkerView } from './workers.ts';

/** Keeps members in order of load. */
interface LoadOrder {
  readonly size: number;
  has(worker: number): boolean;
  /** Puts a worker, member or not, at its present load, behind all others there. */
  place(worker: number): void;
  remove(worker: number): void;
  /** Only asked while there are members. */
  first(): number;
}

export class LoadIndex implements WorkerIndex {
  readonly #workers: WorkerView;
  readonly #order: LoadOrder;

  constructor(workers: WorkerView) {
    this.#workers = workers;
    this.#order = haveEqualSlots(workers) ? new Levels(workers) : new Heap(workers);
  }

  get size(): number {
    return this.#order.size;
  }

  update(worker: number): void {
    if (this.#workers.isOpen(worker)) this.#order.place(worker);
    else if (this.#order.has(worker)) this.#order.remove(worker);
  }

  /** The least loaded open worker, -1 when none is open. */
  least(): number {
    return this.#order.size === 0 ? -1 : this.#order.first();
  }
}

function haveEqualSlots(workers: WorkerView): boolean {
  for (let worker = 1; worker < workers.count; worker++)
    if (workers.slots[worker] !== workers.slots[0]) return false;
  return true;
}

/** Where all have equally many slots, outstanding tasks alone decide: a list for each number of them. O(1), amortised. */
class Levels implements LoadOrder {
  readonly #workers: WorkerView;
  readonly #levels: LinkedLists;
  /** No member is below this level. */
  #lowest = 0;
  size = 0;

  constructor(workers: WorkerView) {
    this.#workers = workers;
    this.#levels = new LinkedLists(16, workers.count);
  }

  has(worker: number): boolean {
    return this.#levels.listOf(worker) >= 0;
  }

  place(worker: number): void {
    const level = this.#workers.outstanding[worker];
    if (level >= this.#levels.lists) this.#levels.reserve(level + 1, 0);
    if (!this.has(worker)) this.size++;
    this.#levels.append(level, worker);
    if (level < this.#lowest) this.#lowest = level;
  }

  remove(worker: number): void {
    this.#levels.remove(worker);
    this.size--;
  }

  first(): number {
    while (this.#levels.isEmpty(this.#lowest)) this.#lowest++;
    return this.#levels.first(this.#lowest);
  }
}

/** Where slots differ: a binary heap. O(log n). Quotients of small whole numbers are equal as doubles exactly when they are equal. */
class Heap implements LoadOrder {
  readonly #workers: WorkerView;
  readonly #members: Int32Array;
  /** Place of each worker in the heap, -1 outside. */
  readonly #place: Int32Array;
  readonly #load: Float64Array;
  /** Number of the update that put a worker where it is. */
  readonly #stamp: Float64Array;
  #updates = 0;
  size = 0;

  constructor(workers: WorkerView) {
    this.#workers = workers;
    this.#members = new Int32Array(workers.count);
    this.#place = new Int32Array(workers.count).fill(-1);
    this.#load = new Float64Array(workers.count);
    this.#stamp = new Float64Array(workers.count);
  }

  has(worker: number): boolean {
    return this.#place[worker] >= 0;
  }

  place(worker: number): void {
    this.#load[worker] = this.#workers.outstanding[worker] / this.#workers.slots[worker];
    this.#stamp[worker] = this.#updates++;
    const place = this.#place[worker] < 0 ? this.size++ : this.#place[worker];
    this.#settle(place, worker);
  }

  remove(worker: number): void {
    const hole = this.#place[worker];
    this.#place[worker] = -1;
    const last = this.#members[--this.size];
    if (last !== worker) this.#settle(hole, last);
  }

  first(): number {
    return this.#members[0];
  }

  /** Puts a worker near a place whose content is no longer needed, up or down to where it belongs. */
  #settle(place: number, worker: number): void {
    let hole = place;
    while (hole > 0) {
      const parent = (hole - 1) >>> 1;
      if (!this.#precedes(worker, this.#members[parent])) break;
      this.#put(hole, this.#members[parent]);
      hole = parent;
    }
    for (;;) {
      let child = hole * 2 + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.#precedes(this.#members[child + 1], this.#members[child])) child++;
      if (!this.#precedes(this.#members[child], worker)) break;
      this.#put(hole, this.#members[child]);
      hole = child;
    }
    this.#put(hole, worker);
  }

  #put(place: number, worker: number): void {
    this.#members[place] = worker;
    this.#place[worker] = place;
  }

  #precedes(x: number, y: number): boolean {
    const difference = this.#load[x] - this.#load[y];
    return difference < 0 || (difference === 0 && this.#stamp[x] < this.#stamp[y]);
  }
}
