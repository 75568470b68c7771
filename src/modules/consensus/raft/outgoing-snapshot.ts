/**
 * A snapshot on its way to one follower, one piece at a time. It stays the same if the leader cuts its log again meanwhile. That all has come
 * the follower says by the end of its log, once it is durable.
 */
import type { ProcessId, Snapshot } from '../../ports.ts';
import { afterChunkAnswer } from './snapshot.ts';
import { checksumOf } from './snapshot-content.ts';
import type { ReplicaState } from './state.ts';
import { raft } from './vocabulary.ts';

export class OutgoingSnapshot {
  readonly #to: ProcessId;
  readonly #state: ReplicaState;
  readonly #snapshot: Snapshot;
  readonly #checksum: number;
  #acknowledged = 0;
  #isAskedAgain = false;
  /** Whether something was acknowledged since `sendAgain` was called last. */
  #isMoving = true;

  constructor(to: ProcessId, state: ReplicaState, snapshot: Snapshot) {
    this.#to = to;
    this.#state = state;
    this.#snapshot = snapshot;
    this.#checksum = checksumOf(snapshot.data);
    this.#send();
  }

  get index(): number {
    return this.#snapshot.index;
  }

  onReceived(index: number, received: number): void {
    if (index !== this.index) return;
    const acknowledged = afterChunkAnswer(this.#acknowledged, this.#isAskedAgain, received);
    if (acknowledged === null) return;
    this.#acknowledged = acknowledged;
    this.#isAskedAgain = false;
    this.#isMoving = true;
    this.#send();
  }

  /** To be called now and then: a piece, or the answer to it, may be lost. */
  sendAgain(): void {
    if (!this.#isMoving) {
      this.#isAskedAgain = true;
      this.#send();
    }
    this.#isMoving = false;
  }

  #send(): void {
    const { port, options, currentTerm } = this.#state;
    const { index, term, data } = this.#snapshot;
    const offset = this.#acknowledged;
    port.sendEarly(this.#to, raft.installSnapshot, {
      term: currentTerm,
      index,
      lastTerm: term,
      size: data.length,
      checksum: this.#checksum,
      offset,
      chunk: data.subarray(offset, offset + options.chunkBytes),
    });
  }
}
