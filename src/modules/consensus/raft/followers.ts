/** How a leader replicates its log to one follower (paper, 5.3; dissertation, 10.2). */
import type { ProcessId, Snapshot } from '../../ports.ts';
import { afterAcceptance, afterRejection, type Progress } from './append.ts';
import { afterCatchUp, beginCatchUp, type CatchUp, isCaughtUp } from './catch-up.ts';
import type { Position } from './log.ts';
import { OutgoingSnapshot } from './outgoing-snapshot.ts';
import { needsSnapshot } from './snapshot.ts';
import type { ReplicaState } from './state.ts';
import { raft } from './vocabulary.ts';

export class Follower {
  readonly id: ProcessId;
  /** When it was heard last, and the latest round of heartbeats that it has answered. */
  heardAt: number;
  answeredRound = 0;
  isLearner = false;
  readonly #state: ReplicaState;
  #progress: Progress;
  /** Of messages with entries that are not answered: the last index in each, ascending. */
  #inFlight: number[] = [];
  /** A request that looks for where the logs agree is not answered yet. */
  #isAsked = false;
  /** What was acknowledged when a heartbeat was answered last. */
  #heardMatch = 0;
  #catchUp: CatchUp;
  /** Not null while a snapshot is on its way: no entries are sent then. */
  #snapshot: OutgoingSnapshot | null = null;

  constructor(id: ProcessId, state: ReplicaState) {
    this.id = id;
    this.#state = state;
    this.heardAt = state.port.now();
    this.#catchUp = beginCatchUp(state.terms.lastIndex, this.heardAt);
    this.#progress = { match: 0, next: state.terms.lastIndex + 1, isProbing: true };
  }

  get match(): number {
    return this.#progress.match;
  }

  /** Whether it would hold up nothing if it voted. */
  get isCaughtUp(): boolean {
    const { port, options } = this.#state;
    const isHeard = port.now() - this.heardAt <= options.electionTimeout;
    return isHeard && isCaughtUp(this.#catchUp, port.now(), options.electionTimeout);
  }

  /** Sends as much as the window allows; where it is not known yet that the logs agree, one request, which may be empty. */
  replicate(): void {
    if (this.#snapshot !== null) return;
    if (this.#progress.isProbing) {
      if (!this.#isAsked) this.#send();
      this.#isAsked = true;
      return;
    }
    const { lastIndex } = this.#state.terms;
    while (this.#isOpen && this.#progress.next <= lastIndex) this.#send();
  }

  get #isOpen(): boolean {
    return this.#snapshot === null && this.#inFlight.length < this.#state.options.window;
  }

  onAcceptance(match: number): void {
    if (this.#snapshot !== null && match >= this.#snapshot.index) this.#snapshot = null;
    this.#advance(afterAcceptance(this.#progress, match));
    const { match: matched } = this.#progress;
    const { port, terms } = this.#state;
    if (this.isLearner) this.#catchUp = afterCatchUp(this.#catchUp, matched, terms.lastIndex, port.now());
    this.#inFlight = this.#inFlight.filter((index) => index > matched);
    this.replicate();
  }

  onSnapshotReceived(index: number, received: number): void {
    this.#snapshot?.onReceived(index, received);
  }

  onRejection(previousIndex: number, hint: Position): void {
    if (this.#snapshot !== null) return;
    const progress = afterRejection(this.#progress, previousIndex, hint, this.#state.terms);
    if (progress === null) return;
    this.#advance(progress);
    this.replicate();
  }

  /**
   * After a heartbeat was answered: a request that looked for where the logs agree is answered as well by now, or lost. Where nothing was
   * acknowledged since the heartbeat before, entries may be lost: a request without entries is refused if something is missing before it.
   */
  onHeartbeatHeard(round: number): void {
    this.answeredRound = Math.max(this.answeredRound, round);
    const { match, isProbing } = this.#progress;
    const isStuck = match === this.#heardMatch;
    this.#heardMatch = match;
    this.#isAsked = false;
    if (this.#snapshot !== null) this.#snapshot.sendAgain();
    else if (isProbing) this.replicate();
    else if (isStuck && match < this.#state.terms.lastIndex) this.#send(0);
  }

  #advance(progress: Progress): void {
    this.#progress = progress;
    this.#isAsked = false;
    if (progress.isProbing) this.#inFlight = [];
  }

  /** @param most how many entries at most */
  #send(most: number = this.#state.options.batchEntries): void {
    const { port, terms: log, commitIndex, currentTerm, options } = this.#state;
    const { next, isProbing } = this.#progress;
    if (needsSnapshot(next, log)) {
      this.#snapshot = new OutgoingSnapshot(this.id, this.#state, port.log.snapshot as Snapshot);
      return;
    }
    const data: Uint8Array[] = [];
    let bytes = 0;
    for (let index = next; index <= log.lastIndex && data.length < most; index++) {
      const entry = port.log.entry(index) as Uint8Array;
      bytes += entry.length;
      // One entry always goes, however large.
      if (data.length > 0 && bytes > options.batchBytes) break;
      data.push(entry);
    }
    // Early: it says what the leader has, and not that this is durable here.
    port.sendEarly(this.id, raft.appendEntries, {
      term: currentTerm,
      previousIndex: next - 1,
      previousTerm: log.termAt(next - 1),
      commit: commitIndex,
      terms: Float64Array.from(data, (_, offset) => log.termAt(next + offset)),
      data,
    });
    if (isProbing || data.length === 0) return;
    this.#progress = { ...this.#progress, next: next + data.length };
    this.#inFlight.push(next + data.length - 1);
  }
}
