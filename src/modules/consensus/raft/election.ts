/** Elections: the election timer, candidates and votes (paper, 5.2; dissertation, 9.6). */
import type { ProcessId, TimerId } from '../../ports.ts';
import { Ballots } from '../quorum/configuration.ts';
import type { ReplicaState } from './state.ts';
import { raft } from './vocabulary.ts';
import { grantsVote } from './votes.ts';

export interface ElectionEvents {
  /** A leader is not one any more, and a candidate gives up. */
  becomeFollower(): void;
  /** @param isAlone whether its own vote was enough: nothing has waited for that vote to be durable */
  becomeLeader(isAlone: boolean): void;
}

export class Election {
  readonly #state: ReplicaState;
  readonly #events: ElectionEvents;
  readonly #tag: number;
  #ballots = new Ballots();
  #deadline = Infinity;
  #timer: TimerId = 0;
  /** When the timer fires, and its number: one that was cancelled too late is known by it. */
  #firesAt = Infinity;
  #armed = 0;

  /** @param tag of its timers */
  constructor(state: ReplicaState, tag: number, events: ElectionEvents) {
    this.#state = state;
    this.#tag = tag;
    this.#events = events;
  }

  /** Waits for a new random timeout from now on. */
  restartTimer(): void {
    const { port, options } = this.#state;
    this.#deadline =
      port.now() + options.electionTimeout + Math.floor(port.random() * options.electionSpread);
    // A timer that fires too early is set again then: that costs less than a new one for each heartbeat.
    if (this.#timer === 0 || this.#firesAt > this.#deadline) this.#arm();
  }

  stopTimer(): void {
    this.#deadline = Infinity;
  }

  onTimer(number: number): void {
    if (number !== this.#armed) return;
    this.#timer = 0;
    if (this.#deadline === Infinity) return;
    if (this.#state.port.now() < this.#deadline) this.#arm();
    else this.#timeOut();
  }

  #arm(): void {
    const { port } = this.#state;
    if (this.#timer !== 0) port.cancelTimer(this.#timer);
    this.#firesAt = this.#deadline;
    this.#timer = port.setTimer(this.#deadline - port.now(), this.#tag, ++this.#armed);
  }

  #timeOut(): void {
    this.restartTimer();
    this.#state.leader = null;
    if (!this.#state.mayCampaign) this.#state.role = 'follower';
    else if (this.#state.options.preVote) this.#askBefore();
    else this.#campaign(false);
  }

  /** The leader asks this replica to take over: nobody need be asked whether there is one. */
  takeOver(): void {
    if (!this.#state.mayCampaign) return;
    this.restartTimer();
    this.#state.leader = null;
    this.#campaign(true);
  }

  /** Asks who would vote for it. Nothing is promised and nothing written. */
  #askBefore(): void {
    const { port, electors, currentTerm, last } = this.#state;
    this.#state.role = 'pre-candidate';
    for (const peer of electors)
      port.postEarly(peer, raft.requestVote, currentTerm + 1, last.index, last.term, 1, 0);
    this.#open();
  }

  #campaign(isTransfer: boolean): void {
    const { port, electors, last } = this.#state;
    this.#state.enterTerm(this.#state.currentTerm + 1, port.self);
    this.#state.role = 'candidate';
    // Not early: a candidate that forgot its vote or the end of its log could win by votes for what it has lost. As no answer comes
    // before the own vote is durable, that vote counts from the beginning.
    for (const peer of electors)
      port.post(
        peer,
        raft.requestVote,
        this.#state.currentTerm,
        last.index,
        last.term,
        0,
        isTransfer ? 1 : 0,
      );
    this.#open();
  }

  #open(): void {
    this.#ballots = new Ballots();
    this.#record(this.#state.port.self, true);
  }

  /** Answers a request that `decideTerm` has said to handle. */
  onRequest(
    candidate: ProcessId,
    term: number,
    lastIndex: number,
    lastTerm: number,
    isPreVote: boolean,
    isTransfer: boolean,
  ): void {
    const state = this.#state;
    const isGranted = grantsVote(
      { term: state.currentTerm, votedFor: state.votedFor, last: state.last, hearsLeader: state.hearsLeader },
      { candidate, term, last: { index: lastIndex, term: lastTerm }, isPreVote, isTransfer },
    );
    if (!isGranted) this.refuse(candidate, isPreVote);
    else if (isPreVote) state.port.postEarly(candidate, raft.vote, term, 1, 1);
    else {
      state.voteFor(candidate);
      this.restartTimer();
      state.port.post(candidate, raft.vote, term, 1, 0);
    }
  }

  refuse(candidate: ProcessId, isPreVote: boolean): void {
    const { port, currentTerm } = this.#state;
    port.postEarly(candidate, raft.vote, currentTerm, 0, isPreVote ? 1 : 0);
  }

  /** Counts a vote that `decideTerm` has said to handle. */
  onVote(voter: ProcessId, term: number, isGranted: boolean, isPreVote: boolean): void {
    const { role, currentTerm } = this.#state;
    if (role !== (isPreVote ? 'pre-candidate' : 'candidate')) return;
    // Granted in an earlier round: it says nothing of the term that is asked about now.
    if (isPreVote && isGranted && term !== currentTerm + 1) return;
    this.#record(voter, isGranted);
  }

  #record(voter: ProcessId, isGranted: boolean): void {
    this.#ballots.record(voter, isGranted);
    const outcome = this.#ballots.outcome(this.#state.configuration);
    if (outcome === 'lost') this.#events.becomeFollower();
    if (outcome !== 'won') return;
    if (this.#state.role === 'pre-candidate') this.#campaign(false);
    else this.#events.becomeLeader(voter === this.#state.port.self);
  }
}
