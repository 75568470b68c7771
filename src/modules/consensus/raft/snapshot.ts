/** InstallSnapshot (paper, 7; dissertation, 5): what a follower does with one, and how its pieces get there. */
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

/** What pieces are of. Two leaders may have made different snapshots at one position, whose pieces do not fit. */
export interface SnapshotIdentity extends Position {
  readonly size: number;
  readonly checksum: number;
}

export function isSameSnapshot(one: SnapshotIdentity, other: SnapshotIdentity): boolean {
  return (
    one.index === other.index &&
    one.term === other.term &&
    one.size === other.size &&
    one.checksum === other.checksum
  );
}

/** Whether a piece goes on where those that have come end. One that came before is not taken again, and one too early is sent again. */
export function takesChunk(received: number, offset: number, length: number, size: number): boolean {
  return offset === received && offset + length <= size;
}

/**
 * How much the leader knows a follower to have after an answer; null: the answer is an old one, and says nothing.
 * @param isAskedAgain whether a piece had to be sent again: then the follower may have lost what it had, and less is believed as well
 */
export function afterChunkAnswer(
  acknowledged: number,
  isAskedAgain: boolean,
  received: number,
): number | null {
  return received > acknowledged || (isAskedAgain && received < acknowledged) ? received : null;
}

/** Whether a follower can only be served by a snapshot: the entry before the next one to send is not known any more. */
export function needsSnapshot(next: number, log: LogTerms): boolean {
  return next <= log.snapshotIndex;
}
