/** How long to wait before something is tried again. */

/**
 * The longest wait after so many failed attempts: it doubles with each, up to a limit. What is waited is drawn uniformly below it (full
 * jitter: Brooker, Exponential Backoff and Jitter, 2015).
 *
 * @param failed at least 1
 */
export function backoffCeiling(failed: number, backoff: number, limit: number): number {
  return Math.min(limit, backoff * (1 << Math.min(30, failed - 1)));
}
