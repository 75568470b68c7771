/** The values of one duration: always as a histogram, and as they are where a condition or a comparison reads a quantile. */
import { nearestRank } from './bounds.ts';
import { LogHistogram } from './histogram.ts';

/** Values of one chunk: an array that grows would be copied again and again. */
const CHUNK = 4096;

/** A recorder of whole microseconds. */
export class Sample {
  readonly histogram = new LogHistogram();
  readonly #chunks: Float64Array[] | null;
  #sorted: Float64Array | null = null;

  /** @param exact keeps every value, at eight bytes each, so that quantiles are values that occurred */
  constructor(exact: boolean) {
    this.#chunks = exact ? [] : null;
  }

  /** @throws HistogramValueError when the value is not a whole number in 0 .. 2^53 */
  record(value: number): void {
    if (this.#chunks !== null) {
      const place = this.histogram.count % CHUNK;
      if (place === 0) this.#chunks.push(new Float64Array(CHUNK));
      this.#chunks[this.#chunks.length - 1][place] = value;
      this.#sorted = null;
    }
    this.histogram.record(value);
  }

  /** Forgets everything, for the end of a warm-up. */
  clear(): void {
    this.histogram.clear();
    if (this.#chunks !== null) this.#chunks.length = 0;
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
    if (this.#chunks === null || this.count === 0) return this.histogram.quantile(q);
    return this.#ascending()[nearestRank(q, this.count) - 1];
  }

  /** The values in ascending order; where they are not kept, of each the lower or the upper end of its bucket. */
  ascending(end: 'lower' | 'upper'): Float64Array {
    return this.#chunks === null ? this.histogram.ascending(end) : this.#ascending();
  }

  #ascending(): Float64Array {
    if (this.#sorted !== null) return this.#sorted;
    const values = new Float64Array(this.count);
    for (const [index, chunk] of (this.#chunks ?? []).entries()) {
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
