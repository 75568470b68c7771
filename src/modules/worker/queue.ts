/** The queues of workers: in which order tasks wait, and how many there are. */
import { type Holdings, PHASE } from './holdings.ts';
import type { WorkerMachine } from './machine.ts';
import type { WorkerOptions } from './options.ts';

export class Queue {
  /** By worker: tasks that wait. */
  readonly length: Int32Array;
  readonly #machine: WorkerMachine;
  readonly #holdings: Holdings;
  readonly #options: WorkerOptions;

  constructor(machine: WorkerMachine, holdings: Holdings, options: WorkerOptions) {
    this.#machine = machine;
    this.#holdings = holdings;
    this.#options = options;
    this.length = new Int32Array(options.count);
  }

  /** A task of an assignment waits for a slot. */
  enter(row: number): void {
    const { order, lastFirst } = this.#options;
    const self = this.#holdings.worker[row];
    const isLastFirst = lastFirst[self] === 1;
    if (order === 'priority') this.#holdings.queueByUrgency(row, isLastFirst);
    else if (order === 'rank') this.#holdings.queueByUrgency(row, false);
    else if (isLastFirst) this.#holdings.queueFirst(row);
    else this.#holdings.enter(row, PHASE.queued);
    this.#changed(self, 1);
  }

  /** An execution that has been interrupted waits, ahead of its equals. */
  enterAgain(row: number): void {
    this.#holdings.queueByUrgency(row, true);
    this.#changed(this.#holdings.worker[row], 1);
  }

  /** A task no longer waits, whatever becomes of it. Its row is still in its list. */
  left(row: number): void {
    this.#changed(this.#holdings.worker[row], -1);
  }

  #changed(self: number, change: number): void {
    this.length[self] += change;
    this.#machine.facts.queued(self, change);
  }
}
