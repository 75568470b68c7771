/** The ladder of a recovery: how long to wait before the next attempt, and how long a worker must be well before it is trusted. */

/**
 * The longest wait after so many failed attempts, which doubles with each; what is waited is drawn uniformly below it (full jitter).
 *
 * @param failed at least 1
 */
export function backoffCeiling(failed: number, backoff: number, limit: number): number {
  return Math.min(limit, backoff * (1 << Math.min(30, failed - 1)));
}

/**
 * How long a worker must be well before it is given tasks, longer with each incident, so that one that flaps stays out (Envoy, outlier
 * detection: time of an ejection).
 *
 * @param incidents at least 1
 */
export function provingTime(incidents: number, base: number, limit: number): number {
  return Math.min(limit, base * incidents);
}
