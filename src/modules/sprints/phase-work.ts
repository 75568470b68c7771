/** The items of one phase and their release in chunks. */
import type { PhaseReport, SprintSettings } from './types.ts';

export class PhaseWork {
  readonly #items: readonly number[];
  readonly #refill: SprintSettings['refill'];
  readonly #parallelism: number;
  /** Of this phase and under way. */
  readonly #open = new Set<number>();
  #submitted = 0;
  #ended = 0;
  #closed = false;
  /** Items that may still be released before the chunk has ended. */
  #room = 0;

  constructor(items: readonly number[], refill: SprintSettings['refill'], parallelism: number) {
    this.#items = items;
    this.#refill = refill;
    this.#parallelism = parallelism;
  }

  /**
   * The next item to submit, or -1 when none may be.
   * @param underWay all tasks under way, those of earlier phases among them
   */
  next(underWay: number): number {
    if (this.#closed || this.#submitted === this.#items.length) return -1;
    if (underWay >= this.#parallelism) return -1;
    if (this.#refill === 'chunk' && this.#room === 0) {
      if (this.#open.size > 0) return -1;
      this.#room = this.#parallelism - underWay;
    }
    if (this.#refill === 'chunk') this.#room--;
    const item = this.#items[this.#submitted++];
    this.#open.add(item);
    return item;
  }

  /** An item has ended, of this phase or not. */
  ended(item: number): void {
    if (this.#open.delete(item) && !this.#closed) this.#ended++;
  }

  /** The phase is over: gives back what was not submitted. */
  close(release: (item: number) => void): void {
    this.#closed = true;
    for (let i = this.#submitted; i < this.#items.length; i++) release(this.#items[i]);
  }

  report(name: string): PhaseReport {
    return { name, planned: this.#items.length, submitted: this.#submitted, ended: this.#ended };
  }
}
