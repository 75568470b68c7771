/**
 * One rung of the ladder: a row of buckets, each for the same span of time, a power of two of microseconds so that finding
 * a bucket is exact. A bucket is a chain through the event records, latest scheduled first.
 */
import type { Microseconds } from '../types.ts';
import { NONE } from './event-list.ts';

export class Rung {
  /** First record of each bucket's chain. */
  heads = new Int32Array(64);
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
  /** Events of one instant taken from a bucket, earliest scheduled first, on their way to the bottom. */
  ties = NONE;

  /** Make ready for events in [start, start + buckets * width). All buckets are empty before and after. */
  begin(start: Microseconds, width: Microseconds, buckets: number): void {
    if (buckets > this.heads.length) this.heads = new Int32Array(Math.max(buckets, this.heads.length * 2));
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
