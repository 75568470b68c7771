/** Items of an open workload gathered into tasks: one task carries all items of a batch. */

import { intake } from '../../modules/scheduling/vocabulary.ts';
import { Batcher } from '../../modules/workflow/batcher.ts';
import type { Host } from '../host/host.ts';
import type { BatchSpec } from '../spec/spec.ts';
import type { TaskSource } from './task-source.ts';

const MICROSECONDS = 1e6;

export class Batches {
  /** Tasks made of batches, items that left in them, what these items waited for it in all, microseconds, and items that wait now. */
  readonly counts = { tasks: 0, items: 0, waited: 0, waiting: 0 };
  /** Items that have come. */
  arrived = 0;
  readonly #batcher: Batcher;
  readonly #source: TaskSource;
  readonly #host: Host;
  /** Work of each waiting item and when it came, microseconds, by its number. */
  readonly #waiting = new Map<number, { readonly work: number; readonly at: number }>();

  constructor({ size, wait, setup }: BatchSpec, host: Host, source: TaskSource, root: number) {
    this.#host = host;
    this.#source = source;
    const fixed = Math.round(setup * MICROSECONDS);
    const settings = { maxSize: size, maxWait: Math.round(wait * MICROSECONDS), maxOpen: 1 };
    this.#batcher = new Batcher(host, settings, ({ tasks }) => {
      host.post(root, intake.submit, source.createBatch(tasks.length, fixed + this.#take(tasks)), 0);
    });
  }

  /** @param demand seconds of work; negative: drawn */
  add(demand: number): void {
    const item = this.arrived++;
    const drawn = this.#source.drawWork(0);
    const work = demand >= 0 ? Math.round(demand * MICROSECONDS) : drawn;
    this.#waiting.set(item, { work, at: this.#host.now() });
    this.counts.waiting++;
    this.#batcher.add(0, item);
  }

  onTimer(tag: number, argument: number): void {
    this.#batcher.onTimer(tag, argument);
  }

  /** Work of a batch that leaves. */
  #take(items: readonly number[]): number {
    const now = this.#host.now();
    let sum = 0;
    for (const item of items) {
      const { work, at } = this.#waiting.get(item) ?? { work: 0, at: now };
      this.#waiting.delete(item);
      sum += work;
      this.counts.waited += now - at;
    }
    this.counts.tasks++;
    this.counts.items += items.length;
    this.counts.waiting -= items.length;
    return sum;
  }
}
