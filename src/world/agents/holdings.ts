/**
 * What agents hold: a row for every assignment that an agent has accepted and whose result is not recorded yet. A row is queued,
 * then running, then reporting.
 */
import type { Microseconds } from '../../engine/types.ts';
import { LinkedLists } from '../../modules/collections/linked-lists.ts';
import { grown } from '../../modules/collections/typed-arrays.ts';
import type { TaskTable } from '../core/task-table.ts';

export const PHASE = { queued: 0, running: 1, reporting: 2 } as const;
export type Phase = (typeof PHASE)[keyof typeof PHASE];
const PHASES = 3;

export class Holdings {
  readonly #tasks: TaskTable;
  /** Rows by agent and phase. */
  readonly #lists: LinkedLists;
  #free = new Int32Array(256);
  #freeCount = 0;
  #used = 0;
  task = new Int32Array(256);
  attempt = new Int32Array(256);
  agent = new Int32Array(256);
  phase = new Uint8Array(256);
  /** Next holding of the same task, by another agent; -1 at the end. */
  #nextOfTask = new Int32Array(256);
  /** Which of its task's executions it is, from 1. */
  execution = new Int32Array(256);
  startedAt = new Float64Array(256);
  /** 1: interrupted, and to go on where it was. Then the slot time that it had before, in microseconds. */
  interrupted = new Uint8Array(256);
  ran = new Float64Array(256);
  /** Work left, in microseconds at speed 1, as of `since`. */
  remaining = new Float64Array(256);
  since = new Float64Array(256);
  /** Pending event of the row: the end of its patience while queued, its end while running, the next repetition while reporting. */
  event = new Float64Array(256);
  /** While reporting: one of RESULT. */
  result = new Uint8Array(256);
  resends = new Uint8Array(256);

  constructor(tasks: TaskTable, agents: number) {
    this.#tasks = tasks;
    this.#lists = new LinkedLists(agents * PHASES, 256);
  }

  /** A new queued row, in no list yet. */
  add(task: number, attempt: number, agent: number): number {
    const row = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#used++;
    if (row >= this.task.length) this.#grow(row + 1);
    this.task[row] = task;
    this.attempt[row] = attempt;
    this.agent[row] = agent;
    this.phase[row] = PHASE.queued;
    this.event[row] = 0;
    this.resends[row] = 0;
    this.interrupted[row] = 0;
    this.ran[row] = 0;
    this.#nextOfTask[row] = this.#tasks.holding[task];
    this.#tasks.holding[task] = row;
    return row;
  }

  remove(row: number): void {
    this.#lists.remove(row);
    const task = this.task[row];
    const next = this.#nextOfTask[row];
    if (this.#tasks.holding[task] === row) this.#tasks.holding[task] = next;
    else {
      let before = this.#tasks.holding[task];
      while (this.#nextOfTask[before] !== row) before = this.#nextOfTask[before];
      this.#nextOfTask[before] = next;
    }
    if (this.#freeCount >= this.#free.length) this.#free = grown(this.#free, this.#freeCount + 1);
    this.#free[this.#freeCount++] = row;
  }

  /** What stands in a row, for people. */
  at(row: number): { readonly task: number; readonly attempt: number; readonly agent: number } {
    return { task: this.task[row], attempt: this.attempt[row], agent: this.agent[row] };
  }

  /** The agent's row for a task, -1 when it has none. */
  find(task: number, agent: number): number {
    let row = this.#tasks.holding[task];
    while (row >= 0 && this.agent[row] !== agent) row = this.#nextOfTask[row];
    return row;
  }

  /** When the earliest of the task's executions began that may still bring a result; -1 for none. */
  earliestStart(task: number, now: Microseconds): Microseconds {
    // One that succeeded, and whose result is on its way.
    let earliest = this.#tasks.startedAt[task];
    for (let row = this.#tasks.holding[task]; row >= 0; row = this.#nextOfTask[row]) {
      const isRunning = this.phase[row] === PHASE.running;
      if (!isRunning && this.interrupted[row] === 0) continue;
      const start = (isRunning ? this.startedAt[row] : now) - this.ran[row];
      if (earliest < 0 || start < earliest) earliest = start;
    }
    return earliest;
  }

  enter(row: number, phase: Phase): void {
    this.phase[row] = phase;
    this.#lists.append(this.agent[row] * PHASES + phase, row);
  }

  /** Queues a row ahead of all others. */
  queueFirst(row: number): void {
    this.phase[row] = PHASE.queued;
    this.#lists.prepend(this.agent[row] * PHASES + PHASE.queued, row);
  }

  /** Queues a row behind all of at least its task's priority, or `ahead` of its equals. */
  queueByPriority(row: number, ahead = false): void {
    const list = this.agent[row] * PHASES + PHASE.queued;
    const { priority } = this.#tasks;
    const mine = priority[this.task[row]] + (ahead ? 1 : 0);
    let place = this.#lists.first(list);
    while (place >= 0 && priority[this.task[place]] >= mine) place = this.#lists.next(place);
    this.phase[row] = PHASE.queued;
    if (place < 0) this.#lists.append(list, row);
    else this.#lists.insertBefore(place, row);
  }

  /** Queues a row behind all whose task is of at least its task's rank. @param ranks by task specification */
  queueByRank(row: number, ranks: readonly number[]): void {
    const list = this.agent[row] * PHASES + PHASE.queued;
    const { template } = this.#tasks;
    const mine = ranks[template[this.task[row]]];
    let place = this.#lists.first(list);
    while (place >= 0 && ranks[template[this.task[place]]] >= mine) place = this.#lists.next(place);
    this.phase[row] = PHASE.queued;
    if (place < 0) this.#lists.append(list, row);
    else this.#lists.insertBefore(place, row);
  }

  /**
   * The agent's running row of the lowest priority, of equals the one that began last; -1 when none is below the given priority.
   * O(slots).
   */
  leastUrgent(agent: number, below: number): number {
    const { priority } = this.#tasks;
    let found = -1;
    let least = below;
    for (let row = this.first(agent, PHASE.running); row >= 0; row = this.next(row)) {
      const own = priority[this.task[row]];
      if (own > least || (own === least && found < 0)) continue;
      found = row;
      least = own;
    }
    return found;
  }

  /** First row of an agent in a phase, -1 for none. */
  /** Whether the agent has nothing: nothing waits, runs or is to be reported. */
  isEmpty(agent: number): boolean {
    for (let phase = 0; phase < PHASES; phase++)
      if (this.#lists.first(agent * PHASES + phase) >= 0) return false;
    return true;
  }

  first(agent: number, phase: Phase): number {
    return this.#lists.first(agent * PHASES + phase);
  }

  /** Row after this one among the same agent's in the same phase, -1 at the end. */
  next(row: number): number {
    return this.#lists.next(row);
  }

  #grow(length: number): void {
    this.task = grown(this.task, length);
    this.attempt = grown(this.attempt, length);
    this.agent = grown(this.agent, length);
    this.phase = grown(this.phase, length);
    this.#nextOfTask = grown(this.#nextOfTask, length);
    this.execution = grown(this.execution, length);
    this.startedAt = grown(this.startedAt, length);
    this.interrupted = grown(this.interrupted, length);
    this.ran = grown(this.ran, length);
    this.remaining = grown(this.remaining, length);
    this.since = grown(this.since, length);
    this.event = grown(this.event, length);
    this.result = grown(this.result, length);
    this.resends = grown(this.resends, length);
    this.#lists.reserve(0, this.task.length);
  }
}
