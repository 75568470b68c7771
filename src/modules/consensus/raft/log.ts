/** What the rules ask of a log: terms of entries by index, from 1. */

/** Where an entry stands. Index 0, term 0: before all entries. */
export interface Position {
  readonly index: number;
  readonly term: number;
}

export interface LogTerms {
  /** Last index that is compacted into a snapshot; 0: none is. */
  readonly snapshotIndex: number;
  /** Index of the last entry, or `snapshotIndex`. */
  readonly lastIndex: number;
  /** From `snapshotIndex` to `lastIndex`; 0 at index 0. */
  termAt(index: number): number;
}

/** Whether one log is at least as up to date as another: by the term of the last entry, then by its index (paper, 5.4.1). */
export function isUpToDate(candidate: Position, own: Position): boolean {
  return candidate.term > own.term || (candidate.term === own.term && candidate.index >= own.index);
}

/** Whether a log has an entry at this position. What is compacted but for the last of it cannot be told, and counts as not there. */
export function hasEntry(log: LogTerms, { index, term }: Position): boolean {
  return index >= log.snapshotIndex && index <= log.lastIndex && log.termAt(index) === term;
}

/**
 * The last entry at or before a position whose term is not above that of the position. Where only compacted entries are left, whose terms are
 * not known: an index before the end of the snapshot.
 */
export function lastAtMost(log: LogTerms, { index, term }: Position): Position {
  let at = Math.min(index, log.lastIndex);
  while (at >= log.snapshotIndex && log.termAt(at) > term) at--;
  return { index: at, term: at < log.snapshotIndex ? term : log.termAt(at) };
}
