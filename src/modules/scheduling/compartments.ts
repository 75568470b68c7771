/**
 * Bulkheads: at most so many tasks of a kind are with workers at a time, so that one kind cannot take all of them. What is beyond that waits
 * here, and holds up only its like.
 *
 * Counted is what workers have been given and have not given back, waiting there included. After a crash that follows from the ledger.
 */
import type { TaskDirectory } from '../ports.ts';

export interface BulkheadOptions {
  readonly by: 'type' | 'tenant';
  /** By type or tenant: most tasks at a time; Infinity: any number. */
  readonly limits: readonly number[];
}

/** What those who keep waiting tasks ask. */
export interface Partition {
  /** Kinds that are told apart. */
  readonly count: number;
  of(task: number): number;
  /** As many of the kind are with workers as may be. */
  isFull(compartment: number): boolean;
}

/** All tasks are of one kind, and there may be any number of them. */
export const UNDIVIDED: Partition = { count: 1, of: () => 0, isFull: () => false };

export class Compartments implements Partition {
  readonly count: number;
  readonly #limits: Float64Array;
  /** By compartment: tasks with workers. */
  readonly #held: Int32Array;
  readonly #of: (task: number) => number;

  constructor({ by, limits }: BulkheadOptions, tasks: TaskDirectory) {
    this.count = limits.length;
    this.#limits = Float64Array.from(limits);
    this.#held = new Int32Array(limits.length);
    this.#of = by === 'type' ? (task) => tasks.type(task) : (task) => tasks.tenant(task);
  }

  of(task: number): number {
    return this.#of(task);
  }

  isFull(compartment: number): boolean {
    return this.#held[compartment] >= this.#limits[compartment];
  }

  /** A worker has been given the task. */
  began(task: number): void {
    this.#held[this.#of(task)]++;
  }

  /** It has it no more. */
  ended(task: number): void {
    this.#held[this.#of(task)]--;
  }
}
