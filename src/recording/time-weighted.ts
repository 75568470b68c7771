/** A quantity that changes by steps over virtual time, such as a queue's length: its time average and its largest value. */
import type { Microseconds } from '../engine/types.ts';

/** Thrown when an update lies before the one before it. */
export class TimeOrderError extends Error {
  readonly at: Microseconds;
  readonly last: Microseconds;

  constructor(at: Microseconds, last: Microseconds) {
    super(`an observation at ${at} us came after one at ${last} us`);
    this.name = 'TimeOrderError';
    this.at = at;
    this.last = last;
  }
}

/**
 * A step function observed from a start time on. The average weighs each value by how long it held (a queue of 4 for one
 * second and of 0 for three has a mean of 1). Intervals are closed at the start and open at the end: of several values at one
 * instant the last one holds from there on, the others held for no time and are no part of the maximum either.
 */
export class TimeWeighted {
  #start: Microseconds;
  #last: Microseconds;
  #value: number;
  #area = 0;
  #areaError = 0;
  /** Largest value that has held for some time. */
  #max = Number.NEGATIVE_INFINITY;

  constructor(at: Microseconds = 0, value = 0) {
    this.#start = at;
    this.#last = at;
    this.#value = value;
  }

  /** The value now. */
  get value(): number {
    return this.#value;
  }

  /** Time of the latest update, or of the start. */
  get changedAt(): Microseconds {
    return this.#last;
  }

  /** From `at` on the quantity is `value`. @throws TimeOrderError when `at` lies before the last update. */
  set(at: Microseconds, value: number): void {
    if (at !== this.#last) this.#advance(at);
    this.#value = value;
  }

  /** From `at` on the quantity is larger by `delta`. @throws TimeOrderError when `at` lies before the last update. */
  add(at: Microseconds, delta: number): void {
    this.set(at, this.#value + delta);
  }

  /**
   * Time average from the start (or last reset) to `now`; the present value when no time has passed.
   * @throws TimeOrderError when `now` lies before the last update.
   */
  meanAt(now: Microseconds): number {
    if (now < this.#last) throw new TimeOrderError(now, this.#last);
    if (now === this.#start) return this.#value;
    return (this.#area + this.#areaError + this.#value * (now - this.#last)) / (now - this.#start);
  }

  /**
   * Largest value that held for some time between the start (or last reset) and `now`; the present value when no time has passed.
   * @throws TimeOrderError when `now` lies before the last update.
   */
  maxAt(now: Microseconds): number {
    if (now < this.#last) throw new TimeOrderError(now, this.#last);
    if (now === this.#start) return this.#value;
    return now > this.#last ? Math.max(this.#max, this.#value) : this.#max;
  }

  /** Starts anew at `at` with the present value: the end of a warm-up. @throws TimeOrderError as `set`. */
  reset(at: Microseconds): void {
    if (at < this.#last) throw new TimeOrderError(at, this.#last);
    this.#start = at;
    this.#last = at;
    this.#area = 0;
    this.#areaError = 0;
    this.#max = Number.NEGATIVE_INFINITY;
  }

  // Neumaier's compensated addition: a long run adds millions of small areas to a large one.
  #advance(at: Microseconds): void {
    if (!(at > this.#last)) throw new TimeOrderError(at, this.#last);
    if (this.#value > this.#max) this.#max = this.#value;
    const area = this.#value * (at - this.#last);
    const next = this.#area + area;
    const kept = Math.abs(this.#area) >= Math.abs(area);
    this.#areaError += kept ? this.#area - next + area : area - next + this.#area;
    this.#area = next;
    this.#last = at;
  }
}
