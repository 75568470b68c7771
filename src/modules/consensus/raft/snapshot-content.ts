/** What the data of a snapshot is made of. It says what it is of and ends with a checksum, so that damage is found wherever it came about. */
import { crc32 } from '../../checksum.ts';
import { ByteReader, ByteWriter, MalformedBytesError } from '../../codec.ts';
import type { Snapshot } from '../../ports.ts';
import type { Configuration } from '../quorum/configuration.ts';
import { readConfiguration, writeConfiguration } from './configuration-codec.ts';

export interface SnapshotContent {
  /** The configuration at the snapshot's index. */
  readonly configuration: Configuration;
  /** The state machine's own. */
  readonly state: Uint8Array;
}

const CHECKSUM_BYTES = 4;

export function makeSnapshot(
  index: number,
  term: number,
  { configuration, state }: SnapshotContent,
): Snapshot {
  const header = new ByteWriter();
  header.word(index);
  header.word(term);
  writeConfiguration(configuration, header);
  header.word(state.length);
  const data = new Uint8Array(header.bytes.length + state.length + CHECKSUM_BYTES);
  data.set(header.bytes);
  data.set(state, header.bytes.length);
  const checked = data.subarray(0, -CHECKSUM_BYTES);
  new DataView(data.buffer).setUint32(checked.length, crc32(checked), true);
  return { index, term, data };
}

/** The checksum at the end of a snapshot's data, which may not be true. */
export function checksumOf(data: Uint8Array): number {
  if (data.length < CHECKSUM_BYTES) return 0;
  return new DataView(data.buffer, data.byteOffset).getUint32(data.length - CHECKSUM_BYTES, true);
}

/** null: it is damaged, or of something else. */
export function openSnapshot({ index, term, data }: Snapshot): SnapshotContent | null {
  const checked = data.subarray(0, Math.max(0, data.length - CHECKSUM_BYTES));
  if (data.length < CHECKSUM_BYTES || crc32(checked) !== checksumOf(data)) return null;
  try {
    const from = new ByteReader(checked);
    if (from.word() !== index || from.word() !== term) return null;
    const configuration = readConfiguration(from);
    const length = from.word();
    return length === from.left ? { configuration, state: checked.subarray(checked.length - length) } : null;
  } catch (error) {
    if (error instanceof MalformedBytesError) return null;
    throw error;
  }
}
