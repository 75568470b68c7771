/** The last attempts at each worker, of which a breaker takes its shares: so many of them, or those of the last seconds. */

export interface CallWindows {
  /** An attempt has ended. @param now microseconds, never less than before */
  record(worker: number, now: number, isFailure: boolean, isSlow: boolean): void;
  clear(worker: number): void;
  /** By worker, as of the last record: attempts in the window, and those among them that failed and that were slow. */
  readonly calls: Int32Array;
  readonly failures: Int32Array;
  readonly slow: Int32Array;
}

const FAILURE = 1;
const SLOW = 2;

/** The last `size` attempts, in a ring. */
export class CountWindows implements CallWindows {
  readonly calls: Int32Array;
  readonly failures: Int32Array;
  readonly slow: Int32Array;
  readonly #size: number;
  readonly #marks: Uint8Array;
  /** By worker: where the next one goes. */
  readonly #next: Int32Array;

  constructor(workers: number, size: number) {
    this.calls = new Int32Array(workers);
    this.failures = new Int32Array(workers);
    this.slow = new Int32Array(workers);
    this.#size = size;
    this.#marks = new Uint8Array(workers * size);
    this.#next = new Int32Array(workers);
  }

  record(worker: number, _now: number, isFailure: boolean, isSlow: boolean): void {
    const place = worker * this.#size + this.#next[worker];
    if (this.calls[worker] === this.#size) this.#add(worker, this.#marks[place], -1);
    else this.calls[worker]++;
    this.#marks[place] = (isFailure ? FAILURE : 0) | (isSlow ? SLOW : 0);
    this.#add(worker, this.#marks[place], 1);
    this.#next[worker] = (this.#next[worker] + 1) % this.#size;
  }

  clear(worker: number): void {
    this.calls[worker] = 0;
    this.failures[worker] = 0;
    this.slow[worker] = 0;
    this.#next[worker] = 0;
  }

  #add(worker: number, mark: number, change: number): void {
    if ((mark & FAILURE) !== 0) this.failures[worker] += change;
    if ((mark & SLOW) !== 0) this.slow[worker] += change;
  }
}

const SECOND = 1_000_000;

/** Those of the last `size` seconds, in buckets of whole seconds; that of the present second is one of them. */
export class TimeWindows implements CallWindows {
  readonly calls: Int32Array;
  readonly failures: Int32Array;
  readonly slow: Int32Array;
  readonly #size: number;
  readonly #calls: Int32Array;
  readonly #failures: Int32Array;
  readonly #slow: Int32Array;
  /** By worker: the second of its latest bucket. */
  readonly #latest: Float64Array;

  constructor(workers: number, size: number) {
    this.calls = new Int32Array(workers);
    this.failures = new Int32Array(workers);
    this.slow = new Int32Array(workers);
    this.#size = size;
    this.#calls = new Int32Array(workers * size);
    this.#failures = new Int32Array(workers * size);
    this.#slow = new Int32Array(workers * size);
    this.#latest = new Float64Array(workers);
  }

  record(worker: number, now: number, isFailure: boolean, isSlow: boolean): void {
    const second = Math.floor(now / SECOND);
    this.#forget(worker, second);
    const place = worker * this.#size + (second % this.#size);
    this.calls[worker]++;
    this.#calls[place]++;
    if (isFailure) {
      this.failures[worker]++;
      this.#failures[place]++;
    }
    if (!isSlow) return;
    this.slow[worker]++;
    this.#slow[place]++;
  }

  clear(worker: number): void {
    const from = worker * this.#size;
    for (const counts of [this.#calls, this.#failures, this.#slow]) counts.fill(0, from, from + this.#size);
    this.calls[worker] = 0;
    this.failures[worker] = 0;
    this.slow[worker] = 0;
  }

  /** Empties the buckets of seconds that have left the window. */
  #forget(worker: number, second: number): void {
    const gone = Math.min(this.#size, second - this.#latest[worker]);
    for (let step = 0; step < gone; step++) {
      const place = worker * this.#size + ((second - step) % this.#size);
      this.calls[worker] -= this.#calls[place];
      this.failures[worker] -= this.#failures[place];
      this.slow[worker] -= this.#slow[place];
      this.#calls[place] = 0;
      this.#failures[place] = 0;
      this.#slow[place] = 0;
    }
    if (second > this.#latest[worker]) this.#latest[worker] = second;
  }
}

/** Bytes of a worker's window. */
export function windowBytes(isTimed: boolean, size: number): number {
  return isTimed ? 3 * Int32Array.BYTES_PER_ELEMENT * size : size;
}
