/**
 * Tasks that wait for a worker, those with the longest way to the end of their graph first: a heap for each set of required
 * capabilities. Of equal ranks what came first.
 */
import { IndexedHeap } from '../collections/indexed-heap.ts';
import type { TaskDirectory } from '../ports.ts';
import type { Ledger } from './ledger.ts';
import type { WaitingOrder } from './waiting-order.ts';

export class RankedRoom implements WaitingOrder {
  readonly #ledger: Ledger;
  readonly #tasks: TaskDirectory;
  readonly #heaps: readonly IndexedHeap[];
  #size = 0;

  constructor(ledger: Ledger, tasks: TaskDirectory) {
    this.#ledger = ledger;
    this.#tasks = tasks;
    this.#heaps = tasks.requirements.map(() => new IndexedHeap(ledger.rows));
  }

  get size(): number {
    return this.#size;
  }

  enter(row: number): void {
    const task = this.#ledger.task[row];
    const heap = this.#heaps[this.#tasks.requirement(task)];
    heap.reserve(this.#ledger.rows);
    heap.set(row, -this.#tasks.rank(task));
    this.#size++;
  }

  leave(row: number): void {
    this.#heaps[this.#tasks.requirement(this.#ledger.task[row])].remove(row);
    this.#size--;
  }

  serve(row: number): void {
    this.leave(row);
  }

  next(blocked: number): number {
    let best = -1;
    let least = Infinity;
    for (let requirement = 0; requirement < this.#heaps.length; requirement++) {
      const heap = this.#heaps[requirement];
      if ((blocked & (1 << requirement)) !== 0 || heap.size === 0) continue;
      const row = heap.first;
      const key = heap.keyOf(row);
      if (key > least || (key === least && this.#ledger.rank[row] > this.#ledger.rank[best])) continue;
      best = row;
      least = key;
    }
    return best;
  }
}
