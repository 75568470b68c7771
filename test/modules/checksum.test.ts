import { crc32 as reference } from 'node:zlib';
import { fc, test } from '@fast-check/vitest';
import { test as example, expect } from 'vitest';
import { crc32, crc32c } from '../../src/modules/checksum.ts';

example('the check value of the catalogue', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

example(
  'the check values of both polynomials, and that zeros and nothing have sums that need a magic number',
  () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
    expect(crc32(new Uint8Array(32))).toBe(0x190a55ad);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(0))).toBe(0);
  },
);

test.prop([fc.uint8Array({ maxLength: 300 })])('it is that of zlib', (bytes) => {
  expect(crc32(bytes)).toBe(reference(bytes));
});
