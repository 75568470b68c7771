/** Where checkpoints lie: storage that all workers share, and that no crash of a worker touches. */
import { type Checkpoint, type Compression, decodeCheckpoint } from './record.ts';

export interface StoredRecord {
  readonly shard: number;
  /** As it lies there, whole or not. Not to be changed. */
  readonly bytes: Uint8Array;
}

/** Each record is written beside those before it, never in their place, and at least the two newest of a task are kept. */
export interface CheckpointStore {
  /**
   * Another attempt at a task begins: from now on the store refuses what earlier ones write, which may still be at work unknown to all.
   * @returns number of the attempt, above that of all before
   */
  claim(task: number): number;
  /** Records of a task, in any order. */
  records(task: number): readonly StoredRecord[];
  /** False: a later attempt has begun, or the task has ended, and nothing is written. @param bytes not to be changed any more */
  write(task: number, attempt: number, shard: number, bytes: Uint8Array): boolean;
}

export interface Found {
  /** The newest that is whole; null: none is. */
  readonly checkpoint: Checkpoint | null;
  /** Records that are damaged. */
  readonly damaged: number;
}

export function newestWhole(
  task: number,
  store: Pick<CheckpointStore, 'records'>,
  compression: Compression,
): Found {
  let newest: Checkpoint | null = null;
  let damaged = 0;
  for (const { shard, bytes } of store.records(task)) {
    const read = decodeCheckpoint(bytes, task, shard, compression);
    if (typeof read === 'string') damaged++;
    else if (newest === null || isNewer(read, newest)) newest = read;
  }
  return { checkpoint: newest, damaged };
}

function isNewer(one: Checkpoint, other: Checkpoint): boolean {
  return one.attempt === other.attempt ? one.sequence > other.sequence : one.attempt > other.attempt;
}
