/**
 * The table of tasks that one dispatcher answers for: a row per task from acceptance to its end, in typed arrays with a free
 * list, found by task number.
 */
import { IntegerMap } from '../collections/integer-map.ts';
import { grown } from '../collections/typed-arrays.ts';

/** Where a task stands. */
export const STATE = {
  free: 0,
  /** In a waiting list. */
  waiting: 1,
  /** The assignment left, its arrival is not yet confirmed. */
  sent: 2,
  /** The worker has it. */
  held: 3,
  /** Between two attempts. */
  backingOff: 4,
} as const;

export class Ledger {
  readonly #rows = new IntegerMap();
  readonly #free: number[] = [];
  #used = 0;
  task = new Int32Array(16);
  state = new Uint8Array(16);
  /** Number of the latest assignment, 0 before the first: the fencing token. Results with another number are turned away. */
  attempt = new Float64Array(16);
  /** Executions that ended without success, or may still go on somewhere but no longer count. */
  spent = new Int32Array(16);
  /** Local number of the worker (or neighbour) of the current assignment, -1 for none. */
  worker = new Int32Array(16);
  /** Token of whoever gave this dispatcher the task; handed back with the outcome. */
  ticket = new Float64Array(16);
  /** How often the current assignment was sent again. */
  resends = new Uint8Array(16);
  /**
   * 1: the current assignment takes over what waited at another worker, and its state travels with it. Negative: it is with a
   * neighbour, not with a worker, and has been handed over so many times, this time included.
   */
  moved = new Int8Array(16);
  assignedAt = new Float64Array(16);
  /** Timer that ends the delay between two attempts. */
  backoff = new Float64Array(16);
  /** Timer that ends the task's patience while it waits, 0 for none. */
  patience = new Float64Array(16);
  /** Rank of acceptance, for first-come-first-served among lists. */
  rank = new Float64Array(16);
  #accepted = 0;

  get size(): number {
    return this.#rows.size;
  }

  /** Rows that exist, used or free: the size that lists over rows must have. */
  get rows(): number {
    return this.task.length;
  }

  /** Row of a task, -1 when the ledger does not have it. */
  find(task: number): number {
    return this.#rows.get(task);
  }

  /** Row of a task if this attempt is the current one and is with a worker, else -1. */
  findAttempt(task: number, attempt: number): number {
    const row = this.find(task);
    return row >= 0 && this.worker[row] >= 0 && this.attempt[row] === attempt ? row : -1;
  }

  /** Whether the row's task is with a neighbour. */
  isAway(row: number): boolean {
    return this.moved[row] < 0 && this.worker[row] >= 0;
  }

  add(task: number, ticket: number): number {
    const row = this.#free.pop() ?? this.#used++;
    if (row >= this.task.length) this.#grow(row + 1);
    this.#rows.set(task, row);
    this.task[row] = task;
    this.state[row] = STATE.waiting;
    this.attempt[row] = 0;
    this.spent[row] = 0;
    this.worker[row] = -1;
    this.ticket[row] = ticket;
    this.resends[row] = 0;
    this.moved[row] = 0;
    this.patience[row] = 0;
    this.rank[row] = this.#accepted++;
    return row;
  }

  remove(row: number): void {
    this.#rows.delete(this.task[row]);
    this.state[row] = STATE.free;
    this.#free.push(row);
  }

  #grow(length: number): void {
    this.task = grown(this.task, length);
    this.state = grown(this.state, length);
    this.attempt = grown(this.attempt, length);
    this.spent = grown(this.spent, length);
    this.worker = grown(this.worker, length);
    this.ticket = grown(this.ticket, length);
    this.resends = grown(this.resends, length);
    this.moved = grown(this.moved, length);
    this.assignedAt = grown(this.assignedAt, length);
    this.backoff = grown(this.backoff, length);
    this.patience = grown(this.patience, length);
    this.rank = grown(this.rank, length);
  }
}
