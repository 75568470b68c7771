/** InstallSnapshot (paper, 7; dissertation, 5). */
import { hasEntry, type LogTerms, type Position } from './log.ts';

/**
 * `ignore`: it holds nothing that is not committed here; answer the commit index. `keepSuffix`: the log has its last entry; the entries behind
 * stay, and everything up to it is committed. `replace`: the state is the snapshot's, and the whole log goes.
 */
export type SnapshotDecision = 'ignore' | 'keepSuffix' | 'replace';

/** @param last position of the last entry that the snapshot holds */
export function decideSnapshot(log: LogTerms, commitIndex: number, last: Position): SnapshotDecision {
  if (last.index <= commitIndex) return 'ignore';
  return hasEntry(log, last) ? 'keepSuffix' : 'replace';
}
