/**
 * Bounds how many retries a coordinator, or who runs flows, adds to the work there is, so that failures cannot multiply the load: in any
 * window no more than a share of the tasks that came in it, and a few besides, without which nothing could be retried where little comes.
 *
 * Source: the retry budget of Finagle (com.twitter.finagle.service.RetryBudget), whose deposits and withdrawals expire after 10 s, kept in
 * ten slices; retries/s <= ratio x tasks/s + reserve. What a process that crashes has spent is forgotten.
 */

export interface RetryBudgetOptions {
  /** Retries for each task, from 0. */
  readonly ratio: number;
  /** Retries a second besides, from 0. */
  readonly reserve: number;
  /** Microseconds that tasks and retries count for. */
  readonly window: number;
}

const SLICES = 10;
const SECOND = 1e6;
/** Sums of shares that miss a whole retry by rounding alone allow it. */
const ROUNDING = 1e-9;

export class RetryBudget {
  readonly #ratio: number;
  readonly #reserved: number;
  readonly #slice: number;
  readonly #tasks = new Float64Array(SLICES);
  readonly #retries = new Float64Array(SLICES);
  /** Number of the slice that time has come to, counted from the start. */
  #current = 0;

  constructor({ ratio, reserve, window }: RetryBudgetOptions) {
    this.#ratio = ratio;
    this.#reserved = (reserve * window) / SECOND;
    this.#slice = window / SLICES;
  }

  /** A task has come. @param now microseconds, never less than before */
  deposit(now: number): void {
    this.#goTo(now);
    this.#tasks[this.#current % SLICES]++;
  }

  /** One more retry; false where there have been as many as there may be, and then it does not count. @param now as above */
  withdraw(now: number): boolean {
    this.#goTo(now);
    let tasks = 0;
    let retries = 0;
    for (let slice = 0; slice < SLICES; slice++) {
      tasks += this.#tasks[slice];
      retries += this.#retries[slice];
    }
    if (retries + 1 > this.#ratio * tasks + this.#reserved + ROUNDING) return false;
    this.#retries[this.#current % SLICES]++;
    return true;
  }

  /** Forgets the slices that have gone out of the window. */
  #goTo(now: number): void {
    const slice = Math.floor(now / this.#slice);
    const gone = Math.min(SLICES, slice - this.#current);
    for (let step = 1; step <= gone; step++) {
      this.#tasks[(this.#current + step) % SLICES] = 0;
      this.#retries[(this.#current + step) % SLICES] = 0;
    }
    if (slice > this.#current) this.#current = slice;
  }
}
