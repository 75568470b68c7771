import type { Microseconds } from './types.ts';

/** An event would lie beyond the largest time that there is, 2^53 - 1 microseconds: 285 years. */
export class TimeOverflow extends RangeError {
  override readonly name = 'TimeOverflow';
}

/** What is wrong with an event that the kernel cannot take. */
export function eventError(
  at: Microseconds,
  now: Microseconds,
  kind: number,
  target: number,
  a: number,
  b: number,
): RangeError {
  if (!(at >= now && Number.isSafeInteger(at))) return timeError(at, now);
  const words = [kind, target, a, b].join(', ');
  return new RangeError(`kind is 0 .. 65535 and target, a, b are 32-bit integers, not ${words}`);
}

/** What is wrong with a time that the kernel cannot take. */
export function timeError(at: Microseconds, now: Microseconds): RangeError {
  if (at < now) return new RangeError(`cannot go back to ${at} us: it is already ${now} us`);
  const message = `a time is a whole number of microseconds, ${now} (now) .. 2^53 - 1, not ${at}`;
  return at > Number.MAX_SAFE_INTEGER ? new TimeOverflow(message) : new RangeError(message);
}
