/** What the term of a message does to its receiver (paper, 5.1; dissertation, 4.2.3 and 9.6). */
import type { ProcessId } from '../../ports.ts';
import { type Configuration, isQuorum } from '../quorum/configuration.ts';

export interface TermOfMessage {
  readonly kind: 'requestVote' | 'voteReply' | 'fromLeader' | 'leaderReply' | 'timeoutNow';
  readonly term: number;
  /** Of votes: it is only asked what would be answered. */
  readonly isPreVote?: boolean;
  /** Of replies to votes. */
  readonly isGranted?: boolean;
  /** Of requests for votes: the leader itself has asked the candidate to take over. */
  readonly isTransfer?: boolean;
}

/**
 * `handle`: the term is the receiver's, or does not matter. `adopt`: take over the term, without a vote in it, follow, and then handle.
 * `refuse`: answer no, with the own term. `ignore`: do nothing at all.
 */
export type TermDecision = 'handle' | 'adopt' | 'refuse' | 'ignore';

/**
 * @param hearsLeader whether a leader was heard within the shortest election timeout: then a candidate cannot be right that there is none,
 * unless the leader has asked it
 */
export function decideTerm(ownTerm: number, hearsLeader: boolean, message: TermOfMessage): TermDecision {
  const isReply = message.kind === 'voteReply' || message.kind === 'leaderReply';
  if (message.term < ownTerm) return isReply ? 'ignore' : 'refuse';
  if (message.term === ownTerm) return 'handle';
  if (message.kind === 'requestVote') {
    if (message.isPreVote) return 'handle';
    return hearsLeader && !message.isTransfer ? 'ignore' : 'adopt';
  }
  // A granted pre-vote repeats the term that was asked about, which nobody is in yet.
  return message.kind === 'voteReply' && message.isPreVote && message.isGranted ? 'handle' : 'adopt';
}

/**
 * CheckQuorum: whether a leader may stay. If not, it steps down in its term.
 * @param isHeard whether somebody has answered within the last election timeout
 */
export function keepsLeading(
  configuration: Configuration,
  self: ProcessId,
  isHeard: (process: ProcessId) => boolean,
): boolean {
  return isQuorum(configuration, (process) => process === self || isHeard(process));
}
