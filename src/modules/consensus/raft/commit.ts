/** What is committed (paper, 5.3 and 5.4.2; dissertation, 4.3). */
import type { ProcessId } from '../../ports.ts';
import { type Configuration, quorumValue } from '../quorum/configuration.ts';
import type { LogTerms } from './log.ts';

/**
 * The leader's commit index: as far as a quorum has the log, if the entry there is of the leader's own term. One of an earlier term that a
 * quorum has may still be overwritten; it is committed with the first entry of the own term behind it.
 * @param matchOf how far each one's log is known to be the leader's; the leader's own, as far as it is durable
 */
export function leaderCommit(
  commitIndex: number,
  currentTerm: number,
  log: LogTerms,
  configuration: Configuration,
  matchOf: (process: ProcessId) => number,
): number {
  const index = quorumValue(configuration, matchOf);
  return index > commitIndex && log.termAt(index) === currentTerm ? index : commitIndex;
}

/** The commit index that a heartbeat to a follower may carry: nothing is said of entries that its log is not known to have. */
export function heartbeatCommit(commitIndex: number, match: number): number {
  return Math.min(commitIndex, match);
}

/** The follower's commit index after a heartbeat of the current term: old ones never lower it. */
export function followerCommit(commitIndex: number, told: number): number {
  return Math.max(commitIndex, told);
}
