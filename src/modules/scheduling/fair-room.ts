/**
 * Tasks that wait for a worker, with the workers' time shared out among tenants by their weights: start-time fair queueing (Goyal,
 * Vin and Cheng, 1996). A tenant's next task has a start tag: where its task before ended in virtual time, or, when none waited,
 * the virtual time now, which is the greatest start tag served. Serving moves the tenant's tag on by the task's work over the
 * weight; the least tag is served next. While two tenants f and g both have tasks that anybody can do, what each has been served
 * over its weight differs by at most l_f/w_f + l_g/w_g, l being the work of the largest task; however fast the workers are.
 *
 * The work of a task is what its submission says to expect; what it really takes nobody knows before its end. Where the algorithm
 * serves by priority, each priority is shared out on its own.
 */
import { IndexedHeap } from '../collections/indexed-heap.ts';
import { LinkedLists } from '../collections/linked-lists.ts';
import type { TaskDirectory } from '../ports.ts';
import type { ServingOrder } from './algorithm.ts';
import type { Partition } from './compartments.ts';
import type { Ledger } from './ledger.ts';
import type { WaitingOrder } from './waiting-order.ts';
import { PRIORITIES } from './waiting-room.ts';

/** A task counts as at least this much work (microseconds), or a tenant of empty tasks would be served alone for ever. */
const LEAST_WORK = 1;

export class FairRoom implements WaitingOrder {
  readonly #ledger: Ledger;
  readonly #tasks: TaskDirectory;
  /** Priorities that are told apart. */
  readonly #ranks: number;
  readonly #tenants: number;
  readonly #partition: Partition;
  /**
   * Rows by requirement, compartment, rank and tenant, and by requirement, compartment and rank the tenants that have any, by start
   * tag.
   */
  readonly #lists: LinkedLists;
  readonly #heads: readonly IndexedHeap[];
  /** By rank and tenant: start tag of its next task, and tasks that wait. */
  readonly #start: Float64Array;
  readonly #count: Int32Array;
  /** By rank. */
  readonly #virtualTime: Float64Array;
  #size = 0;

  constructor(ledger: Ledger, tasks: TaskDirectory, order: ServingOrder, partition: Partition) {
    this.#ledger = ledger;
    this.#tasks = tasks;
    this.#partition = partition;
    this.#ranks = order === 'priority' ? PRIORITIES : 1;
    this.#tenants = tasks.weights.length;
    const heads = tasks.requirements.length * partition.count * this.#ranks;
    this.#lists = new LinkedLists(heads * this.#tenants, ledger.rows);
    this.#heads = Array.from({ length: heads }, () => new IndexedHeap(this.#tenants));
    this.#start = new Float64Array(this.#ranks * this.#tenants);
    this.#count = new Int32Array(this.#ranks * this.#tenants);
    this.#virtualTime = new Float64Array(this.#ranks);
  }

  get size(): number {
    return this.#size;
  }

  enter(row: number, first: boolean): void {
    const task = this.#ledger.task[row];
    const tenant = this.#tasks.tenant(task);
    const rank = this.#rankOf(task);
    const flow = rank * this.#tenants + tenant;
    if (this.#count[flow]++ === 0) this.#start[flow] = Math.max(this.#start[flow], this.#virtualTime[rank]);
    const head = this.#headOf(task, rank);
    this.#lists.reserve(0, this.#ledger.rows);
    if (first) this.#lists.prepend(head * this.#tenants + tenant, row);
    else this.#lists.append(head * this.#tenants + tenant, row);
    if (!this.#heads[head].has(tenant)) this.#heads[head].set(tenant, this.#start[flow]);
    this.#size++;
  }

  leave(row: number): void {
    const task = this.#ledger.task[row];
    const tenant = this.#tasks.tenant(task);
    const rank = this.#rankOf(task);
    const head = this.#headOf(task, rank);
    this.#lists.remove(row);
    this.#count[rank * this.#tenants + tenant]--;
    if (this.#lists.isEmpty(head * this.#tenants + tenant)) this.#heads[head].remove(tenant);
    this.#size--;
  }

  serve(row: number): void {
    this.leave(row);
    const task = this.#ledger.task[row];
    const tenant = this.#tasks.tenant(task);
    const rank = this.#rankOf(task);
    const flow = rank * this.#tenants + tenant;
    this.#virtualTime[rank] = Math.max(this.#virtualTime[rank], this.#start[flow]);
    this.#start[flow] += Math.max(LEAST_WORK, this.#tasks.work(task)) / this.#tasks.weights[tenant];
    for (let head = rank; head < this.#heads.length; head += this.#ranks)
      if (this.#heads[head].has(tenant)) this.#heads[head].set(tenant, this.#start[flow]);
  }

  next(blocked: number): number {
    if (this.#size === 0) return -1;
    for (let rank = 0; rank < this.#ranks; rank++) {
      let best = -1;
      let least = Infinity;
      for (let head = rank; head < this.#heads.length; head += this.#ranks) {
        if (this.#heads[head].size === 0 || this.#isHeld(head, blocked)) continue;
        const tenant = this.#heads[head].first;
        const tag = this.#start[rank * this.#tenants + tenant];
        const row = this.#lists.first(head * this.#tenants + tenant);
        if (tag > least || (tag === least && this.#ledger.rank[row] > this.#ledger.rank[best])) continue;
        best = row;
        least = tag;
      }
      if (best >= 0) return best;
    }
    return -1;
  }

  /** Whether the tasks of a head cannot be served now: nobody can take them, or as many of their like are with workers as may be. */
  #isHeld(head: number, blocked: number): boolean {
    const { count } = this.#partition;
    const kind = Math.floor(head / this.#ranks);
    return (blocked & (1 << Math.floor(kind / count))) !== 0 || this.#partition.isFull(kind % count);
  }

  #headOf(task: number, rank: number): number {
    const kind = this.#tasks.requirement(task) * this.#partition.count + this.#partition.of(task);
    return kind * this.#ranks + rank;
  }

  #rankOf(task: number): number {
    return this.#ranks === 1 ? 0 : PRIORITIES - this.#tasks.priority(task);
  }
}
