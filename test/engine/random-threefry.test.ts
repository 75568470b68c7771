import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { threefry2x32 } from '../../src/engine/random/threefry.ts';

const out = new Uint32Array(2);

function threefry(key: readonly number[], counter: readonly number[]): number[] {
  threefry2x32(key[0], key[1], counter[0], counter[1], out);
  return [...out];
}

describe('known answers of the authors of Threefry, 20 rounds', () => {
  test.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ])('key %j, counter %j', (key, counter, expected) => expect(threefry(key, counter)).toEqual(expected));
});

/** The definition, word for word, in integers of any size. */
function slowThreefry(key: readonly number[], counter: readonly number[]): number[] {
  const word = (x: bigint) => x & 0xffffffffn;
  const [k0, k1] = key.map(BigInt);
  const keys = [k0, k1, 0x1bd11bdan ^ k0 ^ k1];
  const rotations = [13n, 15n, 26n, 6n, 17n, 29n, 16n, 24n];
  let [a, b] = counter.map(BigInt);
  for (let round = 0; round <= 20; round++) {
    if (round % 4 === 0) {
      const injection = round / 4;
      a = word(a + keys[injection % 3]);
      b = word(b + keys[(injection + 1) % 3] + BigInt(injection));
    }
    if (round === 20) break;
    const r = rotations[round % 8];
    a = word(a + b);
    b = word((b << r) | (b >> (32n - r))) ^ a;
  }
  return [Number(a), Number(b)];
}

const word = fc.nat({ max: 0xffffffff });
const pair = fc.tuple(word, word);

test.prop([pair, pair])('agrees with the definition', (key, counter) => {
  expect(threefry(key, counter)).toEqual(slowThreefry(key, counter));
});

test.prop([pair, pair])('reads signed and unsigned words alike', (key, counter) => {
  const signed = (words: readonly number[]) => words.map((x) => x | 0);
  expect(threefry(signed(key), signed(counter))).toEqual(threefry(key, counter));
});
