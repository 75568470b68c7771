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
  /** Bytes after that, which are no whole record: the end of a file that a crash tore, or damage. */
  readonly discarded: number;
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
 * Reads records up to the first that is not whole. What stands after that one is not trusted: nothing was confirmed that was
 * written after it, since records are synced in order.
 */
export function scanRecords(bytes: Uint8Array): Scanned {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: Uint8Array[] = [];
  let at = 0;
  while (at + HEADER <= file.length) {
    const end = at + HEADER + file.readUInt32LE(at);
    if (end > file.length) break;
    const record = file.subarray(at, end);
    if (record.readUInt32LE(4) !== checksum(record)) break;
    records.push(record.subarray(HEADER));
    at = end;
  }
  return { records, length: at, discarded: file.length - at };
}

/** Of the length and the data: a length that was garbled does not go unnoticed. */
function checksum(record: Buffer): number {
  return crc32(record.subarray(HEADER), crc32(record.subarray(0, 4)));
}
