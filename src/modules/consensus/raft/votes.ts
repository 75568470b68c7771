/** Who gets a vote (paper, 5.2 and 5.4.1; dissertation, 9.6). */
import type { ProcessId } from '../../ports.ts';
import { isUpToDate, type Position } from './log.ts';

export interface Voter {
  readonly term: number;
  /** Whom it has voted for in its term; null: nobody. */
  readonly votedFor: ProcessId | null;
  readonly last: Position;
  /** Whether a leader was heard within the shortest election timeout. */
  readonly hearsLeader: boolean;
}

export interface VoteRequest {
  readonly candidate: ProcessId;
  /** The term of the election: of a pre-vote the one that would follow. */
  readonly term: number;
  readonly last: Position;
  readonly isPreVote: boolean;
}

/**
 * Whether a vote is granted, once `decideTerm` has said to handle the request. A vote must be durable before the answer leaves, and restarts
 * the election timer. A pre-vote is promised to as many as ask; nothing is written and no timer restarted for it.
 */
export function grantsVote(voter: Voter, request: VoteRequest): boolean {
  if (request.term < voter.term || !isUpToDate(request.last, voter.last)) return false;
  const isFree = voter.votedFor === null || voter.votedFor === request.candidate;
  if (request.isPreVote) return !voter.hearsLeader && (request.term > voter.term || isFree);
  return request.term === voter.term && isFree;
}
