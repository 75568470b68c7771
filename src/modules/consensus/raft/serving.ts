/** What a replica does for those who use the log: it takes their proposals and reads while it leads. */
import type { ProcessId } from '../../ports.ts';
import type { Answer, Members, Refusal } from '../replicated-log.ts';
import { commandEntry } from './entries.ts';
import type { Leadership } from './leadership.ts';
import { firstStep, lastStep, mayChange, mayLeaveJoint } from './membership.ts';
import { readIndex, roundForRead } from './reads.ts';
import type { Requests } from './requests.ts';
import type { ReplicaState } from './state.ts';

const refused = (reason: Refusal): Answer => ({ isAccepted: false, reason });

export class Serving {
  readonly #state: ReplicaState;
  readonly #requests: Requests;
  readonly #tag: number;
  readonly #appliedIndex: () => number;
  #leadership: Leadership | null = null;
  #isReplicationDue = false;

  /** @param tag of its timer */
  constructor(state: ReplicaState, requests: Requests, tag: number, appliedIndex: () => number) {
    this.#state = state;
    this.#requests = requests;
    this.#tag = tag;
    this.#appliedIndex = appliedIndex;
  }

  /** Not null while this replica leads. */
  get leadership(): Leadership | null {
    return this.#leadership;
  }

  begin(leadership: Leadership): void {
    this.#leadership = leadership;
  }

  end(): void {
    this.#leadership = null;
    this.#requests.abandon();
  }

  propose(command: Uint8Array): Answer {
    const { port, options, currentTerm } = this.#state;
    const bytes = command.length;
    if (this.#leadership === null) return refused('not leader');
    if (this.#leadership.isTransferring) return refused('transferring');
    if (bytes > options.batchBytes) return refused('too large');
    const isFull = this.#requests.proposals >= options.openProposals;
    if (isFull || this.#requests.bytes + bytes > options.openBytes) return refused('busy');
    if (!this.#state.append(currentTerm, commandEntry(command))) return refused('log full');
    this.#replicateSoon();
    return this.#requests.addProposal(port.log.last, bytes);
  }

  read(): Answer {
    const { options, commitIndex, currentTerm, terms } = this.#state;
    if (this.#leadership === null) return refused('not leader');
    const index = readIndex(commitIndex, terms.termAt(commitIndex), currentTerm);
    if (index === null) return refused('not ready');
    if (this.#requests.reads >= options.openProposals) return refused('busy');
    this.#replicateSoon();
    return this.#requests.addRead({ index, round: roundForRead(this.#leadership.round) });
  }

  transferLeadership(to: ProcessId | null): Refusal | null {
    if (this.#leadership === null) return 'not leader';
    const decision = this.#leadership.beginTransfer(to);
    return decision === 'allowed' ? null : decision;
  }

  changeMembers(members: Members): Answer {
    const { port, options } = this.#state;
    const named = [...members.voters, ...members.learners];
    if (new Set(named).size < named.length)
      throw new RangeError(`a member is named twice among ${named.join(', ')}`);
    const leadership = this.#leadership;
    if (leadership === null) return refused('not leader');
    if (leadership.isTransferring) return refused('transferring');
    const decision = mayChange(leadership.view, members.voters);
    if (decision !== 'allowed') return refused(decision);
    if (!leadership.areCaughtUp(members.voters)) return refused('not caught up');
    if (this.#requests.proposals >= options.openProposals) return refused('busy');
    if (!leadership.appendConfiguration(firstStep(leadership.view, members))) return refused('log full');
    this.#replicateSoon();
    return this.#requests.addProposal(port.log.last, 0);
  }

  /** To be called when something was committed, before it is applied: a joint configuration is left as soon as may be. */
  advanceChange(): void {
    const leadership = this.#leadership;
    const { port, configuration, configurations } = this.#state;
    if (leadership === null || configuration.outgoing === undefined || !mayLeaveJoint(leadership.view))
      return;
    const { latestIndex } = configurations;
    if (!leadership.appendConfiguration(lastStep(configuration))) return;
    this.#requests.move(latestIndex, port.log.last);
    this.#replicateSoon();
  }

  /** What is asked for at one instant goes in one message. */
  #replicateSoon(): void {
    if (!this.#isReplicationDue) this.#state.port.setTimer(0, this.#tag, 0);
    this.#isReplicationDue = true;
  }

  onTimer(): void {
    this.#isReplicationDue = false;
    this.#leadership?.replicate();
    this.serveReads();
  }

  /**
   * Answers reads: those that a round has confirmed, and with a lease all of them, as nobody else has committed anything up to now. Begins the
   * round that others wait for unless one is under way: one round serves all that came before it.
   */
  serveReads(): void {
    const leadership = this.#leadership;
    if (leadership === null || this.#requests.reads === 0) return;
    const hasLease = leadership.holdsLease;
    const isRoundOver = leadership.confirmed === leadership.round;
    if (!hasLease && isRoundOver && this.#requests.wantedRound > leadership.round) leadership.beginRound();
    this.#requests.answerReads(hasLease ? Infinity : leadership.confirmed, this.#appliedIndex());
  }
}
