import type { Microseconds } from './types.ts';

/** What is wrong with a time that the kernel cannot take. */
export function timeError(at: Microseconds, now: Microseconds): RangeError {
  return new RangeError(
    at < now
      ? `cannot go back to ${at} us: it is already ${now} us`
      : `a time is a whole number of microseconds, ${now} (now) .. 2^53 - 1, not ${at}`,
  );
}
