/** When a log is cut (dissertation, 5.1). */

/**
 * Whether it is time for another snapshot.
 * @param applied bytes of the entries that were applied since the latest one
 * @param previous bytes of the latest one
 */
export function isSnapshotDue(applied: number, previous: number, least: number, factor: number): boolean {
  return applied >= Math.max(least, factor * previous);
}

/**
 * Whether the log may be cut behind a snapshot. Followers that are a little behind get the entries, which cost less than the whole state;
 * but none holds up more than the log may hold twice.
 * @param haveAll whether all followers that are heard have what the snapshot holds
 * @param since bytes of the entries that were applied since the snapshot was made
 * @param before the same until it was made
 */
export function mayCut(haveAll: boolean, since: number, before: number): boolean {
  return haveAll || since >= before;
}
