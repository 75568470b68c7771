/**
 * A 64-bit hash of a sequence of numbers and strings that depends on their order: equal input, equal digest, on every
 * machine. It pins the behaviour of a run; it is no protection against somebody who looks for collisions.
 *
 * State: two 32-bit words. A word of input goes into both, by rotations, exclusive ors and odd multiplications, each of
 * which can be undone: one differing word of input always makes a differing state. The two halves use different factors and
 * feed each other, so that what happens to coincide in one does not in the other. The digest ends with the finishing steps of
 * MurmurHash3 (Appleby, public domain), which spread every bit over the whole word.
 */

/** What of an executed event enters a run's fingerprint. */
export type FingerprintIngredient = 'time' | 'kind' | 'target' | 'payload';

export const FINGERPRINT_INGREDIENTS: readonly FingerprintIngredient[] = [
  'time',
  'kind',
  'target',
  'payload',
];

const SEED_1 = 0x2545f491;
const SEED_2 = 0x6a09e667;
const FACTOR_1 = 0x9e3779b1;
const FACTOR_2 = 0x85ebca77;
const TWO_TO_MINUS_32 = 2.3283064365386963e-10;

const TIME = 1;
const KIND = 2;
const TARGET = 4;
const PAYLOAD = 8;

/** The bit set that `Fingerprint.event` wants for a list of ingredients. */
export function ingredientBits(ingredients: readonly FingerprintIngredient[]): number {
  let bits = 0;
  for (const ingredient of ingredients) {
    if (ingredient === 'time') bits |= TIME;
    else if (ingredient === 'kind') bits |= KIND;
    else if (ingredient === 'target') bits |= TARGET;
    else if (ingredient === 'payload') bits |= PAYLOAD;
    else throw new RangeError(`unknown fingerprint ingredient '${ingredient}'`);
  }
  return bits;
}

export class Fingerprint {
  private readonly state = Int32Array.of(SEED_1, SEED_2);
  private readonly double = new DataView(new ArrayBuffer(8));

  /** Add one executed event; `bits` come from `ingredientBits`. */
  event(bits: number, time: number, kind: number, target: number, a: number, b: number): void {
    const state = this.state;
    let x = state[0];
    let y = state[1];
    if ((bits & TIME) !== 0) {
      x = Math.imul(((x << 13) | (x >>> 19)) ^ (time | 0), FACTOR_1);
      y = Math.imul(y ^ x, FACTOR_2);
      x = Math.imul(((x << 13) | (x >>> 19)) ^ (time * TWO_TO_MINUS_32), FACTOR_1);
      y = Math.imul(y ^ x, FACTOR_2);
    }
    if ((bits & KIND) !== 0) {
      x = Math.imul(((x << 13) | (x >>> 19)) ^ kind, FACTOR_1);
      y = Math.imul(y ^ x, FACTOR_2);
    }
    if ((bits & TARGET) !== 0) {
      x = Math.imul(((x << 13) | (x >>> 19)) ^ target, FACTOR_1);
      y = Math.imul(y ^ x, FACTOR_2);
    }
    if ((bits & PAYLOAD) !== 0) {
      x = Math.imul(((x << 13) | (x >>> 19)) ^ a, FACTOR_1);
      y = Math.imul(y ^ x, FACTOR_2);
      x = Math.imul(((x << 13) | (x >>> 19)) ^ b, FACTOR_1);
      y = Math.imul(y ^ x, FACTOR_2);
    }
    y = (y << 17) | (y >>> 15);
    state[0] = x + y;
    state[1] = y;
  }

  /** Add a 32-bit integer; larger ones are taken modulo 2^32. */
  integer(value: number): this {
    const state = this.state;
    const x = Math.imul(((state[0] << 13) | (state[0] >>> 19)) ^ value, FACTOR_1);
    const y = Math.imul(state[1] ^ x, FACTOR_2);
    state[1] = (y << 17) | (y >>> 15);
    state[0] = x + state[1];
    return this;
  }

  /** Add any number, by its IEEE 754 bits; all NaNs count as one, and -0 as 0. */
  number(value: number): this {
    // Every NaN gets the same bits, on every machine.
    if (Number.isNaN(value)) return this.integer(0).integer(0x7ff80000);
    this.double.setFloat64(0, value + 0, true);
    return this.integer(this.double.getInt32(0, true)).integer(this.double.getInt32(4, true));
  }

  /** Add a string, by its UTF-16 code units and its length, so that 'ab' + 'c' differs from 'a' + 'bc'. */
  string(value: string): this {
    this.integer(value.length);
    for (let i = 0; i < value.length; i++) this.integer(value.charCodeAt(i));
    return this;
  }

  /** The hash of everything added so far, 16 hexadecimal digits. More may be added afterwards. */
  digest(): string {
    const x = finish(this.state[0] ^ finish(this.state[1]));
    const y = finish(this.state[1] ^ x);
    return hex(x) + hex(y);
  }
}

function finish(word: number): number {
  let x = word ^ (word >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
