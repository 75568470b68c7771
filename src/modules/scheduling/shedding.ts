/**
 * Work that is turned away so that what is left can be done in time: by how long tasks wait, or by how much there is to do.
 *
 * What a dispatcher that crashes knew of its queue's past is forgotten, and what waits then has waited from its return on.
 */
import { grown } from '../collections/typed-arrays.ts';
import { Codel, type CodelOptions } from './codel.ts';
import type { Ledger } from './ledger.ts';
import type { WorkerTable } from './workers.ts';

export type SheddingOptions =
  | ({ readonly kind: 'codel' } & CodelOptions)
  | {
      readonly kind: 'priority';
      /** By priority from 1 on: tasks for each slot from which on no more of it are taken on; Infinity: always. */
      readonly thresholds: readonly number[];
    };

/** Drops tasks at the head of those that wait where waiting takes too long. */
export class DelayShedding {
  readonly #ledger: Ledger;
  readonly #codel: Codel;
  /** By row: when its task came to wait. */
  #since = new Float64Array(0);

  constructor(options: CodelOptions, ledger: Ledger) {
    this.#codel = new Codel(options);
    this.#ledger = ledger;
  }

  entered(row: number, now: number): void {
    if (row >= this.#since.length) this.#since = grown(this.#since, this.#ledger.rows);
    this.#since[row] = now;
  }

  /** A worker could take the row's task: whether it is dropped instead. @param waiting tasks that wait, this one included */
  drops(row: number, now: number, waiting: number): boolean {
    return this.#codel.drops(now - this.#since[row], now, waiting === 1);
  }
}

/** Whether a task of this priority is one too many. */
export function isTooMuch(
  thresholds: readonly number[],
  priority: number,
  { size }: Pick<Ledger, 'size'>,
  { availableSlots }: Pick<WorkerTable, 'availableSlots'>,
): boolean {
  // Without a slot there is no telling how long anything will take: as if there were one.
  return size >= thresholds[priority - 1] * Math.max(1, availableSlots);
}
