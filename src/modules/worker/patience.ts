/** Tasks that wait at workers and whose patience ends there. */
import { RESULT } from '../scheduling/vocabulary.ts';
import type { Holdings } from './holdings.ts';
import { PHASE } from './holdings.ts';
import { TIMER, type WorkerMachine } from './machine.ts';
import type { Queue } from './queue.ts';
import type { Reports } from './reports.ts';

export class Patience {
  readonly #machine: WorkerMachine;
  readonly #holdings: Holdings;
  readonly #queue: Queue;
  readonly #reports: Reports;

  constructor(machine: WorkerMachine, holdings: Holdings, queue: Queue, reports: Reports) {
    this.#machine = machine;
    this.#holdings = holdings;
    this.#queue = queue;
    this.#reports = reports;
  }

  /** A task has been queued: where its patience ends, it gives up. */
  waits(row: number): void {
    const { patienceEnd, worker, timer } = this.#holdings;
    if (patienceEnd[row] === Infinity) return;
    const delay = Math.max(0, patienceEnd[row] + 1 - this.#machine.now());
    timer[row] = this.#machine.setTimer(worker[row], delay, TIMER.patience, row);
  }

  /** A task has come that is in no queue: whether it came too late, and has given up. */
  cameLate(row: number): boolean {
    if (!this.#isOver(row)) return false;
    this.#reports.begin(row, RESULT.abandoned);
    return true;
  }

  /** A queued task would begin now: whether it is too late, and it has given up. */
  isLate(row: number): boolean {
    if (!this.#isOver(row)) return false;
    this.#abandon(row);
    return true;
  }

  /** The patience of a queued task is over. A worker that stands still notices when it goes on. */
  onOver(row: number): void {
    this.#holdings.timer[row] = 0;
    if (!this.#machine.isPaused(this.#holdings.worker[row])) this.#abandon(row);
  }

  /** The worker goes on after it stood still. */
  resumed(self: number): void {
    for (let row = this.#holdings.first(self, PHASE.queued); row >= 0; ) {
      const next = this.#holdings.next(row);
      this.isLate(row);
      row = next;
    }
  }

  /** What has been interrupted, to go on, has begun. */
  #isOver(row: number): boolean {
    const { patienceEnd, suspended } = this.#holdings;
    return this.#machine.now() > patienceEnd[row] && suspended[row] === 0;
  }

  #abandon(row: number): void {
    this.#machine.cancelTimer(this.#holdings.timer[row]);
    this.#queue.left(row);
    this.#reports.begin(row, RESULT.abandoned);
  }
}
