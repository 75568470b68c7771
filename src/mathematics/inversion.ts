/**
 * Inverts the tail of a distribution whose density is log-concave.
 */

/** A tail's probability at a point, and the distribution's density there. */
export interface TailValue {
  readonly probability: number;
  readonly density: number;
}

/** Beyond this, exp(u) is zero or infinite. */
const LIMIT = 1500;

/**
 * The point u at which a tail has the given probability. The logarithm of either tail of a log-concave density is concave,
 * so Newton's method on it is monotone after its first step; a bracket guards against underflow and rounding.
 * @param target probability, in (0, 1/2] for accuracy
 * @param start any point at which the tail does not underflow
 * @param increasing true for the lower tail, false for the upper
 */
export function invertTail(
  target: number,
  start: number,
  increasing: boolean,
  tail: (u: number) => TailValue,
): number {
  const sign = increasing ? 1 : -1;
  let low = -LIMIT;
  let high = LIMIT;
  let u = start;
  for (let iteration = 0; iteration < 200; iteration++) {
    const { probability, density } = tail(u);
    const excess = probability > 0 ? Math.log(probability / target) : Number.NEGATIVE_INFINITY;
    if (excess === 0) return u;
    if (sign * excess > 0) high = u;
    else low = u;
    let next = probability > 0 && density > 0 ? u - (sign * excess * probability) / density : Number.NaN;
    if (!(next > low && next < high)) {
      // A Newton step of rounding size that points out of the bracket means that u is as good as it gets.
      if (Math.abs(next - u) <= 4e-16 * Math.max(1, Math.abs(u))) return u;
      next = low + (high - low) / 2;
    }
    if (Math.abs(next - u) <= 1e-16 * Math.max(1e-3, Math.abs(u)) || next === low || next === high)
      return next;
    u = next;
  }
  return u;
}
