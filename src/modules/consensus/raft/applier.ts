/** What is committed reaches the state machine, in order; and the log is cut behind what has reached it (dissertation, 5). */
import type { Snapshot } from '../../ports.ts';
import type { ReplicatedStateMachine } from '../replicated-log.ts';
import { isSnapshotDue, mayCut } from './compaction.ts';
import { commandOf } from './entries.ts';
import type { Requests } from './requests.ts';
import { makeSnapshot, openSnapshot, type SnapshotContent } from './snapshot-content.ts';
import type { ReplicaState } from './state.ts';
import { raftFacts } from './vocabulary.ts';

/** Bytes that an entry is taken for besides its data. */
const ENTRY_OVERHEAD = 16;

export class Applier {
  readonly #state: ReplicaState;
  readonly #machine: ReplicatedStateMachine;
  readonly #requests: Requests;
  #appliedIndex: number;
  #isApplying = false;
  /** Bytes of what was applied since the latest snapshot, made here or come from elsewhere. */
  #bytes = 0;
  /** A snapshot behind which the log is not cut yet, and the bytes before it. It is in memory alone: until then the log has it all. */
  #pending: { readonly snapshot: Snapshot; readonly before: number } | null = null;

  constructor(state: ReplicaState, machine: ReplicatedStateMachine, requests: Requests) {
    this.#state = state;
    this.#machine = machine;
    this.#requests = requests;
    this.#appliedIndex = state.commitIndex;
  }

  get appliedIndex(): number {
    return this.#appliedIndex;
  }

  /** Begins with the snapshot that an earlier life has left. @returns whether it is whole */
  recover(): boolean {
    const { snapshot } = this.#state.port.log;
    const content = snapshot && openSnapshot(snapshot);
    if (snapshot !== null && content === null) return false;
    this.#state.recoverConfigurations(content?.configuration ?? null);
    if (snapshot !== null && content !== null) this.#restore(snapshot.index, content);
    return true;
  }

  /** Applies as far as is committed. The state machine may propose and read meanwhile. */
  apply(): void {
    const { port } = this.#state;
    if (this.#isApplying) return;
    this.#isApplying = true;
    while (this.#appliedIndex < this.#state.commitIndex) {
      this.#appliedIndex++;
      const data = port.log.entry(this.#appliedIndex) as Uint8Array;
      this.#bytes += ENTRY_OVERHEAD + data.length;
      const command = commandOf(data);
      if (command !== null) this.#machine.apply(this.#appliedIndex, command);
      this.#requests.applied(this.#appliedIndex);
    }
    this.#isApplying = false;
  }

  /** Puts a snapshot that has come in the place of the log and of the state. @returns false: it is damaged, and nothing has changed */
  install(snapshot: Snapshot): boolean {
    const content = openSnapshot(snapshot);
    if (content === null) return false;
    this.#state.install(snapshot, content.configuration);
    this.#restore(snapshot.index, content);
    this.#state.port.report(raftFacts.snapshotInstalled, snapshot.index, snapshot.data.length);
    return true;
  }

  /**
   * Cuts the log where it is long enough.
   * @param haveAll whether all followers that are heard have it up to an index
   */
  compact(haveAll: (index: number) => boolean): void {
    // Within a command the state may be half changed.
    if (this.#isApplying) return;
    const { port, options } = this.#state;
    const previous = port.log.snapshot?.data.length ?? 0;
    const isDue = isSnapshotDue(this.#bytes, previous, options.snapshotBytes, options.snapshotFactor);
    if (this.#pending === null && isDue) {
      this.#pending = { snapshot: this.#make(), before: this.#bytes };
      this.#bytes = 0;
    }
    if (this.#pending === null) return;
    const { snapshot, before } = this.#pending;
    if (!mayCut(haveAll(snapshot.index), this.#bytes, before)) return;
    this.#state.compactTo(snapshot);
    port.report(raftFacts.logCut, snapshot.index, snapshot.data.length);
    this.#pending = null;
  }

  #make(): Snapshot {
    const { terms, configurations } = this.#state;
    const index = this.#appliedIndex;
    const configuration = configurations.at(index);
    return makeSnapshot(index, terms.termAt(index), { configuration, state: this.#machine.snapshot() });
  }

  #restore(index: number, { state }: SnapshotContent): void {
    this.#appliedIndex = index;
    this.#bytes = 0;
    this.#pending = null;
    this.#machine.restore(index, state);
  }
}
