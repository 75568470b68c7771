/**
 * What workers hold: a row for every assignment that a worker has accepted and whose result has not been acknowledged. A row is
 * queued, then running, then reporting; an execution that has been interrupted is queued again.
 */
import { LinkedLists } from '../collections/linked-lists.ts';
import { grown } from '../collections/typed-arrays.ts';

export const PHASE = { queued: 0, running: 1, reporting: 2 } as const;
export type Phase = (typeof PHASE)[keyof typeof PHASE];
const PHASES = 3;

const NONE = -1;
const FIRST_ROWS = 256;

export class Holdings {
  /** Rows by worker and phase. */
  readonly #lists: LinkedLists;
  /** Rows by task: a hash table with chains (Knuth, TAOCP 3, 6.4), with at least as many chains as rows. */
  #heads = new Int32Array(FIRST_ROWS).fill(NONE);
  #next = new Int32Array(FIRST_ROWS);
  #free = new Int32Array(FIRST_ROWS);
  #freeCount = 0;
  #used = 0;
  task = new Int32Array(FIRST_ROWS);
  /** Fencing token of the latest assignment. */
  token = new Float64Array(FIRST_ROWS);
  worker = new Int32Array(FIRST_ROWS);
  phase = new Uint8Array(FIRST_ROWS);
  /** By which rows are queued, where that is not the order of arrival: the highest first. */
  urgency = new Float64Array(FIRST_ROWS);
  /** Latest time at which the task may begin, in microseconds; Infinity: it waits for as long as it takes. */
  patienceEnd = new Float64Array(FIRST_ROWS);
  /** 1: queued after it was interrupted; its execution is to go on. */
  suspended = new Uint8Array(FIRST_ROWS);
  /** Pending timer of the row, 0 for none: the end of its patience while queued, the next repetition while reporting. */
  timer = new Float64Array(FIRST_ROWS);
  /** While reporting: one of RESULT, and how often it has been repeated, as far as that matters. */
  result = new Uint8Array(FIRST_ROWS);
  repetitions = new Uint8Array(FIRST_ROWS);

  constructor(workers: number) {
    this.#lists = new LinkedLists(workers * PHASES, FIRST_ROWS);
  }

  /** A new row, in no list yet. */
  add(task: number, token: number, worker: number, urgency: number, patienceEnd: number): number {
    const row = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#used++;
    if (row >= this.task.length) this.#grow(row + 1);
    this.task[row] = task;
    this.token[row] = token;
    this.worker[row] = worker;
    this.phase[row] = PHASE.queued;
    this.urgency[row] = urgency;
    this.patienceEnd[row] = patienceEnd;
    this.suspended[row] = 0;
    this.timer[row] = 0;
    this.repetitions[row] = 0;
    const chain = this.#chainOf(task);
    this.#next[row] = this.#heads[chain];
    this.#heads[chain] = row;
    return row;
  }

  remove(row: number): void {
    this.#lists.remove(row);
    const chain = this.#chainOf(this.task[row]);
    const after = this.#next[row];
    let place = this.#heads[chain];
    if (place === row) this.#heads[chain] = after;
    else {
      while (this.#next[place] !== row) place = this.#next[place];
      this.#next[place] = after;
    }
    if (this.#freeCount >= this.#free.length) this.#free = grown(this.#free, this.#freeCount + 1);
    this.#free[this.#freeCount++] = row;
  }

  /** What stands in a row, for people. */
  at(row: number): { readonly task: number; readonly token: number; readonly worker: number } {
    return { task: this.task[row], token: this.token[row], worker: this.worker[row] };
  }

  /** The worker's row for a task, -1 when it has none. */
  find(task: number, worker: number): number {
    let row = this.#heads[this.#chainOf(task)];
    while (row >= 0 && (this.task[row] !== task || this.worker[row] !== worker)) row = this.#next[row];
    return row;
  }

  /** Some worker's row for a task, -1 for none; then `nextOf` gives the others. */
  firstOf(task: number): number {
    return this.#matching(this.#heads[this.#chainOf(task)], task);
  }

  /** The next row of the same task, -1 for none. */
  nextOf(row: number): number {
    return this.#matching(this.#next[row], this.task[row]);
  }

  enter(row: number, phase: Phase): void {
    this.phase[row] = phase;
    this.#lists.append(this.worker[row] * PHASES + phase, row);
  }

  /** Queues a row ahead of all others. */
  queueFirst(row: number): void {
    this.phase[row] = PHASE.queued;
    this.#lists.prepend(this.worker[row] * PHASES + PHASE.queued, row);
  }

  /** Queues a row behind all that are at least as urgent, or `ahead` of its equals. O(rows that are less urgent or equal). */
  queueByUrgency(row: number, ahead: boolean): void {
    const list = this.worker[row] * PHASES + PHASE.queued;
    const { urgency } = this;
    const mine = urgency[row];
    let place = this.#lists.first(list);
    while (place >= 0 && (ahead ? urgency[place] > mine : urgency[place] >= mine))
      place = this.#lists.next(place);
    this.phase[row] = PHASE.queued;
    if (place < 0) this.#lists.append(list, row);
    else this.#lists.insertBefore(place, row);
  }

  /**
   * The worker's running row that is least urgent, of equals the one that began last; -1 when none is below the given urgency.
   * O(slots).
   */
  leastUrgent(worker: number, below: number): number {
    let found = NONE;
    let least = below;
    for (let row = this.first(worker, PHASE.running); row >= 0; row = this.next(row)) {
      const own = this.urgency[row];
      if (own > least || (own === least && found < 0)) continue;
      found = row;
      least = own;
    }
    return found;
  }

  /** Whether the worker has nothing: nothing waits, runs or is to be reported. */
  isEmpty(worker: number): boolean {
    for (let phase = 0; phase < PHASES; phase++)
      if (this.#lists.first(worker * PHASES + phase) >= 0) return false;
    return true;
  }

  /** First row of a worker in a phase, -1 for none. */
  first(worker: number, phase: Phase): number {
    return this.#lists.first(worker * PHASES + phase);
  }

  /** Row after this one among the same worker's in the same phase, -1 at the end. */
  next(row: number): number {
    return this.#lists.next(row);
  }

  #matching(from: number, task: number): number {
    let row = from;
    while (row >= 0 && this.task[row] !== task) row = this.#next[row];
    return row;
  }

  #chainOf(task: number): number {
    const mixed = Math.imul(task, 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) & (this.#heads.length - 1);
  }

  /** Only called when all rows are in use. */
  #grow(length: number): void {
    const rows = this.task.length;
    this.task = grown(this.task, length);
    this.token = grown(this.token, length);
    this.worker = grown(this.worker, length);
    this.phase = grown(this.phase, length);
    this.urgency = grown(this.urgency, length);
    this.patienceEnd = grown(this.patienceEnd, length);
    this.suspended = grown(this.suspended, length);
    this.timer = grown(this.timer, length);
    this.result = grown(this.result, length);
    this.repetitions = grown(this.repetitions, length);
    this.#next = grown(this.#next, length);
    this.#lists.reserve(0, this.task.length);
    this.#heads = new Int32Array(this.task.length).fill(NONE);
    for (let row = 0; row < rows; row++) {
      const chain = this.#chainOf(this.task[row]);
      this.#next[row] = this.#heads[chain];
      this.#heads[chain] = row;
    }
  }
}
