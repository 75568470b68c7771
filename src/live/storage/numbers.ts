/** Rows of numbers as bytes. */
import { ByteReader, ByteWriter } from '../../modules/codec.ts';

export function encodeNumbers(values: readonly number[]): Uint8Array {
  const writer = new ByteWriter();
  for (const value of values) writer.word(value);
  return writer.bytes;
}

export function decodeNumbers(bytes: Uint8Array, count: number): number[] {
  const reader = new ByteReader(bytes);
  return Array.from({ length: count }, () => reader.word());
}

/** 0 for none. */
export function decodeNumber(bytes: Uint8Array | undefined): number {
  return bytes ? decodeNumbers(bytes, 1)[0] : 0;
}
