/**
 * A log-linear histogram in the manner of HdrHistogram: every power of two is cut into 1,024 equal buckets, so a bucket is
 * never wider than 2^-10 of the values in it, and a value below 2,048 has a bucket of its own. Recording costs a shift and
 * a few additions; memory grows with the range of values that occur, in blocks of 256 buckets.
 */

import { nearestRank } from './bounds.ts';
import { BUCKETS, bucketOf, endsOf, LARGEST_VALUE, middleOf, SUB_BITS } from './log-buckets.ts';

export { LARGEST_VALUE, QUANTILE_ERROR } from './log-buckets.ts';

const BLOCK_BITS = 8;
const BLOCK_SIZE = 256;
const BLOCK_MASK = 255;

/** Thrown for a value that is not a whole number in 0 .. 2^53, or a count that is not a whole number from 0. */
export class HistogramValueError extends Error {
  readonly value: number;

  constructor(what: string, value: number) {
    super(`a histogram cannot hold the ${what} ${value}`);
    this.name = 'HistogramValueError';
    this.value = value;
  }
}

/** Thrown when stored data is not a histogram. */
export class HistogramFormatError extends Error {
  constructor(reason: string) {
    super(`this is not a stored histogram: ${reason}`);
    this.name = 'HistogramFormatError';
  }
}

/** The stored form: exact figures and, in `buckets`, pairs of (buckets skipped, count). */
export interface StoredHistogram {
  readonly kind: 'log-linear';
  readonly sub_bits: number;
  readonly count: number;
  readonly sum: number;
  readonly sum_error: number;
  readonly mean: number;
  readonly squares: number;
  /** null when empty. */
  readonly min: number | null;
  readonly max: number | null;
  readonly buckets: readonly number[];
}

/** A histogram of non-negative whole numbers, here always microseconds; see the head of this file. */
export class LogHistogram {
  readonly #blocks: (Float64Array | undefined)[] = [];
  #count = 0;
  #sum = 0;
  #sumError = 0;
  #mean = 0;
  #squares = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /**
   * Counts `value` `count` times.
   * @throws HistogramValueError when value is not a whole number in 0 .. 2^53, or count not one from 0.
   */
  record(value: number, count = 1): void {
    if (!(value >= 0 && value <= LARGEST_VALUE) || Math.floor(value) !== value)
      throw new HistogramValueError('value', value);
    if (count !== 1) {
      if (!(count >= 0 && count <= LARGEST_VALUE) || Math.floor(count) !== count)
        throw new HistogramValueError('count', count);
      if (count === 0) return;
    }
    const bucket = bucketOf(value);
    const block = this.#blocks[bucket >>> BLOCK_BITS] ?? this.#grow(bucket >>> BLOCK_BITS);
    block[bucket & BLOCK_MASK] += count;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    this.#count += count;
    this.#addToSum(value * count);
    const distance = value - this.#mean;
    this.#mean += (distance * count) / this.#count;
    this.#squares += distance * (value - this.#mean) * count;
  }

  /** Number of values. */
  get count(): number {
    return this.#count;
  }

  /** Sum of the values, by Neumaier's compensated addition. */
  get sum(): number {
    return this.#sum + this.#sumError;
  }

  /** Smallest value, exact; NaN when empty. */
  get min(): number {
    return this.#count === 0 ? Number.NaN : this.#min;
  }

  /** Largest value, exact; NaN when empty. */
  get max(): number {
    return this.#count === 0 ? Number.NaN : this.#max;
  }

  /** Mean of the values themselves, not of their buckets; NaN when empty. */
  get mean(): number {
    return this.#count === 0 ? Number.NaN : this.sum / this.#count;
  }

  /** Sample variance (divisor n - 1) of the values themselves, by Welford's method; NaN below two values. */
  get variance(): number {
    return this.#count < 2 ? Number.NaN : Math.max(0, this.#squares) / (this.#count - 1);
  }

  /**
   * The smallest recorded value x such that at least the share `q` of all values is <= x: of n sorted values the one at
   * place ceil(q n), counted from 1 (Hyndman and Fan's definition 1). A product q n that misses a whole number by rounding
   * alone counts as that number: 0.07 of 100 values is the 7th. Within a factor of 1 +- 2^-11 of the exact value; exact
   * for q = 0 (smallest), q = 1 (largest) and below 2,048. NaN when empty.
   * @throws HistogramValueError when q is outside 0 .. 1.
   */
  quantile(q: number): number {
    if (!(q >= 0 && q <= 1)) throw new HistogramValueError('quantile', q);
    if (this.#count === 0) return Number.NaN;
    const rank = nearestRank(q, this.#count);
    if (rank <= 1) return this.#min;
    if (rank >= this.#count) return this.#max;
    let seen = 0;
    for (let index = 0; index < this.#blocks.length; index++) {
      const block = this.#blocks[index];
      if (block === undefined) continue;
      for (let slot = 0; slot < BLOCK_SIZE; slot++) {
        seen += block[slot];
        if (seen >= rank) return this.#clamp(middleOf(index * BLOCK_SIZE + slot));
      }
    }
    return this.#max;
  }

  /** One number for each value, ascending: the smallest or the largest that its bucket can hold. */
  ascending(end: 'lower' | 'upper'): Float64Array {
    const values = new Float64Array(this.#count);
    let next = 0;
    this.#blocks.forEach((block, index) => {
      block?.forEach((count, slot) => {
        if (count === 0) return;
        const [lower, upper] = endsOf(index * BLOCK_SIZE + slot);
        values.fill(this.#clamp(end === 'lower' ? lower : upper), next, next + count);
        next += count;
      });
    });
    return values;
  }

  /** Adds all values of another histogram, as if they had been recorded here. */
  merge(other: LogHistogram): void {
    const added = other.#count;
    if (added === 0) return;
    for (let index = 0; index < other.#blocks.length; index++) {
      const theirs = other.#blocks[index];
      if (theirs === undefined) continue;
      const ours = this.#blocks[index] ?? this.#grow(index);
      for (let slot = 0; slot < BLOCK_SIZE; slot++) ours[slot] += theirs[slot];
    }
    // Chan, Golub and LeVeque: combining means and sums of squared distances.
    const total = this.#count + added;
    const distance = other.#mean - this.#mean;
    this.#squares += other.#squares + distance * distance * ((this.#count * added) / total);
    this.#mean += (distance * added) / total;
    const error = other.#sumError;
    this.#addToSum(other.#sum);
    this.#addToSum(error);
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    this.#count = total;
  }

  /** Forgets everything, for the end of a warm-up; memory is kept. */
  clear(): void {
    for (const block of this.#blocks) block?.fill(0);
    this.#count = this.#sum = this.#sumError = this.#mean = this.#squares = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = Number.NEGATIVE_INFINITY;
  }

  /** Bytes held by the buckets. */
  get bytes(): number {
    let blocks = 0;
    for (const block of this.#blocks) if (block !== undefined) blocks++;
    return blocks * BLOCK_SIZE * 8;
  }

  toJSON(): StoredHistogram {
    const buckets: number[] = [];
    let next = 0;
    this.#blocks.forEach((block, index) => {
      block?.forEach((count, slot) => {
        if (count === 0) return;
        const bucket = index * BLOCK_SIZE + slot;
        buckets.push(bucket - next, count);
        next = bucket + 1;
      });
    });
    return {
      kind: 'log-linear',
      sub_bits: SUB_BITS,
      count: this.#count,
      sum: this.#sum,
      sum_error: this.#sumError,
      mean: this.#mean,
      squares: this.#squares,
      min: this.#count === 0 ? null : this.#min,
      max: this.#count === 0 ? null : this.#max,
      buckets,
    };
  }

  /** @throws HistogramFormatError when the data is not what `toJSON` makes, or contradicts itself. */
  static fromJSON(stored: StoredHistogram): LogHistogram {
    const histogram = new LogHistogram();
    checkHead(stored);
    let bucket = -1;
    for (let index = 0; index < stored.buckets.length; index += 2) {
      const [skipped, count] = [stored.buckets[index], stored.buckets[index + 1]];
      if (!Number.isSafeInteger(skipped) || skipped < 0 || !Number.isSafeInteger(count) || count < 1)
        throw new HistogramFormatError('a bucket is not a pair of whole numbers');
      bucket += skipped + 1;
      if (bucket >= BUCKETS) throw new HistogramFormatError('a bucket lies beyond the last');
      const block = histogram.#blocks[bucket >>> BLOCK_BITS] ?? histogram.#grow(bucket >>> BLOCK_BITS);
      block[bucket & BLOCK_MASK] = count;
      histogram.#count += count;
    }
    if (histogram.#count !== stored.count)
      throw new HistogramFormatError(`it says ${stored.count} values but holds ${histogram.#count}`);
    histogram.#sum = stored.sum;
    histogram.#sumError = stored.sum_error;
    histogram.#mean = stored.mean;
    histogram.#squares = stored.squares;
    histogram.#min = stored.min ?? Number.POSITIVE_INFINITY;
    histogram.#max = stored.max ?? Number.NEGATIVE_INFINITY;
    return histogram;
  }

  #grow(index: number): Float64Array {
    while (this.#blocks.length <= index) this.#blocks.push(undefined);
    const block = new Float64Array(BLOCK_SIZE);
    this.#blocks[index] = block;
    return block;
  }

  #addToSum(value: number): void {
    const next = this.#sum + value;
    this.#sumError += this.#sum >= value ? this.#sum - next + value : value - next + this.#sum;
    this.#sum = next;
  }

  #clamp(value: number): number {
    return Math.min(Math.max(value, this.#min), this.#max);
  }
}

function checkHead(stored: StoredHistogram): void {
  if (typeof stored !== 'object' || stored === null || stored.kind !== 'log-linear')
    throw new HistogramFormatError('its kind is not "log-linear"');
  if (stored.sub_bits !== SUB_BITS) throw new HistogramFormatError(`its precision is not ${SUB_BITS} bits`);
  if (!Array.isArray(stored.buckets) || stored.buckets.length % 2 !== 0)
    throw new HistogramFormatError('its buckets are not pairs');
  for (const figure of [stored.sum, stored.sum_error, stored.mean, stored.squares])
    if (!Number.isFinite(figure)) throw new HistogramFormatError('a figure is missing');
  const empty = stored.count === 0;
  for (const end of [stored.min, stored.max])
    if (empty ? end !== null : !Number.isFinite(end))
      throw new HistogramFormatError('its smallest or largest value is missing');
}
