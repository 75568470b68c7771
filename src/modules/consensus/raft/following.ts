/** What a follower does with what a leader of its term says (paper, 5.3 and 7). */
import type { ProcessId } from '../../ports.ts';
import { decideAppend } from './append.ts';
import type { Applier } from './applier.ts';
import { followerCommit } from './commit.ts';
import { IncomingSnapshot } from './incoming-snapshot.ts';
import { decideSnapshot, type SnapshotIdentity } from './snapshot.ts';
import type { ReplicaState } from './state.ts';
import { type AppendEntries, type InstallSnapshot, raft, raftFacts } from './vocabulary.ts';

const NOBODY_FOLLOWS = () => true;

export class Following {
  readonly #state: ReplicaState;
  readonly #applier: Applier;
  /** Of which some pieces have come. */
  #incoming: IncomingSnapshot | null = null;

  constructor(state: ReplicaState, applier: Applier) {
    this.#state = state;
    this.#applier = applier;
  }

  onAppendEntries(leader: ProcessId, message: AppendEntries): void {
    const { port, terms: log, commitIndex } = this.#state;
    const { term, terms, data, commit } = message;
    const previous = { index: message.previousIndex, term: message.previousTerm };
    const decision = decideAppend(log, commitIndex, { previous, terms, commit });
    if (!decision.isAccepted) {
      const { rejected, hint } = decision;
      port.postEarly(leader, raft.refused, term, rejected, hint.index, hint.term);
      return;
    }
    if (decision.truncateFrom > 0) this.#state.truncateFrom(decision.truncateFrom);
    for (let entry = decision.skip; entry < data.length; entry++)
      // The leader sends again what is not acknowledged.
      if (!this.#state.append(terms[entry], data[entry])) return;
    port.post(leader, raft.appended, term, decision.match);
    this.commitTo(decision.commit);
  }

  onHeartbeat(leader: ProcessId, term: number, commit: number, round: number): void {
    this.#state.port.postEarly(leader, raft.heartbeatHeard, term, round);
    this.commitTo(followerCommit(this.#state.commitIndex, commit));
  }

  onInstallSnapshot(leader: ProcessId, message: InstallSnapshot): void {
    const { port, terms: log, commitIndex } = this.#state;
    const { term, index, lastTerm } = message;
    const decision = decideSnapshot(log, commitIndex, { index, term: lastTerm });
    if (decision === 'replace') {
      this.#take(leader, message);
      return;
    }
    this.#incoming = null;
    port.post(leader, raft.appended, term, decision === 'ignore' ? commitIndex : index);
    if (decision === 'keepSuffix') this.commitTo(index);
  }

  /** Takes a piece, and with the last one the whole. */
  #take(leader: ProcessId, message: InstallSnapshot): void {
    const { port } = this.#state;
    const { term, index, lastTerm, size, checksum, offset, chunk } = message;
    const identity: SnapshotIdentity = { index, term: lastTerm, size, checksum };
    // Only a first piece begins another one: a late piece of an older one costs nothing that has come.
    if (offset === 0 && !this.#incoming?.isOf(identity)) this.#incoming = new IncomingSnapshot(identity);
    const incoming = this.#incoming?.isOf(identity) ? this.#incoming : null;
    incoming?.take(offset, chunk);
    if (!incoming?.isComplete) {
      port.postEarly(leader, raft.snapshotReceived, term, index, incoming?.received ?? 0);
      return;
    }
    this.#incoming = null;
    if (this.#applier.install({ index, term: lastTerm, data: incoming.data }))
      port.post(leader, raft.appended, term, index);
    else {
      port.report(raftFacts.snapshotDamaged, index, leader);
      port.postEarly(leader, raft.snapshotReceived, term, index, 0);
    }
  }

  /** Another leader may have committed less, and never more than is here. */
  commitTo(index: number): void {
    this.#state.commitIndex = Math.max(this.#state.commitIndex, index);
    this.#applier.apply();
    this.#applier.compact(NOBODY_FOLLOWS);
  }
}
