/** Checkpoints as bytes: whole ones are read back, and no damage goes unnoticed. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  type Checkpoint,
  type Compression,
  decodeCheckpoint,
  encodeCheckpoint,
} from '../../../src/modules/checkpoints/record.ts';
import { crc32c } from '../../../src/modules/checksum.ts';
import { deflate } from '../../../src/world/agents/deflate.ts';

const count = fc.nat(1_000_000_000);
const checkpoints = fc.record({
  task: fc.nat(Number.MAX_SAFE_INTEGER),
  worker: count,
  shard: fc.nat(0xffff),
  attempt: count,
  sequence: count,
  progress: fc.double({ min: 0, max: 1, noNaN: true }),
  worked: fc.nat(Number.MAX_SAFE_INTEGER),
  state: fc.uint8Array({ maxLength: 200 }),
});

const read = (record: Uint8Array, { task, shard }: Pick<Checkpoint, 'task' | 'shard'>) =>
  decodeCheckpoint(record, task, shard, deflate);

const example: Checkpoint = {
  task: 4711,
  worker: 12,
  shard: 3,
  attempt: 2,
  sequence: 5,
  progress: 0.375,
  worked: 90_000_000,
  state: new TextEncoder().encode('{"step":"index","files":["a.ts","b.ts"]}'),
};

describe('a record', () => {
  property.prop([checkpoints])('is read as it was written', (checkpoint) => {
    expect(read(encodeCheckpoint(checkpoint, deflate), checkpoint)).toEqual(checkpoint);
  });

  test('is compressed', () => {
    const state = new TextEncoder().encode('the same again and again, '.repeat(1000));
    expect(encodeCheckpoint({ ...example, state }, deflate).length).toBeLessThan(state.length / 100);
  });

  test('has the same bytes on every machine and Node version', () => {
    const record = encodeCheckpoint(example, deflate);
    expect([record.length, crc32c(record)]).toEqual([86, 402854669]);
  });

  property.prop([checkpoints])('is what any other library of the same format reads', (checkpoint) => {
    const other: Compression = {
      compress: (bytes) => deflateRawSync(bytes),
      expand: (bytes, length) => Uint8Array.from(inflateRawSync(bytes, { maxOutputLength: length })),
    };
    const { task, shard } = checkpoint;
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint, deflate), task, shard, other)).toEqual(checkpoint);
    expect(read(encodeCheckpoint(checkpoint, other), checkpoint)).toEqual(checkpoint);
  });

  test('takes no state that is too large', () => {
    const state = { length: 1 << 28 } as Uint8Array;
    expect(() => encodeCheckpoint({ ...example, state }, deflate)).toThrow(RangeError);
  });
});

describe('damage', () => {
  property.prop([checkpoints, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })])(
    'wherever a record is cut off, it is torn',
    (checkpoint, where) => {
      const record = encodeCheckpoint(checkpoint, deflate);
      expect(read(record.subarray(0, Math.floor(where * record.length)), checkpoint)).toBe('torn');
    },
  );

  property.prop([checkpoints, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })])(
    'whichever bit is turned over, the record is not read',
    (checkpoint, where) => {
      const record = encodeCheckpoint(checkpoint, deflate);
      const bit = Math.floor(where * record.length * 8);
      record[bit >>> 3] ^= 1 << (bit & 7);
      expect(read(record, checkpoint)).toBeTypeOf('string');
    },
  );

  test('each single bit and each length of one record', () => {
    const record = encodeCheckpoint(example, deflate);
    for (let bit = 0; bit < record.length * 8; bit++) {
      const other = record.slice();
      other[bit >>> 3] ^= 1 << (bit & 7);
      expect(read(other, example)).toBeTypeOf('string');
    }
    for (let length = 0; length < record.length; length++)
      expect(read(record.subarray(0, length), example)).toBe('torn');
  });

  property.prop([checkpoints, fc.uint8Array({ minLength: 1, maxLength: 40 })])(
    'what stands behind a record is none of it',
    (checkpoint, more) => {
      const record = encodeCheckpoint(checkpoint, deflate);
      expect(read(Uint8Array.from([...record, ...more]), checkpoint)).toBe('corrupt');
    },
  );

  property.prop([fc.uint8Array({ maxLength: 100 })])('no other bytes are read', (bytes) => {
    expect(read(bytes, { task: 0, shard: 0 })).toBeTypeOf('string');
  });

  test.each([0, 31, 32, 33, 64, 4096])('a block of %d zeros is no record', (length) => {
    expect(read(new Uint8Array(length), { task: 0, shard: 0 })).toBeTypeOf('string');
  });

  test('a whole record in the wrong place', () => {
    const record = encodeCheckpoint(example, deflate);
    expect(read(record, { ...example, shard: 4 })).toBe('misplaced');
    expect(read(record, { ...example, task: 4712 })).toBe('misplaced');
  });

  test.each([
    ['expands to more than its header says', 12, 71],
    ['expands to much more', 12, 40],
    ['expands to less', 12, 73],
    ['is not even long enough for its fields', 12, 31],
    ['would take all memory', 12, 0x20000000],
    ['is of another version', 16, 2],
  ])('a record that %s, with a sum that is right', (_what, at, value) => {
    const record = encodeCheckpoint(example, deflate);
    const header = new DataView(record.buffer);
    expect(header.getUint32(12, true)).toBe(72);
    if (at === 16) header.setUint16(at, value, true);
    else header.setUint32(at, value, true);
    header.setUint32(4, crc32c(record.subarray(8)), true);
    expect(read(record, example)).toBe('corrupt');
  });

  test('a body that no library can expand, with a sum that is right', () => {
    const record = encodeCheckpoint(example, deflate).fill(0xff, 32);
    new DataView(record.buffer).setUint32(4, crc32c(record.subarray(8)), true);
    expect(read(record, example)).toBe('corrupt');
  });
});
