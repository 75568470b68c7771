import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { FINGERPRINT_INGREDIENTS, Fingerprint, ingredientBits } from '../../src/engine/fingerprint.ts';

type Event = [time: number, kind: number, target: number, a: number, b: number];

const ALL = ingredientBits(FINGERPRINT_INGREDIENTS);

function digestOf(events: readonly Event[], bits = ALL): string {
  const fingerprint = new Fingerprint();
  for (const [time, kind, target, a, b] of events) fingerprint.event(bits, time, kind, target, a, b);
  return fingerprint.digest();
}

function differingBits(x: string, y: string): number {
  let difference = BigInt(`0x${x}`) ^ BigInt(`0x${y}`);
  let count = 0;
  for (; difference !== 0n; difference &= difference - 1n) count++;
  return count;
}

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const event: fc.Arbitrary<Event> = fc.tuple(
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  fc.integer({ min: 0, max: 65535 }),
  int32,
  int32,
  int32,
);

describe('Fingerprint', () => {
  it('gives the same digits on every machine and in every version', () => {
    expect(new Fingerprint().digest()).toMatchInlineSnapshot(`"abef83b5651a35cf"`);
    expect(digestOf([[2 ** 40 + 3, 7, -1, 2 ** 31 - 1, 5]])).toMatchInlineSnapshot(`"fc7832c34a6cace3"`);
    expect(
      new Fingerprint().number(Math.PI).number(-1e300).string('lease').integer(-5).digest(),
    ).toMatchInlineSnapshot(`"e26c62771494bd17"`);
  });

  it('tells -0 and NaN apart from other numbers, but not from each other form of themselves', () => {
    const of = (value: number) => new Fingerprint().number(value).digest();
    expect(of(-0)).toBe(of(0));
    expect(of(Number.NaN)).toBe(of(0 / 0));
    expect(new Set([0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.MIN_VALUE].map(of)).size).toBe(6);
  });

  it('depends on where one string ends and the next begins', () => {
    const of = (...parts: string[]) => parts.reduce((f, part) => f.string(part), new Fingerprint()).digest();
    expect(of('ab', 'c')).not.toBe(of('a', 'bc'));
    expect(of('', 'a')).not.toBe(of('a', ''));
  });

  it('rejects an unknown ingredient', () => {
    expect(() => ingredientBits(['time', 'colour' as 'kind'])).toThrow(/'colour'/);
  });

  it('takes in exactly the chosen ingredients', () => {
    const base: Event = [1000, 1, 2, 3, 4];
    const changes = {
      time: [
        [1001, 1, 2, 3, 4],
        [1000 + 2 ** 33, 1, 2, 3, 4],
      ],
      kind: [[1000, 9, 2, 3, 4]],
      target: [[1000, 1, 9, 3, 4]],
      payload: [
        [1000, 1, 2, 9, 4],
        [1000, 1, 2, 3, 9],
      ],
    } satisfies Record<string, Event[]>;
    for (const chosen of FINGERPRINT_INGREDIENTS) {
      for (const changed of FINGERPRINT_INGREDIENTS) {
        for (const other of changes[changed]) {
          const same =
            digestOf([base], ingredientBits([chosen])) ===
            digestOf([other as Event], ingredientBits([chosen]));
          expect(same).toBe(chosen !== changed);
        }
      }
    }
  });

  test.prop([fc.array(event, { minLength: 2, maxLength: 20 }), fc.nat(), fc.nat()])(
    'changes when two different events change places',
    (events, i, j) => {
      const from = i % events.length;
      const to = j % events.length;
      fc.pre(JSON.stringify(events[from]) !== JSON.stringify(events[to]));
      const swapped = events.slice();
      swapped[from] = events[to];
      swapped[to] = events[from];
      expect(digestOf(swapped)).not.toBe(digestOf(events));
    },
  );

  it('turns over about half of the digest for any one bit of an event', () => {
    // 5 words x 32 bits, at the end of a sequence, where nothing comes after to mix them.
    const before: Event[] = [[5, 1, 2, 3, 4]];
    for (let word = 0; word < 5; word++) {
      const bits = word === 0 ? 53 : word === 1 ? 16 : 32;
      for (let bit = 0; bit < bits; bit++) {
        let total = 0;
        const samples = 200;
        for (let k = 0; k < samples; k++) {
          const x: Event = [k * 7919, k & 255, k * 31, -k, k << 20];
          const y: Event = [...x];
          if (word === 0) y[0] += (Math.floor(x[0] / 2 ** bit) % 2 === 0 ? 1 : -1) * 2 ** bit;
          else y[word] ^= 1 << bit;
          total += differingBits(digestOf([...before, x]), digestOf([...before, y]));
        }
        // The mean of 200 draws from a binomial (64, 1/2) is within 1.7 of 32 except once in 10^9.
        expect(Math.abs(total / samples - 32)).toBeLessThan(2);
      }
    }
  });

  it('finds no two equal among very many similar events', () => {
    const seen = new Set<string>();
    let count = 0;
    for (let time = 0; time < 40; time++) {
      for (let target = 0; target < 50; target++) {
        for (let a = -25; a < 25; a++) {
          for (const flip of [0, 0x80000000 | 0]) {
            seen.add(digestOf([[time, 1, target ^ flip, a, flip]]));
            count++;
          }
        }
      }
    }
    expect(seen.size).toBe(count);
  });
});
