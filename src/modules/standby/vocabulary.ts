/** What the two of a pair of coordinators say to each other, to witnesses, and to those who follow the leader. */
import { fact, facts } from '../facts.ts';
import { cold, FREE, hot, vocabulary } from '../vocabulary.ts';
import { batchCodec, type ReplicatedBatch } from './batch.ts';

/** What a leading coordinator of a pair announces about the two. */
export const ROLE_CHANGE = {
  /** It goes on without the other, which is silent. */
  alone: 0,
  /** It was the standby, and leads now. */
  takenOver: 1,
  /** The other is up to date again and stands by. */
  paired: 2,
} as const;
export type RoleChange = (typeof ROLE_CHANGE)[keyof typeof ROLE_CHANGE];

/** What one of a pair hears from the other, and from witnesses. */
export const pairing = vocabulary('pairing', {
  /** Writes to the store of the leader. Repeated until confirmed. */
  replicate: cold<ReplicatedBatch>(batchCodec, 50, 'submit', 12),
  /** The last batch of a stream that has been applied; 0: the stream is not known, and must begin anew. */
  replicated: hot(['generation', 'stream', 'batch'], 50, 'acknowledge'),
  /** The heartbeat of the two. `leads` is 1 where the sender leads. */
  beat: hot(['generation', 'leads'], 50, 'heartbeat'),
  /** A witness in answer to a ballot: the generation that it was last asked about, what it promised, and what it voted for, 0 none. */
  witnessed: hot(['generation', 'promised', 'voted'], 50, 'acknowledge'),
});

export const toWitness = vocabulary('witness', {
  /** A generation is to end. `isVote` is 0: promise the ballot, 1: vote for it. */
  ballot: hot(['generation', 'ballot', 'isVote'], 50, FREE),
});

/** What workers and clients hear that follow a leader. */
export const following = vocabulary('following', {
  /** Who leads, and since which generation. */
  lead: hot(['generation', 'leader'], 50, FREE),
});

/** What a pair hears from clients. */
export const sessions = vocabulary('sessions', {
  /** A task is handed in, the client's `number`-th from 0. `wants` is 1 where the client wants to hear of its end. */
  submit: hot(['task', 'number', 'wants'], 44, 'submit'),
  /** The client has heard of the end of a task. */
  settled: hot(['task'], 50, 'acknowledge'),
});

/** What clients hear from a pair. */
export const toSubmitter = vocabulary('submitter', {
  /** So many of the client's submissions are taken on for good. */
  accepted: hot(['taken', 'generation'], 50, FREE),
  /** As `finished`, repeated until it is settled. */
  ended: hot(['task', 'success'], 44, FREE),
});

export const standbyFacts = facts('standby', {
  /**
   * The end of a task that was recorded in an earlier life, or by an earlier leader, who may or may not have told anybody. `reason` is -1 for
   * a success, else the REASON that it failed for.
   */
  reported: fact(['task', 'reason']),
  /** The two have changed roles: one of ROLE_CHANGE. */
  roleChanged: fact(['change', 'generation']),
});
