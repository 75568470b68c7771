/** Reads that write nothing to the log (dissertation, 6.4). */
import type { ProcessId } from '../../ports.ts';
import { type Configuration, quorumValue } from '../quorum/configuration.ts';

/**
 * The index that a read has to see: everything committed when it arrived; null: not known yet. A new leader knows what is committed once it
 * has committed an entry of its own term.
 * @param commitTerm term of the entry at the commit index
 */
export function readIndex(commitIndex: number, commitTerm: number, currentTerm: number): number | null {
  return commitTerm === currentTerm ? commitIndex : null;
}

/**
 * The round of heartbeats that shows that the leader was one when a read arrived: the next one. Whoever answers a round that began earlier may
 * have followed another leader since. Rounds are numbered from 1 within one leadership.
 * @param latest the latest round that has begun
 */
export function roundForRead(latest: number): number {
  return latest + 1;
}

/**
 * The latest round that a quorum has answered.
 * @param answeredOf the latest round that each one has answered; the leader's own answer is the latest that it began
 */
export function confirmedRound(
  configuration: Configuration,
  answeredOf: (process: ProcessId) => number,
): number {
  return quorumValue(configuration, answeredOf);
}

export interface PendingRead {
  readonly index: number;
  readonly round: number;
}

export function mayAnswerRead(read: PendingRead, confirmed: number, appliedIndex: number): boolean {
  return confirmed >= read.round && appliedIndex >= read.index;
}
