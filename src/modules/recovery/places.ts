/** Who is being recovered, of as many as may be at a time, and who waits for a turn, in the order in which they came. */
import { LinkedLists } from '../collections/linked-lists.ts';

const LINE = 0;

export class Places {
  readonly #most: number;
  readonly #line: LinkedLists;
  /** By worker, 1: it has a place. */
  readonly #has: Uint8Array;
  #taken = 0;

  constructor(most: number, workers: number) {
    this.#most = most;
    this.#line = new LinkedLists(1, workers);
    this.#has = new Uint8Array(workers);
  }

  get taken(): number {
    return this.#taken;
  }

  /** Whether everybody who comes has to wait. */
  get isFull(): boolean {
    return this.#taken >= this.#most;
  }

  queue(worker: number): void {
    this.#line.append(LINE, worker);
  }

  /** The first who waits, as long as there is a place; -1: nobody. */
  next(): number {
    return this.isFull ? -1 : this.#line.first(LINE);
  }

  /** Also when there are none left: after a crash those that had a place still have it. */
  take(worker: number): void {
    this.#line.remove(worker);
    if (this.#has[worker] === 1) return;
    this.#has[worker] = 1;
    this.#taken++;
  }

  /** The worker neither waits nor has a place. */
  leave(worker: number): void {
    this.#line.remove(worker);
    if (this.#has[worker] === 0) return;
    this.#has[worker] = 0;
    this.#taken--;
  }
}
