/**
 * Work stealing between the workers of one dispatcher. From time to time, workers with clearly less to do than the mean get tasks
 * that wait at those with clearly more: from the tail of the queue, so that what has waited longest stays at its place. Nothing
 * is taken that may have begun: the worker is asked to give a task back, and until it answers the task counts as its own. The
 * question is repeated until the answer comes; only an answer, or the loss of the worker, frees the task for another assignment,
 * under a new number.
 */

import { DeadlineList } from '../collections/deadline-list.ts';
import { IndexedHeap } from '../collections/indexed-heap.ts';
import { grown } from '../collections/typed-arrays.ts';
import type { Port, TaskDirectory } from '../ports.ts';
import { Share } from '../shares.ts';
import { toWorker } from '../worker/vocabulary.ts';
import type { Assignments } from './assignments.ts';
import { type Ledger, STATE } from './ledger.ts';
import type { RebalanceOptions } from './rebalance-options.ts';
import { schedulingFacts } from './vocabulary.ts';
import { isCapable, type WorkerTable } from './workers.ts';

/** A worker that has been asked so often and does not answer has lost the task. */
export const QUESTIONS = 6;

/** So many of the most loaded are looked at for tasks that one worker can do. */
const MAX_TRIES = 4;

/** Timer tags, counted from the first that the dispatcher gives. */
const TAG = { look: 0, unanswered: 1 } as const;

export interface RebalancerContext {
  /** A scope of its own. */
  readonly port: Port;
  readonly ledger: Ledger;
  readonly workers: WorkerTable;
  readonly tasks: TaskDirectory;
  readonly assignments: Assignments;
  /** Says whether as many of a row's kind are with workers as may be. */
  readonly matching: { isHeldBack(row: number): boolean };
  /** Microseconds after which a question is repeated. */
  readonly ackTimeout: number;
  /** A worker does not answer: the attempt is to be given up. */
  unanswered(row: number): void;
  /** The row's task has left its worker and goes to another, or, where that is -1, to whoever is best now. */
  released(row: number, worker: number): void;
  /** The row's task has left its worker; after this many microseconds `arrived` is to be called. */
  departed(row: number, delay: number): void;
}

export class Rebalancer {
  readonly #context: RebalancerContext;
  readonly #options: RebalanceOptions;
  readonly #tolerance: Share;
  readonly #ratio: Share;
  /** Those with too much, the most loaded first; and those with too little, the least loaded first. */
  readonly #givers: IndexedHeap;
  readonly #takers: IndexedHeap;
  readonly #tried = new Int32Array(MAX_TRIES);
  /** By worker: tasks that it is asked for, and tasks that are asked for on its behalf. */
  readonly #leaving: Int32Array;
  readonly #coming: Int32Array;
  /** By row: the attempt that is asked for (0: none), from whom, for whom, and how often. */
  #asked = new Float64Array(16);
  #giver = new Int32Array(16);
  #taker = new Int32Array(16);
  #questions = new Uint8Array(16);
  /** By row: 1 while its task is between two workers. */
  #travelling = new Uint8Array(16);
  readonly #unanswered: DeadlineList;
  #isAwake = false;

  constructor(options: RebalanceOptions, context: RebalancerContext) {
    this.#context = context;
    this.#options = options;
    this.#tolerance = new Share(options.tolerance);
    this.#ratio = new Share(options.ratio);
    const { workers, port, ackTimeout } = context;
    this.#givers = new IndexedHeap(workers.count);
    this.#takers = new IndexedHeap(workers.count);
    this.#leaving = new Int32Array(workers.count);
    this.#coming = new Int32Array(workers.count);
    this.#unanswered = new DeadlineList(port, ackTimeout, TAG.unanswered, 16, (row) => this.#askAgain(row));
  }

  /** There are tasks: looks follow until there are none. */
  wake(): void {
    if (this.#isAwake) return;
    this.#isAwake = true;
    this.#context.port.setTimer(this.#options.interval, TAG.look, 0);
  }

  onTimer(tag: number): void {
    if (tag === TAG.unanswered) {
      this.#unanswered.onTimer();
      return;
    }
    this.#isAwake = false;
    if (this.#context.ledger.size === 0) return;
    this.#look();
    this.wake();
  }

  /** The worker cannot give the row's task back: it has begun. */
  kept(row: number): void {
    if (!this.#isAsked(row)) return;
    const { port, ledger, workers } = this.#context;
    port.report(schedulingFacts.kept, ledger.task[row], workers.process[this.#giver[row]]);
    this.#settle(row);
  }

  /** The worker no longer has the row's task, and so it is with the books. `released` follows, at once or after the transfer. */
  returned(row: number): void {
    const { assignments } = this.#context;
    if (!this.#isAsked(row)) {
      // Nobody asked for it, so it may be an old refusal of what was accepted since.
      assignments.withdraw(row);
      this.#context.released(row, -1);
      return;
    }
    const taker = this.#taker[row];
    this.#settle(row);
    assignments.release(row);
    const { transfer = 0 } = this.#options;
    if (transfer === 0) {
      this.#context.released(row, this.#fit(row, taker));
      return;
    }
    // On its way: it counts as coming, so that the next look does not send others after it.
    this.#coming[taker]++;
    this.#travelling[row] = 1;
    this.#context.departed(row, transfer);
  }

  /** The row's task is no longer wanted here. False, and nothing happens, when it is not between two workers. */
  dropped(row: number): boolean {
    if (row >= this.#travelling.length || this.#travelling[row] === 0) return false;
    this.#travelling[row] = 0;
    this.#coming[this.#taker[row]]--;
    return true;
  }

  /** The transfer is over. False when the row's task is not between two workers. */
  arrived(row: number): boolean {
    if (!this.dropped(row)) return false;
    this.#context.released(row, this.#fit(row, this.#taker[row]));
    return true;
  }

  /** The worker, if it can be given the row's task, else -1. */
  #fit(row: number, worker: number): number {
    const { workers, tasks, ledger, matching } = this.#context;
    if (matching.isHeldBack(row)) return -1;
    const requirement = tasks.requirement(ledger.task[row]);
    return workers.isOpen(worker) && isCapable(workers, worker, requirement) ? worker : -1;
  }

  #look(): void {
    this.#context.port.report(schedulingFacts.rebalanced);
    this.#sortWorkers();
    while (this.#takers.size > 0 && this.#givers.size > 0) {
      const taker = this.#takers.first;
      this.#takers.remove(taker);
      let tried = 0;
      for (; tried < MAX_TRIES && this.#givers.size > 0; tried++) {
        const giver = this.#givers.first;
        // Everybody else who could give has even less.
        if (!this.#hasFarMore(giver, taker)) break;
        this.#givers.remove(giver);
        this.#tried[tried] = giver;
        if (this.#move(giver, taker, this.#share(giver, taker)) > 0) {
          tried++;
          break;
        }
      }
      for (let i = 0; i < tried; i++) this.#offer(this.#tried[i]);
    }
  }

  /** The worker may give, if it has somebody waiting. */
  #offer(worker: number): void {
    if (this.#waitingAt(worker) > 0) this.#givers.set(worker, -this.#load(worker));
  }

  /** Sorts out who has clearly more than the mean and somebody waiting, and who has clearly less and may be given tasks. */
  #sortWorkers(): void {
    const { workers } = this.#context;
    let tasks = 0;
    let slots = 0;
    for (let worker = 0; worker < workers.count; worker++) {
      this.#givers.remove(worker);
      this.#takers.remove(worker);
      if (workers.available[worker] === 0) continue;
      tasks += workers.outstanding[worker];
      slots += workers.slots[worker];
    }
    for (let worker = 0; worker < workers.count; worker++) {
      if (workers.available[worker] === 0) continue;
      // Loads in tasks per slot, times all slots and those of the worker: whole numbers, as is the most that the tolerance allows.
      const mean = tasks * workers.slots[worker];
      const load = this.#expected(worker) * slots;
      const tolerated = this.#tolerance.floor(mean);
      if (load - mean > tolerated) this.#offer(worker);
      else if (mean - load > tolerated && this.#roomAt(worker) > 0)
        this.#takers.set(worker, this.#load(worker));
    }
  }

  /** Whether the one's load is at least `ratio` times the other's: both times the slots of both, in whole numbers. */
  #hasFarMore(giver: number, taker: number): boolean {
    const { slots } = this.#context.workers;
    const less = Math.max(0, this.#expected(taker)) * slots[giver];
    return this.#expected(giver) * slots[taker] >= this.#ratio.ceil(less);
  }

  /** Tasks per slot, as if all questions were answered with yes. */
  #load(worker: number): number {
    return this.#expected(worker) / this.#context.workers.slots[worker];
  }

  #expected(worker: number): number {
    return this.#context.workers.outstanding[worker] - this.#leaving[worker] + this.#coming[worker];
  }

  #waitingAt(worker: number): number {
    const { outstanding, slots } = this.#context.workers;
    return outstanding[worker] - this.#leaving[worker] - slots[worker];
  }

  #roomAt(worker: number): number {
    return this.#context.workers.limit[worker] - this.#expected(worker);
  }

  /** How many tasks should go from one to the other. */
  #share(giver: number, taker: number): number {
    const { slots } = this.#context.workers;
    const waiting = this.#waitingAt(giver);
    const wanted = this.#options.take === 'one' ? 1 : Math.ceil(waiting / 2);
    const difference = this.#expected(giver) * slots[taker] - this.#expected(taker) * slots[giver];
    const equal = Math.floor(difference / (slots[giver] + slots[taker]));
    return Math.min(wanted, waiting, equal, this.#roomAt(taker));
  }

  /** Asks for tasks from the tail of the giver's queue; says for how many. */
  #move(giver: number, taker: number, count: number): number {
    const { assignments, ledger, tasks, workers } = this.#context;
    let moved = 0;
    // The tasks in front fill the slots: they run, as far as is known here.
    let behind = this.#context.workers.outstanding[giver] - workers.slots[giver];
    for (let row = assignments.lastOf(giver); row >= 0 && behind > 0 && moved < count; behind--) {
      const next = assignments.before(row);
      const free = ledger.state[row] === STATE.held && !this.#isAsked(row);
      if (free && isCapable(workers, taker, tasks.requirement(ledger.task[row]))) {
        this.#ask(row, giver, taker);
        moved++;
      }
      row = next;
    }
    return moved;
  }

  #ask(row: number, giver: number, taker: number): void {
    this.#reserve(row);
    this.#settle(row);
    this.#asked[row] = this.#context.ledger.attempt[row];
    this.#giver[row] = giver;
    this.#taker[row] = taker;
    this.#questions[row] = 0;
    this.#leaving[giver]++;
    this.#coming[taker]++;
    this.#send(row);
  }

  #send(row: number): void {
    const { port, workers, ledger } = this.#context;
    this.#questions[row]++;
    this.#unanswered.start(row);
    port.post(workers.process[this.#giver[row]], toWorker.withdraw, ledger.task[row], this.#asked[row]);
  }

  #askAgain(row: number): void {
    const isStill = this.#isAsked(row);
    if (isStill && this.#questions[row] < QUESTIONS) {
      this.#send(row);
      return;
    }
    this.#settle(row);
    if (isStill) this.#context.unanswered(row);
  }

  /** Whether an answer is waited for that concerns the row's present assignment; attempts are numbered once and for all. */
  #isAsked(row: number): boolean {
    const { ledger } = this.#context;
    return (
      row < this.#asked.length &&
      this.#asked[row] > 0 &&
      this.#asked[row] === ledger.attempt[row] &&
      ledger.state[row] === STATE.held
    );
  }

  /** No answer is waited for any more. */
  #settle(row: number): void {
    if (this.#asked[row] === 0) return;
    this.#asked[row] = 0;
    this.#leaving[this.#giver[row]]--;
    this.#coming[this.#taker[row]]--;
    this.#unanswered.stop(row);
  }

  #reserve(row: number): void {
    if (row < this.#asked.length) return;
    this.#asked = grown(this.#asked, row + 1);
    this.#giver = grown(this.#giver, row + 1);
    this.#taker = grown(this.#taker, row + 1);
    this.#questions = grown(this.#questions, row + 1);
    this.#travelling = grown(this.#travelling, row + 1);
  }
}
