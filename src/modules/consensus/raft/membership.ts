/** Changes of the configuration, which is the latest one in the log, committed or not (dissertation, 4). */
import type { ProcessId } from '../../ports.ts';
import { type Configuration, isVoter } from '../quorum/configuration.ts';
import type { Members, MembershipRefusal } from '../replicated-log.ts';

/** What a leader looks at. */
export interface LeaderState {
  readonly currentTerm: number;
  readonly commitIndex: number;
  /** Term of the entry at the commit index. */
  readonly commitTerm: number;
  /** The latest configuration in its log. */
  readonly configuration: Configuration;
  readonly configurationIndex: number;
}

/** `allowed`, or why not. `more than one server` comes or goes: that takes a joint configuration. */
export type ChangeDecision = 'allowed' | MembershipRefusal | 'more than one server';

/** Whether a leader may append a configuration that is reached by way of a joint one. */
export function mayChange(leader: LeaderState, voters: readonly ProcessId[]): 'allowed' | MembershipRefusal {
  if (voters.length === 0) return 'no voters';
  if (leader.configurationIndex > leader.commitIndex) return 'change pending';
  if (leader.configuration.outgoing !== undefined) return 'joint';
  return leader.commitTerm === leader.currentTerm ? 'allowed' : 'nothing committed in term';
}

/** Whether a leader may append a configuration that differs by one server, without a joint one between. */
export function mayChangeOne(leader: LeaderState, voters: readonly ProcessId[]): ChangeDecision {
  const decision = mayChange(leader, voters);
  if (decision !== 'allowed') return decision;
  const old = leader.configuration.voters;
  const come = voters.filter((voter) => !old.includes(voter)).length;
  const gone = old.filter((voter) => !voters.includes(voter)).length;
  return come + gone <= 1 ? 'allowed' : 'more than one server';
}

/** The configuration to append for members that `mayChange` allows. */
export function firstStep(leader: LeaderState, { voters, learners }: Members): Configuration {
  if (mayChangeOne(leader, voters) === 'allowed') return { voters, learners };
  return { voters, outgoing: leader.configuration.voters, learners };
}

/** The configuration that ends a joint one. */
export function lastStep({ voters, learners }: Configuration): Configuration {
  return { voters, learners };
}

/** Whether a leader has to append the configuration that ends a joint one: this is committed, by an entry of the leader's own term. */
export function mayLeaveJoint(leader: LeaderState): boolean {
  return (
    leader.configuration.outgoing !== undefined &&
    leader.configurationIndex <= leader.commitIndex &&
    leader.commitTerm === leader.currentTerm
  );
}

/** Whether a leader that is not part of the latest configuration is done: only once that is committed, as until then it is needed. */
export function mayRetire(leader: LeaderState, self: ProcessId): boolean {
  return !isVoter(leader.configuration, self) && leader.configurationIndex <= leader.commitIndex;
}

/**
 * Whether somebody may stand for election: who votes by the latest configuration; and who voted by the one before while the latest may not be
 * committed, as the others may lack it, and then need this log.
 * @param previous null: the latest one is committed
 */
export function mayCampaign(
  self: ProcessId,
  latest: Configuration,
  previous: Configuration | null,
  isLatestCommitted: boolean,
): boolean {
  if (isVoter(latest, self)) return true;
  return !isLatestCommitted && previous !== null && isVoter(previous, self);
}
