/**
 * One rung of the ladder: a row of buckets, each for the same span of time, a power of two of microseconds so that finding
 * a bucket is exact.
 */
import type { Microseconds } from '../types.ts';

export class Rung {
  /** Where each bucket's next entry goes, in the chunks of the ladder; 0 for an empty bucket. */
  tails = new Int32Array(64);
  /** Buckets in use. */
  buckets = 0;
  /** Time at which bucket 0 starts. */
  start: Microseconds = 0;
  /** Microseconds that one bucket spans. */
  width: Microseconds = 1;
  /** 1 / width, exact. */
  scale = 1;
  /** The next bucket to open; those before it are empty and take no more events. */
  current = 0;
  /**
   * Time at which bucket `current` starts: events from here on belong in this rung, earlier ones below it. Infinity when
   * the rung is not in use.
   */
  floor: Microseconds = Number.POSITIVE_INFINITY;
  /** First chunk of events of one instant that were taken from a bucket and are on their way to the bottom; or 0. */
  ties = 0;

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
}

/** The smallest power of two that is at least `value`, and at least 1. Powers of two keep bucket arithmetic exact. */
export function powerOfTwoFrom(value: number): number {
  let power = 1;
  while (power < value) power *= 2;
  return power;
}
