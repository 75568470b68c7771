/** Reads that ask nobody, while no other can lead (dissertation, 6.4.1). */

/**
 * Until when, in microseconds of its own clock, a leader may answer reads without asking: those who answered will vote for nobody else until
 * then.
 * @param sentAt when the latest round that a quorum has answered was sent, not when it was answered
 * @param electionTimeout the shortest
 * @param driftBound how much faster than any other a clock may run: 1 or more. Reads may be stale where clocks keep no such bound
 */
export function leaseEnd(sentAt: number, electionTimeout: number, driftBound: number): number {
  return sentAt + Math.floor(electionTimeout / driftBound);
}

/**
 * @param hasAsked whether the leader has asked somebody to take over, ever in its term: who is asked need not wait for the timeout, and may
 * hear of it late
 */
export function holdsLease(now: number, end: number, hasAsked: boolean): boolean {
  return now < end && !hasAsked;
}

/**
 * When a replica that starts is taken to have heard a leader: with leases at the start, as an earlier life may have answered one.
 * @returns -Infinity: never
 */
export function heardAtStart(now: number, hasLeases: boolean): number {
  return hasLeases ? now : -Infinity;
}
