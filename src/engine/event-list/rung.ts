/**
 * One rung of the ladder: a row of buckets, each for the same span of time, a power of two of microseconds so that finding
 * a bucket is exact. A bucket is a list of events in the order in which they were scheduled.
 */
import type { Microseconds } from '../types.ts';
import type { Chunks } from './chunks.ts';

export class Rung {
  /** The list of each bucket, by its tail in `chunks`. */
  tails = new Int32Array(64);
  /** Buckets in use. */
  buckets = 0;
  /** Time at which bucket 0 starts. */
  start: Microseconds = Number.POSITIVE_INFINITY;
  /** Microseconds that one bucket spans. */
  width: Microseconds = Number.POSITIVE_INFINITY;
  /** 1 / width, exact. */
  scale: number = Number.POSITIVE_INFINITY;
  /** The next bucket to open; those before it are empty and take no more events. */
  current = 0;
  /**
   * Time at which bucket `current` starts: events from here on belong in this rung, earlier ones below it. Infinity when
   * the rung is not in use.
   */
  floor: Microseconds = Number.POSITIVE_INFINITY;
  /** First chunk of events of one instant that were taken from a bucket and are on their way to the bottom; or 0. */
  ties = 0;
  private readonly chunks: Chunks;

  constructor(chunks: Chunks) {
    this.chunks = chunks;
  }

  /** Make ready for events in [start, start + buckets * width). All buckets are empty before and after. */
  begin(start: Microseconds, width: Microseconds, buckets: number): void {
    if (buckets > this.tails.length) this.tails = new Int32Array(Math.max(buckets, this.tails.length * 2));
    this.buckets = buckets;
    this.start = start;
    this.width = width;
    this.scale = 1 / width;
    this.current = 0;
    this.floor = start;
  }

  /** Add an event whose time is not before `floor`. */
  put(record: number, time: Microseconds): void {
    const bucket = ((time - this.start) * this.scale) | 0;
    this.tails[bucket] = this.chunks.append(this.tails[bucket], record);
  }

  /** Drop the events that `keep` does not want. */
  filter(keep: (record: number) => boolean): void {
    const { chunks, tails, buckets } = this;
    if (this.ties !== 0) {
      const tail = chunks.filter(this.ties, keep);
      this.ties = tail === 0 ? 0 : chunks.open(tail);
    }
    for (let i = this.current; i < buckets; i++) {
      if (tails[i] !== 0) tails[i] = chunks.filter(chunks.open(tails[i]), keep);
    }
  }
}

/** The smallest power of two that is at least `value`, and at least 1. Powers of two keep bucket arithmetic exact. */
export function powerOfTwoFrom(value: number): number {
  let power = 1;
  while (power < value) power *= 2;
  return power;
}
