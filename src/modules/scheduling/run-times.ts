/**
 * For how long attempts were being executed, as far as a coordinator can tell without a word from the worker about their beginning. One
 * that found a free slot began when it was assigned. One that found none waited at the worker: with one slot it began when the attempt
 * before it ended, in whatever order the worker serves those that wait; with several, nobody here knows when.
 */
import { grown } from '../collections/typed-arrays.ts';
import type { Ledger } from './ledger.ts';
import type { WorkerTable } from './workers.ts';

/** It is not known for how long. */
const UNKNOWN = -1;

/** When an attempt began to be executed. */
const BEGAN = { assigned: 0, waited: 1, unknown: 2 } as const;

export class RunTimes {
  readonly #workers: WorkerTable;
  readonly #ledger: Ledger;
  /** By worker: when an attempt ended there last. */
  readonly #endedAt: Float64Array;
  /** By row: one of BEGAN. */
  #began = new Uint8Array(16);

  constructor(workers: WorkerTable, ledger: Ledger) {
    this.#workers = workers;
    this.#ledger = ledger;
    this.#endedAt = new Float64Array(workers.count);
  }

  /** The row's task is with the worker, and counts as outstanding there. */
  began(worker: number, row: number): void {
    if (row >= this.#began.length) this.#began = grown(this.#began, row + 1);
    const isFull = this.#workers.outstanding[worker] > this.#workers.slots[worker];
    this.#began[row] = isFull ? BEGAN.waited : BEGAN.assigned;
  }

  /** The attempt of a row that has begun is of an earlier life of this coordinator. */
  resumed(row: number): void {
    this.#began[row] = BEGAN.unknown;
  }

  /** Microseconds that the attempt of the row ran which ends now; -1 where that is not known. */
  ended(worker: number, row: number, now: number): number {
    const before = this.#endedAt[worker];
    this.#endedAt[worker] = now;
    const { [row]: assignedAt } = this.#ledger.assignedAt;
    if (this.#began[row] === BEGAN.assigned) return now - assignedAt;
    const isKnown = this.#began[row] === BEGAN.waited && this.#workers.slots[worker] === 1;
    return isKnown ? now - Math.max(before, assignedAt) : UNKNOWN;
  }
}
