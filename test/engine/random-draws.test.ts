import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { randomInteger, sampleDistinct, shuffle } from '../../src/engine/random/draws.ts';
import { Streams } from '../../src/engine/random/streams.ts';
import type { RandomSource } from '../../src/engine/types.ts';
import { chiSquareDeviate, DEVIATE_LIMIT } from './variates/goodness.ts';

const stream = (seed: string | number) => new Streams(String(seed), 0).stream('draws');

/** Counts how often each outcome occurs, and says how far that is from equally often. */
function equalityDeviate(outcomes: readonly string[], draw: () => string): number {
  const counts = new Map(outcomes.map((outcome) => [outcome, 0]));
  for (let i = 0; i < 1000 * outcomes.length; i++) {
    const outcome = draw();
    const count = counts.get(outcome);
    if (count === undefined) throw new Error(`unexpected outcome ${outcome}`);
    counts.set(outcome, count + 1);
  }
  return Math.abs(
    chiSquareDeviate(
      [...counts.values()],
      outcomes.map(() => 1 / outcomes.length),
    ),
  );
}

function counted(source: RandomSource) {
  const result = {
    draws: 0,
    uniform() {
      result.draws++;
      return source.uniform();
    },
  };
  return result;
}

describe('randomInteger', () => {
  test.prop([fc.integer({ min: 1, max: 2 ** 53 - 1 })])('reaches both ends, never n', (n) => {
    expect(randomInteger({ uniform: () => 0 }, n)).toBe(0);
    expect(randomInteger({ uniform: () => 1 - 2 ** -53 }, n)).toBe(n - 1);
  });

  test('gives every integer equally often', () => {
    const random = stream('integers');
    const outcomes = Array.from({ length: 7 }, (_, index) => String(index));
    expect(equalityDeviate(outcomes, () => String(randomInteger(random, 7)))).toBeLessThan(DEVIATE_LIMIT);
  });
});

describe('shuffle', () => {
  test.prop([fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 50 }), fc.integer()])(
    'permutes, with one draw less than there are values',
    (values, seed) => {
      const random = counted(stream(seed));
      const shuffled = Int32Array.from(values);
      shuffle(random, shuffled);
      expect([...shuffled].sort()).toEqual([...values].sort());
      expect(random.draws).toBe(Math.max(0, values.length - 1));
    },
  );

  test('gives every order equally often', () => {
    const random = stream('orders');
    const orders = ['123', '132', '213', '231', '312', '321'];
    const draw = () => {
      const values = Int32Array.of(1, 2, 3);
      shuffle(random, values);
      return values.join('');
    };
    expect(equalityDeviate(orders, draw)).toBeLessThan(DEVIATE_LIMIT);
  });
});

describe('sampleDistinct', () => {
  /** The same sample from a whole array of the integers below n. */
  function slowSample(source: RandomSource, k: number, n: number): number[] {
    const all = Array.from({ length: n }, (_, index) => index);
    for (let step = 0; step < k; step++) {
      const chosen = step + randomInteger(source, n - step);
      [all[step], all[chosen]] = [all[chosen], all[step]];
    }
    return all.slice(0, k);
  }

  const sizes = fc.nat({ max: 150 }).chain((n) => fc.tuple(fc.nat({ max: n }), fc.constant(n)));

  test.prop([sizes, fc.integer()], { numRuns: 500 })('is the beginning of a shuffle', ([k, n], seed) => {
    const random = counted(stream(seed));
    const out = new Int32Array(k + 2).fill(-1);
    sampleDistinct(random, k, n, out);
    expect([...out]).toEqual([...slowSample(stream(seed), k, n), -1, -1]);
    expect(random.draws).toBe(k);
  });

  test('gives every ordered pair equally often', () => {
    const random = stream('pairs');
    const out = new Int32Array(2);
    const pairs = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].filter((b) => b !== a).map((b) => `${a},${b}`));
    const draw = () => {
      sampleDistinct(random, 2, 4, out);
      return out.join();
    };
    expect(equalityDeviate(pairs, draw)).toBeLessThan(DEVIATE_LIMIT);
  });

  test('samples from more integers than memory would hold', () => {
    const out = new Int32Array(100);
    sampleDistinct(stream('large'), 100, 2 ** 31, out);
    expect(new Set(out).size).toBe(100);
    expect(out.every((value) => value >= 0)).toBe(true);
    expect(Math.max(...out)).toBeGreaterThan(2 ** 30);
  });

  test.each([
    [3, 2, 5],
    [-1, 2, 5],
    [1.5, 2, 5],
    [3, 10, 2],
    [1, 2 ** 31 + 1, 5],
    [1, Number.NaN, 5],
  ])('%d of %d into room for %d is refused', (k, n, room) => {
    expect(() => sampleDistinct(stream('refused'), k, n, new Int32Array(room))).toThrow(RangeError);
  });
});
