/** The values of one duration: always as a histogram, and as they are where a condition or a comparison reads a quantile. */
import { nearestRank } from './bounds.ts';
import { LogHistogram } from './histogram.ts';

/** Values of one chunk: an array that grows would be copied again and again. */
const CHUNK = 4096;
/** Values below are only counted: there are few of them, and of latencies such as those of heartbeats millions are. */
const COUNTED = 65_536;

/** A recorder of whole microseconds. */
export class Sample {
  readonly histogram = new LogHistogram();
  /** How often each of the lowest values came; null where values are not kept. */
  readonly #counts: Float64Array | null;
  /** The others. */
  readonly #chunks: Float64Array[] = [];
  #kept = 0;
  #sorted: Float64Array | null = null;

  /** @param exact keeps every value, at eight bytes each from 65.5 ms on, so that quantiles are values that occurred */
  constructor(exact: boolean) {
    this.#counts = exact ? new Float64Array(COUNTED) : null;
  }

  /** @throws HistogramValueError when the value is not a whole number in 0 .. 2^53 */
  record(value: number): void {
    this.histogram.record(value);
    if (this.#counts === null) return;
    if (value < COUNTED) {
      this.#counts[value]++;
      return;
    }
    const place = this.#kept++ % CHUNK;
    if (place === 0) this.#chunks.push(new Float64Array(CHUNK));
    this.#chunks[this.#chunks.length - 1][place] = value;
    this.#sorted = null;
  }

  /** Forgets everything, for the end of a warm-up. */
  clear(): void {
    this.histogram.clear();
    this.#counts?.fill(0);
    this.#chunks.length = 0;
    this.#kept = 0;
    this.#sorted = null;
  }

  get count(): number {
    return this.histogram.count;
  }

  get sum(): number {
    return this.histogram.sum;
  }

  /** NaN when empty, as is the quantile. */
  get max(): number {
    return this.histogram.max;
  }

  /** By nearest rank; within half a bucket of the histogram where the values themselves are not kept. */
  quantile(q: number): number {
    if (this.#counts === null || this.count === 0) return this.histogram.quantile(q);
    const rank = nearestRank(q, this.count);
    const counted = this.count - this.#kept;
    if (rank > counted) return this.#ascending()[rank - counted - 1];
    let value = 0;
    for (let below = this.#counts[0]; below < rank; below += this.#counts[value]) value++;
    return value;
  }

  /** The values in ascending order; where they are not kept, of each the lower or the upper end of its bucket. */
  ascending(end: 'lower' | 'upper'): Float64Array {
    if (this.#counts === null) return this.histogram.ascending(end);
    const values = new Float64Array(this.count);
    let place = 0;
    for (let value = 0; value < COUNTED; value++)
      if (this.#counts[value] > 0) {
        values.fill(value, place, place + this.#counts[value]);
        place += this.#counts[value];
      }
    values.set(this.#ascending(), place);
    return values;
  }

  /** Those that are kept one by one. */
  #ascending(): Float64Array {
    if (this.#sorted !== null) return this.#sorted;
    const values = new Float64Array(this.#kept);
    for (const [index, chunk] of this.#chunks.entries()) {
      const from = index * CHUNK;
      values.set(chunk.subarray(0, Math.min(CHUNK, values.length - from)), from);
    }
    this.#sorted = values.sort();
    return this.#sorted;
  }
}

/** `task.latency` of `task.latency.p99`; null where the metric is no quantile. */
export function quantileBase(metric: string): string | null {
  return /^(.+)\.p\d+$/.exec(metric)?.[1] ?? null;
}
