/** AppendEntries: what a follower does with it, and what a leader makes of the answer (paper, 5.3; dissertation, 3.5 and 10.2.1). */
import { hasEntry, type LogTerms, lastAtMost, type Position } from './log.ts';

export interface AppendRequest {
  /** The entry before the first of these. */
  readonly previous: Position;
  /** Terms of the entries. */
  readonly terms: ArrayLike<number>;
  /** The leader's commit index. */
  readonly commit: number;
}

export type AppendDecision =
  | {
      readonly isAccepted: true;
      /** First index to remove from the log; 0: remove nothing. */
      readonly truncateFrom: number;
      /** How many of the entries the log has already: the others are to be appended. */
      readonly skip: number;
      /** The index up to which the log is the leader's, which is not the end of the log. */
      readonly match: number;
      /** The commit index afterwards. */
      readonly commit: number;
    }
  | {
      readonly isAccepted: false;
      /** `previous.index` of the request. */
      readonly rejected: number;
      /** The last entry of this log that can be the leader's. */
      readonly hint: Position;
    };

/** What to do with a request of the current term. Committed entries are never removed. */
export function decideAppend(log: LogTerms, commitIndex: number, request: AppendRequest): AppendDecision {
  const { previous, terms } = request;
  // Committed entries are the leader's, whatever an old or repeated request holds.
  if (previous.index < commitIndex)
    return { isAccepted: true, truncateFrom: 0, skip: terms.length, match: commitIndex, commit: commitIndex };
  if (!hasEntry(log, previous))
    return { isAccepted: false, rejected: previous.index, hint: lastAtMost(log, previous) };

  let skip = 0;
  while (skip < terms.length && hasEntry(log, { index: previous.index + 1 + skip, term: terms[skip] }))
    skip++;
  const next = previous.index + 1 + skip;
  const isConflict = skip < terms.length && next <= log.lastIndex;
  const match = previous.index + terms.length;
  return {
    isAccepted: true,
    truncateFrom: isConflict ? next : 0,
    skip,
    match,
    commit: Math.max(commitIndex, Math.min(request.commit, match)),
  };
}

/** What a leader knows of a follower. */
export interface Progress {
  /** The index up to which its log is known to be the leader's. */
  readonly match: number;
  /** The next entry to send. */
  readonly next: number;
  /** Whether the leader looks for where the logs agree: one request at a time. */
  readonly isProbing: boolean;
}

/** After an acceptance, also an old or repeated one. */
export function afterAcceptance({ match, next }: Progress, accepted: number): Progress {
  const matched = Math.max(match, accepted);
  return { match: matched, next: Math.max(next, matched + 1), isProbing: false };
}

/**
 * After a rejection; null: it is an old one, and says nothing. The next try is where the follower's hint and the leader's log can agree: at
 * most one try for each term.
 * @param log the leader's
 */
export function afterRejection(
  { match, next, isProbing }: Progress,
  rejected: number,
  hint: Position,
  log: LogTerms,
): Progress | null {
  if (isProbing ? rejected !== next - 1 : rejected <= match) return null;
  const agreed = lastAtMost(log, hint).index;
  return { match, next: Math.max(match + 1, Math.min(rejected, agreed + 1)), isProbing: true };
}
