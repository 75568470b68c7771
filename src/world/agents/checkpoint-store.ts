/**
 * The storage that agents share for checkpoints. It outlasts them all; what is written may come out torn or corrupt, by coins that are
 * thrown for each record of a task, so that every policy meets the same.
 */
import type { EntityStreams } from '../../engine/random/entity-streams.ts';
import type { Streams } from '../../engine/random/streams.ts';
import type { CheckpointStore, StoredRecord } from '../../modules/checkpoints/store.ts';
import { TASK_STATE, type TaskTable } from '../core/task-table.ts';
import type { CheckpointSpec, WorkloadSpec } from '../spec/spec.ts';

interface Kept {
  attempts: number;
  /** Records that have been written, and the newest of them, oldest first. */
  written: number;
  readonly records: StoredRecord[];
}

const NONE: readonly StoredRecord[] = [];

export class SimulatedStore implements CheckpointStore {
  readonly #spec: CheckpointSpec;
  readonly #tasks: TaskTable;
  readonly #coins: readonly EntityStreams[];
  /** By task that has begun and not ended. */
  readonly #kept = new Map<number, Kept>();

  constructor(spec: CheckpointSpec, tasks: TaskTable, workloads: readonly WorkloadSpec[], streams: Streams) {
    this.#spec = spec;
    this.#tasks = tasks;
    this.#coins = workloads.map(({ name }) => streams.entities(`checkpoint damage ${name}`));
  }

  /** Tasks of which there may be records. */
  get size(): number {
    return this.#kept.size;
  }

  claim(task: number): number {
    const known = this.#kept.get(task);
    if (known) return ++known.attempts;
    // An execution of a task that has ended elsewhere writes nothing.
    if (this.#tasks.state[task] === TASK_STATE.submitted)
      this.#kept.set(task, { attempts: 1, written: 0, records: [] });
    return 1;
  }

  records(task: number): readonly StoredRecord[] {
    return this.#kept.get(task)?.records ?? NONE;
  }

  write(task: number, attempt: number, shard: number, bytes: Uint8Array): boolean {
    const kept = this.#kept.get(task);
    if (kept?.attempts !== attempt) return false;
    if (kept.records.length === this.#spec.keep) kept.records.shift();
    kept.records.push({ shard, bytes: this.#lay(task, kept.written++, bytes) });
    return true;
  }

  /** The task has ended: nobody needs its records any more. */
  forget(task: number): void {
    this.#kept.delete(task);
  }

  /** The bytes as they come to lie there. */
  #lay(task: number, record: number, bytes: Uint8Array): Uint8Array {
    const { torn, corrupt } = this.#spec;
    if (torn === 0 && corrupt === 0) return bytes;
    const coins = this.#coins[this.#tasks.workload[task]];
    const coin = coins.at(this.#tasks.index[task], 2 * record);
    if (coin >= torn + corrupt) return bytes;
    const place = coins.at(this.#tasks.index[task], 2 * record + 1);
    if (coin < torn) return bytes.slice(0, Math.floor(place * bytes.length));
    const bit = Math.floor(place * bytes.length * 8);
    const turned = bytes.slice();
    turned[bit >>> 3] ^= 1 << (bit & 7);
    return turned;
  }
}
