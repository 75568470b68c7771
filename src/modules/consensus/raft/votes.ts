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
  /** Whether the leader itself has asked the candidate to take over. */
  readonly isTransfer: boolean;
}

/**
 * Whether a vote is granted, once `decideTerm` has said to handle the request. A vote must be durable before the answer leaves, and restarts
 * the election timer. A pre-vote is promised to as many as ask; nothing is written and no timer restarted for it.
 *
 * Who hears a leader has no vote for others, also where another message than the request has brought the term: the leader may have a lease.
 */
export function grantsVote(voter: Voter, request: VoteRequest): boolean {
  if (request.term < voter.term || !isUpToDate(request.last, voter.last)) return false;
  const isAgain = voter.votedFor === request.candidate;
  const isFree = voter.votedFor === null;
  if (request.isPreVote) return !voter.hearsLeader && (request.term > voter.term || isFree || isAgain);
  if (request.term !== voter.term) return false;
  return isAgain || (isFree && (!voter.hearsLeader || request.isTransfer));
}
