/**
 * Records in a file, each with its length and a checksum: what a crash tore, and what a disk garbled, is told from what is whole.
 *
 * Layout of a record: length of the data (32 bits), CRC-32 of length and data (32 bits), both little-endian, data.
 */
import { crc32 } from 'node:zlib';

const HEADER = 8;

/** What a file of records holds. */
export interface Scanned {
  readonly records: readonly Uint8Array[];
  /** Bytes that whole records take: the place at which the next one is to be written. */
  readonly length: number;
  /** Bytes after that: the end of a file that a crash tore, or damage and what stands behind it. */
  readonly discarded: number;
  /** Whole records among these bytes. */
  readonly behind: readonly Uint8Array[];
}

/** The bytes of a record. */
export function encodeRecord(data: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(HEADER + data.length);
  bytes.writeUInt32LE(data.length, 0);
  bytes.set(data, HEADER);
  bytes.writeUInt32LE(checksum(bytes), 4);
  return bytes;
}

/**
 * Reads records up to the first that is not whole. What stands after that one is not to be applied, since something before it is missing;
 * it can say whether what is missing had been durable.
 */
export function scanRecords(bytes: Uint8Array): Scanned {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: Uint8Array[] = [];
  let length = 0;
  for (let record = recordAt(file, 0); record; record = recordAt(file, length)) {
    records.push(record);
    length += HEADER + record.length;
  }
  const behind: Uint8Array[] = [];
  for (let at = length + 1; at + HEADER <= file.length; ) {
    const record = recordAt(file, at);
    if (record) behind.push(record);
    at += record ? HEADER + record.length : 1;
  }
  return { records, length, discarded: file.length - length, behind };
}

/** The data of the whole record that begins at a byte; null where none does. */
function recordAt(file: Buffer, at: number): Uint8Array | null {
  if (at + HEADER > file.length) return null;
  const end = at + HEADER + file.readUInt32LE(at);
  if (end > file.length) return null;
  const record = file.subarray(at, end);
  return record.readUInt32LE(4) === checksum(record) ? record.subarray(HEADER) : null;
}

/** Of the length and the data: a length that was garbled does not go unnoticed. */
function checksum(record: Buffer): number {
  return crc32(record.subarray(HEADER), crc32(record.subarray(0, 4)));
}
