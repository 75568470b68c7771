/**
 * Raft: one replica of a log (Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", 2014; Ongaro's dissertation of the
 * same year). What is decided is decided by the rules beside this file; here they meet messages, timers and the disk.
 *
 * Votes and acknowledgements promise what is written, and leave when it is durable. The leader sends entries at once and writes them
 * meanwhile; it counts itself when its disk is done.
 */
import type { Port, ProcessId } from '../../ports.ts';
import { receiver } from '../../vocabulary.ts';
import type {
  Answer,
  Members,
  Refusal,
  ReplicaStatus,
  ReplicatedLog,
  ReplicatedStateMachine,
} from '../replicated-log.ts';
import { Applier } from './applier.ts';
import { Election } from './election.ts';
import type { Follower } from './followers.ts';
import { Following } from './following.ts';
import { Leadership } from './leadership.ts';
import { mayRetire } from './membership.ts';
import type { RaftOptions } from './options.ts';
import { Requests } from './requests.ts';
import { Serving } from './serving.ts';
import { ReplicaState } from './state.ts';
import { decideTerm, type TermOfMessage } from './terms.ts';
import { raft } from './vocabulary.ts';

const TAG = { election: 0, heartbeat: 1, replicate: 2 } as const;

export class Raft implements ReplicatedLog {
  readonly receives = [
    receiver(raft, {
      requestVote: (from, term, lastIndex, lastTerm, isPreVote, isTransfer) =>
        this.#onRequestVote(from, term, lastIndex, lastTerm, isPreVote === 1, isTransfer === 1),
      vote: (from, term, isGranted, isPreVote) => this.#onVote(from, term, isGranted === 1, isPreVote === 1),
      appendEntries: (from, message) => {
        if (this.#hears(from, message.term)) this.#following.onAppendEntries(from, message);
      },
      appended: (from, term, match) =>
        this.#onReply(from, term, (follower) => {
          follower.onAcceptance(match);
          this.#leadership?.advanceTransfer(from);
        }),
      refused: (from, term, previousIndex, index, hintTerm) =>
        this.#onReply(from, term, (follower) =>
          follower.onRejection(previousIndex, { index, term: hintTerm }),
        ),
      heartbeat: (from, term, commit, round) => {
        if (this.#hears(from, term)) this.#following.onHeartbeat(from, term, commit, round);
      },
      heartbeatHeard: (from, term, round) =>
        this.#onReply(from, term, (follower) => {
          follower.onHeartbeatHeard(round);
          this.#leadership?.advanceTransfer(from);
        }),
      installSnapshot: (from, message) => {
        if (this.#hears(from, message.term)) this.#following.onInstallSnapshot(from, message);
      },
      snapshotReceived: (from, term, index, received) =>
        this.#onReply(from, term, (follower) => follower.onSnapshotReceived(index, received)),
      timeoutNow: (_, term) => this.#onTimeoutNow(term),
    }),
  ];
  readonly #state: ReplicaState;
  readonly #applier: Applier;
  readonly #following: Following;
  readonly #election: Election;
  readonly #serving: Serving;
  /** Of a replica that votes alone: the leadership that waits for the disk. */
  #coming: Leadership | null = null;

  constructor(port: Port, options: RaftOptions, machine: ReplicatedStateMachine) {
    this.#state = new ReplicaState(port, options);
    const requests = new Requests(machine);
    this.#applier = new Applier(this.#state, machine, requests);
    this.#serving = new Serving(this.#state, requests, TAG.replicate, () => this.#applier.appliedIndex);
    this.#following = new Following(this.#state, this.#applier);
    this.#election = new Election(this.#state, TAG.election, {
      becomeFollower: () => this.#becomeFollower(),
      becomeLeader: (isAlone) => this.#becomeLeader(isAlone),
    });
  }

  get members() {
    return this.#state.configuration;
  }

  get status(): ReplicaStatus {
    const { role, currentTerm, leader, commitIndex } = this.#state;
    return { role, term: currentTerm, leader, commitIndex, appliedIndex: this.#applier.appliedIndex };
  }

  start(): void {
    this.#state.recover();
    if (this.#state.role !== 'damaged' && !this.#applier.recover()) this.#state.foundDamage();
    if (this.#state.role !== 'damaged') this.#election.restartTimer();
  }

  onTimer(tag: number, argument: number): void {
    if (tag === TAG.election) this.#election.onTimer(argument);
    else if (tag === TAG.heartbeat) this.#onHeartbeatTimer(argument);
    else this.#serving.onTimer();
  }

  onDurable(term: number, index: number): void {
    this.#state.becameDurable(term, index);
    if (this.#coming?.isDurable) this.#lead(this.#coming);
    this.#advanceCommit();
  }

  propose(command: Uint8Array): Answer {
    return this.#serving.propose(command);
  }

  read(): Answer {
    return this.#serving.read();
  }

  changeMembers(members: Members): Answer {
    return this.#serving.changeMembers(members);
  }

  transferLeadership(to?: ProcessId): Refusal | null {
    return this.#serving.transferLeadership(to ?? null);
  }

  get #leadership(): Leadership | null {
    return this.#serving.leadership;
  }

  /**
   * What the term of a message does, before the message itself.
   * @returns whether to handle it; `refuse`: it is to be answered with the own term
   */
  #admit(message: TermOfMessage): 'handle' | 'refuse' | 'ignore' {
    const { role, currentTerm, hearsLeader } = this.#state;
    if (role === 'damaged') return 'ignore';
    const decision = decideTerm(currentTerm, hearsLeader, message);
    if (decision !== 'adopt') return decision;
    this.#state.enterTerm(message.term, null);
    this.#becomeFollower();
    return 'handle';
  }

  #onRequestVote(
    from: ProcessId,
    term: number,
    lastIndex: number,
    lastTerm: number,
    isPreVote: boolean,
    isTransfer: boolean,
  ): void {
    const decision = this.#admit({ kind: 'requestVote', term, isPreVote, isTransfer });
    if (decision === 'refuse') this.#election.refuse(from, isPreVote);
    if (decision === 'handle')
      this.#election.onRequest(from, term, lastIndex, lastTerm, isPreVote, isTransfer);
  }

  #onVote(from: ProcessId, term: number, isGranted: boolean, isPreVote: boolean): void {
    if (this.#admit({ kind: 'voteReply', term, isGranted, isPreVote }) === 'handle')
      this.#election.onVote(from, term, isGranted, isPreVote);
  }

  #onTimeoutNow(term: number): void {
    if (this.#admit({ kind: 'timeoutNow', term }) === 'handle' && this.#leadership === null)
      this.#election.takeOver();
  }

  /** A message of a leader. @returns whether to handle it */
  #hears(from: ProcessId, term: number): boolean {
    const admitted = this.#admit({ kind: 'fromLeader', term });
    if (admitted === 'refuse')
      this.#state.port.postEarly(from, raft.refused, this.#state.currentTerm, 0, 0, 0);
    if (admitted === 'handle') this.#follow(from);
    return admitted === 'handle';
  }

  /** A follower has answered. */
  #onReply(from: ProcessId, term: number, handle: (follower: Follower) => void): void {
    if (this.#admit({ kind: 'leaderReply', term }) !== 'handle') return;
    const follower = this.#leadership?.heard(from);
    if (follower === undefined) return;
    handle(follower);
    this.#advanceCommit();
    this.#serving.serveReads();
  }

  /** Follows the leader of the current term. */
  #follow(leader: ProcessId): void {
    if (this.#leadership !== null)
      throw new Error(
        `processes ${this.#state.port.self} and ${leader} lead in term ${this.#state.currentTerm}`,
      );
    this.#coming = null;
    this.#state.role = 'follower';
    this.#state.heardLeader(leader);
    this.#election.restartTimer();
  }

  #becomeFollower(): void {
    this.#coming = null;
    this.#state.role = 'follower';
    this.#state.leader = null;
    if (this.#leadership === null) return;
    this.#election.restartTimer();
    this.#serving.end();
  }

  #becomeLeader(isAlone: boolean): void {
    const leadership = new Leadership(this.#state);
    if (!leadership.append()) this.#becomeFollower();
    // Its term is durable with its first entry. A leader that could forget the term would lead in it twice.
    else if (isAlone) this.#coming = leadership;
    else this.#lead(leadership);
  }

  #lead(leadership: Leadership): void {
    const { port, options, currentTerm } = this.#state;
    this.#coming = null;
    this.#serving.begin(leadership);
    this.#state.role = 'leader';
    this.#state.leader = port.self;
    this.#election.stopTimer();
    // The entry that begins the term says that there is a leader.
    leadership.replicate();
    port.setTimer(options.heartbeatInterval, TAG.heartbeat, currentTerm);
  }

  /** @param term in which it was set */
  #onHeartbeatTimer(term: number): void {
    const { port, options, currentTerm } = this.#state;
    if (this.#leadership === null || term !== currentTerm) return;
    if (!this.#leadership.isHeard) this.#becomeFollower();
    else {
      this.#leadership.reviewTransfer();
      this.#leadership.beginRound();
      port.setTimer(options.heartbeatInterval, TAG.heartbeat, term);
      // A log that was full may have room by now for the end of a change.
      this.#advanceCommit();
    }
  }

  #advanceCommit(): void {
    const leadership = this.#leadership;
    if (leadership === null) return;
    this.#state.commitIndex = leadership.commitIndex;
    this.#serving.advanceChange();
    this.#applier.apply();
    this.#applier.compact(leadership.haveAll);
    if (leadership.isOutsider && mayRetire(leadership.view, this.#state.port.self)) this.#retire(leadership);
  }

  /** Steps down, as it is no member any more. The others hear of the commit, and one of them takes over. */
  #retire(leadership: Leadership): void {
    leadership.beginRound();
    leadership.beginTransfer(null);
    this.#becomeFollower();
  }
}
