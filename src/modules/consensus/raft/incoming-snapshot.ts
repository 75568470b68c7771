/** A snapshot of which some has come. It is kept in memory: after a crash the leader sends it anew. */
import { isSameSnapshot, type SnapshotIdentity, takesChunk } from './snapshot.ts';

export class IncomingSnapshot {
  readonly #identity: SnapshotIdentity;
  readonly #chunks: Uint8Array[] = [];
  #received = 0;

  constructor(identity: SnapshotIdentity) {
    this.#identity = identity;
  }

  isOf(identity: SnapshotIdentity): boolean {
    return isSameSnapshot(this.#identity, identity);
  }

  /** Bytes that have come, from the first on. */
  get received(): number {
    return this.#received;
  }

  get isComplete(): boolean {
    return this.#received === this.#identity.size;
  }

  take(offset: number, chunk: Uint8Array): void {
    if (!takesChunk(this.#received, offset, chunk.length, this.#identity.size)) return;
    this.#chunks.push(chunk);
    this.#received += chunk.length;
  }

  get data(): Uint8Array {
    const data = new Uint8Array(this.#received);
    let at = 0;
    for (const chunk of this.#chunks) {
      data.set(chunk, at);
      at += chunk.length;
    }
    return data;
  }
}
