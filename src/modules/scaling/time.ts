/** Time as the scaling modules count it. */

/** A time or a delay: a whole number of microseconds. */
export type Microseconds = number;

export const SECOND: Microseconds = 1_000_000;

/** Seconds to whole microseconds. */
export function microseconds(seconds: number): Microseconds {
  return Math.round(seconds * SECOND);
}
