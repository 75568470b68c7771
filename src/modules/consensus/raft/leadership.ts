/** One leadership: from the election to whatever ends it (paper, 5.3 and 5.4; dissertation, 6.4). */
import type { ProcessId } from '../../ports.ts';
import { type Configuration, isVoter } from '../quorum/configuration.ts';
import { heartbeatCommit, leaderCommit } from './commit.ts';
import { configurationEntry, NO_OP } from './entries.ts';
import { Follower } from './followers.ts';
import { holdsLease, leaseEnd } from './lease.ts';
import type { LeaderState } from './membership.ts';
import { confirmedRound } from './reads.ts';
import { Rounds } from './rounds.ts';
import type { ReplicaState } from './state.ts';
import { keepsLeading } from './terms.ts';
import { isTransferOver, mayAskToLead, mayTransfer, type TransferDecision } from './transfer.ts';
import { raft } from './vocabulary.ts';

export class Leadership {
  readonly #state: ReplicaState;
  readonly #followers = new Map<ProcessId, Follower>();
  readonly #rounds: Rounds;
  #isOutsider = false;
  /** Whether somebody was ever asked to take over. */
  #hasAsked = false;
  #transfer: { readonly target: ProcessId; readonly since: number } | null = null;

  constructor(state: ReplicaState) {
    this.#state = state;
    this.#rounds = new Rounds(state.options.electionTimeout);
    this.#reconfigure();
  }

  /** Adds the entry that begins the term. @returns false when the log has no room: then nobody can lead with it */
  append(): boolean {
    const { configurations, currentTerm } = this.#state;
    // The first entry of a log tells whoever joins later who voted from the beginning.
    const entry = configurations.latestIndex === 0 ? configurationEntry(configurations.latest) : NO_OP;
    return this.#state.append(currentTerm, entry);
  }

  /** Whether the term, and with it the own vote, is durable. */
  get isDurable(): boolean {
    const { port, currentTerm, durableIndex } = this.#state;
    return port.log.termAt(durableIndex) === currentTerm;
  }

  /** Appends a configuration, which acts at once. @returns false when the log has no room */
  appendConfiguration(configuration: Configuration): boolean {
    if (!this.#state.append(this.#state.currentTerm, configurationEntry(configuration))) return false;
    this.#reconfigure();
    return true;
  }

  /** Replicates to those that the latest configuration names, and to nobody else. */
  #reconfigure(): void {
    const { port, peers, configuration } = this.#state;
    this.#isOutsider = !isVoter(configuration, port.self);
    for (const id of this.#followers.keys()) if (!peers.includes(id)) this.#followers.delete(id);
    for (const id of peers) {
      const follower = this.#followers.get(id) ?? new Follower(id, this.#state);
      follower.isLearner = !isVoter(configuration, id);
      this.#followers.set(id, follower);
    }
  }

  /** Whether the leader itself does not vote. */
  get isOutsider(): boolean {
    return this.#isOutsider;
  }

  /** What the rules of membership look at. */
  get view(): LeaderState {
    const { currentTerm, commitIndex, terms, configuration, configurations } = this.#state;
    const commitTerm = terms.termAt(commitIndex);
    return {
      currentTerm,
      commitIndex,
      commitTerm,
      configuration,
      configurationIndex: configurations.latestIndex,
    };
  }

  /** Whether all of these vote already, or would hold up nothing if they did. */
  areCaughtUp(voters: readonly ProcessId[]): boolean {
    const { configuration } = this.#state;
    return voters.every((voter) => isVoter(configuration, voter) || this.#followers.get(voter)?.isCaughtUp);
  }

  replicate(): void {
    for (const follower of this.#followers.values()) follower.replicate();
  }

  /** Tells the followers that the leader lives. */
  beginRound(): void {
    const { port, currentTerm, commitIndex } = this.#state;
    this.#rounds.begin(port.now());
    // Early: it promises nothing that was written.
    for (const { id, match } of this.#followers.values())
      port.postEarly(id, raft.heartbeat, currentTerm, heartbeatCommit(commitIndex, match), this.round);
  }

  /** The latest round of heartbeats that has begun. */
  get round(): number {
    return this.#rounds.latest;
  }

  /** The latest that a quorum has answered. */
  get confirmed(): number {
    return confirmedRound(
      this.#state.configuration,
      (process) => this.#followers.get(process)?.answeredRound ?? this.round,
    );
  }

  /** Whether nobody else can lead at this moment, as far as clocks keep their bound. */
  get holdsLease(): boolean {
    const { port, options } = this.#state;
    const { electionTimeout, leaseDriftBound } = options;
    if (leaseDriftBound === null) return false;
    const end = leaseEnd(this.#rounds.sentAt(this.confirmed), electionTimeout, leaseDriftBound);
    return holdsLease(port.now(), end, this.#hasAsked);
  }

  /** CheckQuorum: whether a quorum was heard within the shortest election timeout. */
  get isHeard(): boolean {
    const { port, options, configuration } = this.#state;
    const since = port.now() - options.electionTimeout;
    return keepsLeading(configuration, port.self, (process) => this.#heardAt(process) >= since);
  }

  #heardAt(process: ProcessId): number {
    return this.#followers.get(process)?.heardAt ?? -Infinity;
  }

  /** The follower that an answer of the leader's term is from. */
  heard(process: ProcessId): Follower | undefined {
    const follower = this.#followers.get(process);
    if (follower) follower.heardAt = this.#state.port.now();
    return follower;
  }

  get isTransferring(): boolean {
    return this.#transfer !== null;
  }

  /** @param target null: whoever has most of the log */
  beginTransfer(target: ProcessId | null): TransferDecision {
    const { port, configuration } = this.#state;
    const to = target ?? this.#mostAdvanced();
    if (to === null) return 'not a voter';
    const decision = mayTransfer(configuration, port.self, to, this.isTransferring);
    if (decision !== 'allowed') return decision;
    this.#transfer = { target: to, since: port.now() };
    this.advanceTransfer(to);
    return decision;
  }

  /** To be called when a follower was heard: asks the target, again and again, once it has all. */
  advanceTransfer(heard: ProcessId): void {
    const { port, currentTerm, terms } = this.#state;
    const target = this.#transfer?.target;
    if (target !== heard) return;
    const match = this.#followers.get(target)?.match ?? 0;
    if (!mayAskToLead(match, terms.lastIndex)) return;
    this.#hasAsked = true;
    // Early: it promises nothing that was written.
    port.postEarly(target, raft.timeoutNow, currentTerm);
  }

  /** To be called now and then. */
  reviewTransfer(): void {
    if (this.#transfer === null) return;
    const { port, options, configuration } = this.#state;
    const { target, since } = this.#transfer;
    if (isTransferOver(configuration, target, port.now() - since, options.electionTimeout))
      this.#transfer = null;
  }

  #mostAdvanced(): ProcessId | null {
    let most: Follower | null = null;
    for (const follower of this.#followers.values())
      if (isVoter(this.#state.configuration, follower.id) && follower.match > (most?.match ?? -1))
        most = follower;
    return most?.id ?? null;
  }

  /** Whether all followers that are heard have the log up to an index. */
  readonly haveAll = (index: number): boolean => {
    const since = this.#state.port.now() - this.#state.options.electionTimeout;
    for (const { heardAt, match } of this.#followers.values())
      if (heardAt >= since && match < index) return false;
    return true;
  };

  /** The commit index, by what is durable here and acknowledged by others. */
  get commitIndex(): number {
    const { commitIndex, currentTerm, terms, configuration, durableIndex } = this.#state;
    return leaderCommit(
      commitIndex,
      currentTerm,
      terms,
      configuration,
      (process) => this.#followers.get(process)?.match ?? durableIndex,
    );
  }
}
