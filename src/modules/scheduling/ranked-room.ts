/**
 * Tasks that wait for a worker, those with the longest way to the end of their graph first: a heap for each set of required
 * capabilities. Of equal ranks what came first.
 */
import { IndexedHeap } from '../collections/indexed-heap.ts';
import type { TaskDirectory } from '../ports.ts';
import type { Partition } from './compartments.ts';
import type { Ledger } from './ledger.ts';
import type { WaitingOrder } from './waiting-order.ts';

export class RankedRoom implements WaitingOrder {
  readonly #ledger: Ledger;
  readonly #tasks: TaskDirectory;
  readonly #partition: Partition;
  /** By requirement and compartment. */
  readonly #heaps: readonly IndexedHeap[];
  #size = 0;

  constructor(ledger: Ledger, tasks: TaskDirectory, partition: Partition) {
    this.#ledger = ledger;
    this.#tasks = tasks;
    this.#partition = partition;
    const heaps = tasks.requirements.length * partition.count;
    this.#heaps = Array.from({ length: heaps }, () => new IndexedHeap(ledger.rows));
  }

  get size(): number {
    return this.#size;
  }

  enter(row: number): void {
    const task = this.#ledger.task[row];
    const heap = this.#heapOf(task);
    heap.reserve(this.#ledger.rows);
    heap.set(row, -this.#tasks.rank(task));
    this.#size++;
  }

  leave(row: number): void {
    this.#heapOf(this.#ledger.task[row]).remove(row);
    this.#size--;
  }

  serve(row: number): void {
    this.leave(row);
  }

  next(blocked: number): number {
    let best = -1;
    let least = Infinity;
    const { count } = this.#partition;
    for (let place = 0; place < this.#heaps.length; place++) {
      const heap = this.#heaps[place];
      if (heap.size === 0 || (blocked & (1 << Math.floor(place / count))) !== 0) continue;
      if (this.#partition.isFull(place % count)) continue;
      const row = heap.first;
      const key = heap.keyOf(row);
      if (key > least || (key === least && this.#ledger.rank[row] > this.#ledger.rank[best])) continue;
      best = row;
      least = key;
    }
    return best;
  }

  #heapOf(task: number): IndexedHeap {
    return this.#heaps[this.#tasks.requirement(task) * this.#partition.count + this.#partition.of(task)];
  }
}
