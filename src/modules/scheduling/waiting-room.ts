/**
 * Tasks that wait for a worker, in lists by required capabilities and, where the algorithm serves by priority, by priority. The
 * next task is the best head among the lists that are not blocked, so a task that nobody can take, or of which there are as many with
 * workers as may be, holds up only its like.
 */
import { LinkedLists } from '../collections/linked-lists.ts';
import type { TaskDirectory } from '../ports.ts';
import type { ServingOrder } from './algorithm.ts';
import type { Partition } from './compartments.ts';
import type { Ledger } from './ledger.ts';
import type { WaitingOrder } from './waiting-order.ts';

/** Priorities 1..10, 10 most urgent. */
export const PRIORITIES = 10;

export class WaitingRoom implements WaitingOrder {
  readonly #ledger: Ledger;
  readonly #tasks: TaskDirectory;
  readonly #byPriority: boolean;
  readonly #partition: Partition;
  /** By requirement, compartment and priority, in this order. */
  readonly #lists: LinkedLists;
  #size = 0;

  constructor(ledger: Ledger, tasks: TaskDirectory, order: ServingOrder, partition: Partition) {
    this.#ledger = ledger;
    this.#tasks = tasks;
    this.#byPriority = order === 'priority';
    this.#partition = partition;
    const ranks = this.#byPriority ? PRIORITIES : 1;
    this.#lists = new LinkedLists(tasks.requirements.length * partition.count * ranks, ledger.rows);
  }

  get size(): number {
    return this.#size;
  }

  enter(row: number, first: boolean): void {
    this.#lists.reserve(0, this.#ledger.rows);
    const list = this.#listOf(this.#ledger.task[row]);
    if (first) this.#lists.prepend(list, row);
    else this.#lists.append(list, row);
    this.#size++;
  }

  leave(row: number): void {
    this.#lists.remove(row);
    this.#size--;
  }

  serve(row: number): void {
    this.leave(row);
  }

  next(blocked: number): number {
    if (this.#size === 0) return -1;
    const partition = this.#partition;
    const { count } = partition;
    const kinds = this.#tasks.requirements.length * count;
    if (kinds === 1 && !this.#byPriority)
      return blocked === 0 && !partition.isFull(0) ? this.#lists.first(0) : -1;
    const ranks = this.#byPriority ? PRIORITIES : 1;
    for (let rank = 0; rank < ranks; rank++) {
      let best = -1;
      for (let kind = 0; kind < kinds; kind++) {
        if ((blocked & (1 << Math.floor(kind / count))) !== 0 || partition.isFull(kind % count)) continue;
        const head = this.#lists.first(kind * ranks + rank);
        if (head >= 0 && (best < 0 || this.#ledger.rank[head] < this.#ledger.rank[best])) best = head;
      }
      if (best >= 0) return best;
    }
    return -1;
  }

  #listOf(task: number): number {
    const kind = this.#tasks.requirement(task) * this.#partition.count + this.#partition.of(task);
    return this.#byPriority ? kind * PRIORITIES + (PRIORITIES - this.#tasks.priority(task)) : kind;
  }
}
