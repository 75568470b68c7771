/**
 * Checkpoints as bytes: a header, and a compressed body. What is read is what was written, or it is said to be damaged: torn where the
 * end is missing, corrupt where anything has changed, misplaced where it is whole and somebody else's.
 *
 * A checksum alone does not do: that of nothing is 0, so a block of zeros would be a valid empty record. The magic number and a sum over
 * the header stop that, shard and worker within it a record in the wrong place, attempt and sequence an old one that lies where a newer
 * one should. A record that is damaged passes for whole once in 2^32.
 */
import { crc32c } from '../checksum.ts';

/** Compression that a host has a library for. What it makes of the same bytes is the same on all machines. */
export interface Compression {
  compress(bytes: Uint8Array): Uint8Array;
  /** @param length of what was compressed @throws Error when these bytes do not come from `compress` */
  expand(bytes: Uint8Array, length: number): Uint8Array;
}

/** What has been done of a task, so that another attempt goes on from there. */
export interface Checkpoint {
  readonly task: number;
  readonly worker: number;
  /** Where it is kept: see `shardOf`. */
  readonly shard: number;
  /** Which attempt at the task wrote it, and how many it had written before. */
  readonly attempt: number;
  readonly sequence: number;
  /** Share of the work that is done, 0 to 1. */
  readonly progress: number;
  /** Microseconds of work behind it, that of earlier attempts included. */
  readonly worked: number;
  /** What the work itself needs to go on. */
  readonly state: Uint8Array;
}

/** What is wrong with a record. */
export type Damage = 'torn' | 'corrupt' | 'misplaced';

/** Magic number, checksum of all that follows, bytes of the body and of what it expands to, version, shard, worker, task. */
const AT = { magic: 0, sum: 4, body: 8, expanded: 12, version: 16, shard: 18, worker: 20, task: 24 } as const;
const HEADER = 32;
const MAGIC = 0x54504b43;
const VERSION = 1;
/** Attempt, sequence, progress, worked. */
const FIELDS = 32;
/** No more is expanded, whatever a header says. */
const LARGEST = 1 << 28;
export const MOST_SHARDS = 0xffff;

/** @throws RangeError when the state is larger than 256 MiB */
export function encodeCheckpoint(checkpoint: Checkpoint, { compress }: Compression): Uint8Array {
  const { state } = checkpoint;
  if (FIELDS + state.length > LARGEST) throw new RangeError(`a state of ${state.length} bytes is too large`);
  const content = new Uint8Array(FIELDS + state.length);
  const fields = new DataView(content.buffer);
  fields.setFloat64(0, checkpoint.attempt, true);
  fields.setFloat64(8, checkpoint.sequence, true);
  fields.setFloat64(16, checkpoint.progress, true);
  fields.setFloat64(24, checkpoint.worked, true);
  content.set(state, FIELDS);
  const body = compress(content);
  const record = new Uint8Array(HEADER + body.length);
  const header = new DataView(record.buffer);
  header.setUint32(AT.magic, MAGIC, true);
  header.setUint32(AT.body, body.length, true);
  header.setUint32(AT.expanded, content.length, true);
  header.setUint16(AT.version, VERSION, true);
  header.setUint16(AT.shard, checkpoint.shard, true);
  header.setUint32(AT.worker, checkpoint.worker, true);
  header.setFloat64(AT.task, checkpoint.task, true);
  record.set(body, HEADER);
  header.setUint32(AT.sum, crc32c(record.subarray(AT.body)), true);
  return record;
}

/** @param task whose record it should be, @param shard and where it was found */
export function decodeCheckpoint(
  record: Uint8Array,
  task: number,
  shard: number,
  { expand }: Compression,
): Checkpoint | Damage {
  if (record.length < HEADER) return 'torn';
  const header = new DataView(record.buffer, record.byteOffset, record.byteLength);
  if (header.getUint32(AT.magic, true) !== MAGIC) return 'corrupt';
  const length = HEADER + header.getUint32(AT.body, true);
  if (record.length < length) return 'torn';
  if (record.length > length || header.getUint32(AT.sum, true) !== crc32c(record.subarray(AT.body)))
    return 'corrupt';
  const expanded = header.getUint32(AT.expanded, true);
  if (header.getUint16(AT.version, true) !== VERSION || expanded < FIELDS || expanded > LARGEST)
    return 'corrupt';
  if (header.getFloat64(AT.task, true) !== task || header.getUint16(AT.shard, true) !== shard)
    return 'misplaced';
  let content: Uint8Array;
  try {
    content = expand(record.subarray(HEADER), expanded);
  } catch {
    return 'corrupt';
  }
  if (content.length !== expanded) return 'corrupt';
  return checkpointOf(content, { task, shard, worker: header.getUint32(AT.worker, true) });
}

function checkpointOf(content: Uint8Array, place: Pick<Checkpoint, 'task' | 'shard' | 'worker'>): Checkpoint {
  const fields = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return {
    ...place,
    attempt: fields.getFloat64(0, true),
    sequence: fields.getFloat64(8, true),
    progress: fields.getFloat64(16, true),
    worked: fields.getFloat64(24, true),
    state: content.subarray(FIELDS),
  };
}
