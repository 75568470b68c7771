/** The ladder of a recovery: how long a worker must be well before it is trusted. */

/**
 * How long a worker must be well before it is given tasks, longer with each incident, so that one that flaps stays out (Envoy, outlier
 * detection: time of an ejection).
 *
 * @param incidents at least 1
 */
export function provingTime(incidents: number, base: number, limit: number): number {
  return Math.min(limit, base * incidents);
}
