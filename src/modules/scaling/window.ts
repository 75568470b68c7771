/** A bounded window over the recent past. */
import type { Microseconds } from './time.ts';

/**
 * The last `capacity` samples as (time, value) in two ring buffers. A window that ends now and has length w holds the
 * samples with now - w < time <= now. Queries scan backward from the newest and stop at the window's edge: O(samples in
 * the window), no allocation.
 */
export class SampleWindow {
  readonly #times: Float64Array;
  readonly #values: Float64Array;
  #next = 0;
  #count = 0;

  constructor(capacity: number) {
    const size = Math.max(1, Math.floor(capacity));
    this.#times = new Float64Array(size);
    this.#values = new Float64Array(size);
  }

  /** Room for all samples taken every `period` in a window of the given length. @throws RangeError from 2^24 samples on */
  static spanning(window: Microseconds, period: Microseconds): SampleWindow {
    const capacity = Math.ceil(window / period) + 1;
    if (capacity > 1 << 24) throw new RangeError(`a window of ${capacity} samples is too long`);
    return new SampleWindow(capacity);
  }

  /** Times must not decrease; the oldest sample makes room. */
  push(time: Microseconds, value: number): void {
    this.#times[this.#next] = time;
    this.#values[this.#next] = value;
    this.#next = this.#next + 1 === this.#times.length ? 0 : this.#next + 1;
    if (this.#count < this.#times.length) this.#count++;
  }

  /** Largest value in the window, at least `least`. */
  max(now: Microseconds, window: Microseconds, least: number): number {
    let largest = least;
    for (
      let k = 0, i = this.#newest();
      k < this.#count && this.#times[i] > now - window;
      k++, i = this.#before(i)
    ) {
      if (this.#values[i] > largest) largest = this.#values[i];
    }
    return largest;
  }

  /** Smallest value in the window, at most `most`. */
  min(now: Microseconds, window: Microseconds, most: number): number {
    let smallest = most;
    for (
      let k = 0, i = this.#newest();
      k < this.#count && this.#times[i] > now - window;
      k++, i = this.#before(i)
    ) {
      if (this.#values[i] < smallest) smallest = this.#values[i];
    }
    return smallest;
  }

  /** Sum of the values in the window. */
  sum(now: Microseconds, window: Microseconds): number {
    let sum = 0;
    for (
      let k = 0, i = this.#newest();
      k < this.#count && this.#times[i] > now - window;
      k++, i = this.#before(i)
    ) {
      sum += this.#values[i];
    }
    return sum;
  }

  /** Mean of the values in the window; 0 when it is empty. */
  mean(now: Microseconds, window: Microseconds): number {
    let sum = 0;
    let count = 0;
    for (let i = this.#newest(); count < this.#count && this.#times[i] > now - window; i = this.#before(i)) {
      sum += this.#values[i];
      count++;
    }
    return count === 0 ? 0 : sum / count;
  }

  #newest(): number {
    return this.#before(this.#next);
  }

  #before(index: number): number {
    return index === 0 ? this.#times.length - 1 : index - 1;
  }
}
