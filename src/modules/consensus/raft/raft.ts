/**
 * Raft: one replica of a log (Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", 2014; Ongaro's dissertation of the
 * same year). What is decided is decided by the rules beside this file; here they meet messages, timers and the disk.
 *
 * Votes and acknowledgements promise what is written, and leave when it is durable. The leader sends entries at once and writes them
 * meanwhile; it counts itself when its disk is done.
 */
import type { Port, ProcessId } from '../../ports.ts';
import { receiver } from '../../vocabulary.ts';
import type { Answer, ReplicaStatus, ReplicatedLog, ReplicatedStateMachine } from '../replicated-log.ts';
import { decideAppend } from './append.ts';
import { followerCommit } from './commit.ts';
import { Election } from './election.ts';
import { commandEntry, commandOf } from './entries.ts';
import type { Follower } from './followers.ts';
import { Leadership } from './leadership.ts';
import type { RaftOptions } from './options.ts';
import { readIndex, roundForRead } from './reads.ts';
import { Requests } from './requests.ts';
import { ReplicaState } from './state.ts';
import { decideTerm, type TermOfMessage } from './terms.ts';
import { type AppendEntries, raft } from './vocabulary.ts';

const TAG = { election: 0, heartbeat: 1, replicate: 2 } as const;

export class Raft implements ReplicatedLog {
  readonly receives = [
    receiver(raft, {
      requestVote: (from, term, lastIndex, lastTerm, isPreVote) =>
        this.#onRequestVote(from, term, lastIndex, lastTerm, isPreVote === 1),
      vote: (from, term, isGranted, isPreVote) => this.#onVote(from, term, isGranted === 1, isPreVote === 1),
      appendEntries: (from, message) => this.#onAppendEntries(from, message),
      appended: (from, term, match) => this.#onReply(from, term, (follower) => follower.onAcceptance(match)),
      refused: (from, term, previousIndex, index, hintTerm) =>
        this.#onReply(from, term, (follower) =>
          follower.onRejection(previousIndex, { index, term: hintTerm }),
        ),
      heartbeat: (from, term, commit, round) => this.#onHeartbeat(from, term, commit, round),
      heartbeatHeard: (from, term, round) =>
        this.#onReply(from, term, (follower) => follower.onHeartbeatHeard(round)),
    }),
  ];
  readonly #state: ReplicaState;
  readonly #machine: ReplicatedStateMachine;
  readonly #election: Election;
  readonly #requests: Requests;
  /** Not null while it leads. */
  #leadership: Leadership | null = null;
  #appliedIndex: number;
  #isApplying = false;
  #isReplicationDue = false;

  constructor(port: Port, options: RaftOptions, machine: ReplicatedStateMachine) {
    this.#state = new ReplicaState(port, options);
    this.#machine = machine;
    this.#requests = new Requests(machine);
    this.#appliedIndex = this.#state.commitIndex;
    this.#election = new Election(this.#state, TAG.election, {
      becomeFollower: () => this.#becomeFollower(),
      becomeLeader: () => this.#becomeLeader(),
    });
  }

  get members() {
    return this.#state.configuration;
  }

  get status(): ReplicaStatus {
    const { role, currentTerm, leader, commitIndex } = this.#state;
    return { role, term: currentTerm, leader, commitIndex, appliedIndex: this.#appliedIndex };
  }

  start(): void {
    this.#state.recover();
    if (this.#state.role !== 'damaged') this.#election.restartTimer();
  }

  onTimer(tag: number, argument: number): void {
    if (tag === TAG.election) this.#election.onTimer(argument);
    else if (tag === TAG.heartbeat) this.#onHeartbeatTimer(argument);
    else this.#replicate();
  }

  onDurable(term: number, index: number): void {
    this.#state.becameDurable(term, index);
    this.#advanceCommit();
  }

  propose(command: Uint8Array): Answer {
    const { port, options, currentTerm } = this.#state;
    const bytes = command.length;
    if (this.#leadership === null) return { isAccepted: false, reason: 'not leader' };
    if (bytes > options.batchBytes) return { isAccepted: false, reason: 'too large' };
    const isFull = this.#requests.proposals >= options.openProposals;
    if (isFull || this.#requests.bytes + bytes > options.openBytes)
      return { isAccepted: false, reason: 'busy' };
    if (!port.log.append(currentTerm, commandEntry(command)))
      return { isAccepted: false, reason: 'log full' };
    // What is proposed at one instant goes in one message.
    if (!this.#isReplicationDue) port.setTimer(0, TAG.replicate, 0);
    this.#isReplicationDue = true;
    return this.#requests.addProposal(port.log.last, bytes);
  }

  read(): Answer {
    const { options, commitIndex, currentTerm, terms } = this.#state;
    if (this.#leadership === null) return { isAccepted: false, reason: 'not leader' };
    const index = readIndex(commitIndex, terms.termAt(commitIndex), currentTerm);
    if (index === null) return { isAccepted: false, reason: 'not ready' };
    if (this.#requests.reads >= options.openProposals) return { isAccepted: false, reason: 'busy' };
    const answer = this.#requests.addRead({ index, round: roundForRead(this.#leadership.round) });
    if (!this.#isReplicationDue) this.#state.port.setTimer(0, TAG.replicate, 0);
    this.#isReplicationDue = true;
    return answer;
  }

  #replicate(): void {
    this.#isReplicationDue = false;
    this.#leadership?.replicate();
    this.#serveReads();
  }

  /** Answers reads, and begins the round that others wait for unless one is under way: one round serves all that came before it. */
  #serveReads(): void {
    const leadership = this.#leadership;
    if (leadership === null || this.#requests.reads === 0) return;
    if (this.#requests.wantedRound > leadership.round && leadership.confirmed === leadership.round)
      leadership.beginRound();
    this.#requests.answerReads(leadership.confirmed, this.#appliedIndex);
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
  ): void {
    const decision = this.#admit({ kind: 'requestVote', term, isPreVote });
    if (decision === 'refuse') this.#election.refuse(from, isPreVote);
    if (decision === 'handle') this.#election.onRequest(from, term, lastIndex, lastTerm, isPreVote);
  }

  #onVote(from: ProcessId, term: number, isGranted: boolean, isPreVote: boolean): void {
    if (this.#admit({ kind: 'voteReply', term, isGranted, isPreVote }) === 'handle')
      this.#election.onVote(from, term, isGranted, isPreVote);
  }

  #onAppendEntries(from: ProcessId, message: AppendEntries): void {
    const { port, terms: log, commitIndex } = this.#state;
    const { term, terms, data, commit } = message;
    const admitted = this.#admit({ kind: 'fromLeader', term });
    if (admitted === 'refuse') port.postEarly(from, raft.refused, this.#state.currentTerm, 0, 0, 0);
    if (admitted !== 'handle') return;
    this.#follow(from);
    const previous = { index: message.previousIndex, term: message.previousTerm };
    const decision = decideAppend(log, commitIndex, { previous, terms, commit });
    if (!decision.isAccepted) {
      const { rejected, hint } = decision;
      port.postEarly(from, raft.refused, term, rejected, hint.index, hint.term);
      return;
    }
    if (decision.truncateFrom > 0) this.#state.truncateFrom(decision.truncateFrom);
    for (let entry = decision.skip; entry < data.length; entry++)
      // The leader sends again what is not acknowledged.
      if (!port.log.append(terms[entry], data[entry])) return;
    port.post(from, raft.appended, term, decision.match);
    this.#commitTo(decision.commit);
  }

  #onHeartbeat(from: ProcessId, term: number, commit: number, round: number): void {
    const { port } = this.#state;
    const admitted = this.#admit({ kind: 'fromLeader', term });
    if (admitted === 'refuse') port.postEarly(from, raft.heartbeatHeard, this.#state.currentTerm, 0);
    if (admitted !== 'handle') return;
    this.#follow(from);
    port.postEarly(from, raft.heartbeatHeard, term, round);
    this.#commitTo(followerCommit(this.#state.commitIndex, commit));
  }

  /** A follower has answered. */
  #onReply(from: ProcessId, term: number, handle: (follower: Follower) => void): void {
    if (this.#admit({ kind: 'leaderReply', term }) !== 'handle') return;
    const follower = this.#leadership?.heard(from);
    if (follower === undefined) return;
    handle(follower);
    this.#advanceCommit();
    this.#serveReads();
  }

  /** Follows the leader of the current term. */
  #follow(leader: ProcessId): void {
    if (this.#leadership !== null)
      throw new Error(
        `processes ${this.#state.port.self} and ${leader} lead in term ${this.#state.currentTerm}`,
      );
    this.#state.role = 'follower';
    this.#state.heardLeader(leader);
    this.#election.restartTimer();
  }

  #becomeFollower(): void {
    const isDeposed = this.#leadership !== null;
    this.#leadership = null;
    this.#state.role = 'follower';
    this.#state.leader = null;
    if (!isDeposed) return;
    this.#election.restartTimer();
    this.#requests.abandon();
  }

  #becomeLeader(): void {
    const { port, options, currentTerm } = this.#state;
    const leadership = new Leadership(this.#state);
    if (!leadership.begin()) {
      this.#becomeFollower();
      return;
    }
    this.#leadership = leadership;
    this.#state.role = 'leader';
    this.#state.leader = port.self;
    this.#election.stopTimer();
    // The entry that begins the term says that there is a leader.
    port.setTimer(options.heartbeatInterval, TAG.heartbeat, currentTerm);
  }

  /** @param term in which it was set */
  #onHeartbeatTimer(term: number): void {
    const { port, options, currentTerm } = this.#state;
    if (this.#leadership === null || term !== currentTerm) return;
    if (!this.#leadership.isHeard) this.#becomeFollower();
    else {
      this.#leadership.beginRound();
      port.setTimer(options.heartbeatInterval, TAG.heartbeat, term);
    }
  }

  #advanceCommit(): void {
    if (this.#leadership !== null) this.#commitTo(this.#leadership.commitIndex);
  }

  /** Applies what is committed, in order. The state machine may propose and read meanwhile. */
  #commitTo(index: number): void {
    this.#state.commitIndex = Math.max(this.#state.commitIndex, index);
    if (this.#isApplying) return;
    this.#isApplying = true;
    while (this.#appliedIndex < this.#state.commitIndex) {
      this.#appliedIndex++;
      const command = commandOf(this.#state.port.log.entry(this.#appliedIndex) as Uint8Array);
      if (command !== null) this.#machine.apply(this.#appliedIndex, command);
      this.#requests.applied(this.#appliedIndex);
    }
    this.#isApplying = false;
  }
}
