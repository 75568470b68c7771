/**
 * A log of commands that replicas agree on: what a consensus protocol offers to the state machine that runs on it. Whoever uses it does not
 * learn which protocol it is.
 */
import type { Module, ProcessId } from '../ports.ts';
import type { Configuration } from './quorum/configuration.ts';

/** What a replica calls proposals and reads by; it counts from 1 in each life. */
export type Ticket = number;

/** Why a proposal or a read is refused. Nothing has happened then, and it may be tried again, or elsewhere. */
export type Refusal =
  /** This replica does not lead: `status.leader` may know who does. */
  | 'not leader'
  /** A leader that does not know yet what is committed. Of reads alone. */
  | 'not ready'
  /** As much is under way as may be. */
  | 'busy'
  /** The command is larger than a message may be. */
  | 'too large'
  /** There is no room for the log to grow. */
  | 'log full'
  /** The leader is handing over. Of reads this is no reason. */
  | 'transferring'
  /** Only a member that votes can lead. */
  | 'not a voter'
  | MembershipRefusal;

/** Why other members are refused. */
export type MembershipRefusal =
  /** The latest configuration is not committed. */
  | 'change pending'
  /** The latest configuration is joint: it has to be left first. */
  | 'joint'
  /** The leader has committed nothing in its term: another leader's change may be under way that it does not know of. */
  | 'nothing committed in term'
  /** A configuration without voters. */
  | 'no voters'
  /** Somebody is to vote that is no learner yet, or one too far behind. */
  | 'not caught up';

export interface Members {
  /** Distinct. */
  readonly voters: readonly ProcessId[];
  /** Distinct, and none of the voters. They have the log and do not vote. */
  readonly learners: readonly ProcessId[];
}

export type Answer =
  | { readonly isAccepted: true; readonly ticket: Ticket }
  | { readonly isAccepted: false; readonly reason: Refusal };

/**
 * `committed`: the command of the proposal has been applied here. `undecided`: this replica will not learn what becomes of it; it may be
 * committed at any later time, or never.
 */
export type ProposalOutcome = 'committed' | 'undecided';

/** The state machine on the log. It is called within calls of the replica's module. */
export interface ReplicatedStateMachine {
  /**
   * In ascending order of indexes, and exactly once for each command in one life: a replica that has been restarted begins anew from its
   * snapshot, or from the first. Indexes between may hold what only concerns the protocol.
   * @param index from 1
   * @param command not to be changed
   */
  apply(index: number, command: Uint8Array): void;
  /**
   * All that the commands applied so far have made, what is known of clients included: their commands are in the log no longer.
   * @returns not to be changed any more
   */
  snapshot(): Uint8Array;
  /**
   * Takes over the state of a snapshot, in place of all that it has: at the start, or where the commands up to an index will not come.
   * @param index of the last command that the state holds
   * @param state what `snapshot` has returned at some replica; not to be changed
   */
  restore(index: number, state: Uint8Array): void;
  /** What has become of an accepted proposal: once; directly after `apply` if it is committed; never after a crash. */
  proposalEnded(ticket: Ticket, outcome: ProposalOutcome): void;
  /**
   * What has become of an accepted read: the state has, at this moment, all that was committed when the read was asked for; or this
   * replica cannot tell, and the read may be tried again.
   */
  readEnded(ticket: Ticket, isCurrent: boolean): void;
}

/** `damaged`: it has lost what it had promised to keep, and takes no part any more. */
export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader' | 'damaged';

export interface ReplicaStatus {
  readonly role: Role;
  /** Number of the leadership that this replica knows of: term, ballot or view. */
  readonly term: number;
  /** Whom it follows; itself where it leads; null: it knows of nobody. */
  readonly leader: ProcessId | null;
  /** All up to this index is committed, for all that this replica knows. */
  readonly commitIndex: number;
  readonly appliedIndex: number;
}

/** One replica. */
export interface ReplicatedLog extends Module {
  /** Puts a command up to be committed. @param command not to be changed any more */
  propose(command: Uint8Array): Answer;
  /** Asks to be told when the state is recent enough to be read. Nothing is written to the log. */
  read(): Answer;
  /**
   * Puts other members in the place of those that there are. Whoever is to vote has to be a learner first. Where more than one voter comes or
   * goes, the change takes two steps, which follow by themselves. The proposal ends when the last of them is committed.
   * @throws RangeError when somebody is in it twice
   */
  changeMembers(members: Members): Answer;
  /**
   * Hands the leadership over, to the voter that has most of the log if nobody is named. Proposals are refused until another leads, or until
   * it is given up after an election timeout.
   * @returns null: it has begun
   */
  transferLeadership(to?: ProcessId): Refusal | null;
  readonly status: ReplicaStatus;
  readonly members: Configuration;
}
