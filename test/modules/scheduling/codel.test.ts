import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { Codel } from '../../../src/modules/scheduling/codel.ts';

const MS = 1000;
const LINUX = { target: 5 * MS, interval: 100 * MS };

/** Asks every so often, from `from` until `until`, about a task that has waited for so long; the times of the drops. */
function ask(codel: Codel, from: number, until: number, waited: number, step = 10): number[] {
  const drops: number[] = [];
  for (let now = from; now < until; now += step) if (codel.drops(waited, now, false)) drops.push(now);
  return drops;
}

describe('a standing queue', () => {
  test('loses one after an interval, and then at intervals that shrink with the root of their number', () => {
    const [first, ...others] = ask(new Codel(LINUX), 0, 500 * MS, 5 * MS, 1);
    expect(first).toBe(100 * MS);
    const after = others.slice(0, 5).map((drop) => (drop - first) / MS);
    [100, 170.71, 228.45, 278.45, 323.17].forEach((time, i) => {
      expect(after[i]).toBeCloseTo(time, 2);
    });
  });

  test('is none while waits are below the target, however long that lasts', () => {
    expect(ask(new Codel(LINUX), 0, 5000 * MS, 5 * MS - 1)).toEqual([]);
  });

  test('is none before waits have been too long for a whole interval', () => {
    const codel = new Codel(LINUX);
    expect(ask(codel, 0, 100 * MS, 50 * MS)).toEqual([]);
    // One that waited for less: the interval begins anew.
    expect(codel.drops(4 * MS, 100 * MS, false)).toBe(false);
    expect(ask(codel, 100 * MS, 200 * MS, 50 * MS)).toEqual([]);
    expect(codel.drops(50 * MS, 200 * MS, false)).toBe(true);
  });

  test('never loses the last task that waits', () => {
    const codel = new Codel(LINUX);
    for (let now = 0; now < 1000 * MS; now += MS) expect(codel.drops(50 * MS, now, true)).toBe(false);
    // Nor is what waited alone for long a standing queue once another is behind it.
    expect(ask(codel, 1000 * MS, 1100 * MS, 50 * MS)).toEqual([]);
  });

  test('drops one task at a time: the next one at the same instant is served', () => {
    const codel = new Codel(LINUX);
    ask(codel, 0, 100 * MS, 50 * MS);
    expect([1, 2, 3].map(() => codel.drops(50 * MS, 100 * MS, false))).toEqual([true, false, false]);
  });

  test('that was not looked at for long loses several at once', () => {
    const codel = new Codel(LINUX);
    ask(codel, 0, 110 * MS, 50 * MS);
    // Due at 200, 270.71, 328.45, 378.45 and 423.17 ms.
    expect([1, 2, 3, 4, 5].map(() => codel.drops(50 * MS, 380 * MS, false))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  test('that is back within sixteen intervals is met with the rate that the last one needed', () => {
    const codel = new Codel(LINUX);
    expect(ask(codel, 0, 430 * MS, 50 * MS).length).toBe(6);
    codel.drops(0, 430 * MS, false);
    // Six drops, of which the rate had begun at one: five.
    const [first, second] = ask(codel, 500 * MS, 700 * MS, 50 * MS);
    expect(first).toBe(600 * MS);
    expect((second - first) / MS).toBeCloseTo(100 / Math.sqrt(5), 1);
  });

  test('that is back later is met with the rate of a first one', () => {
    const codel = new Codel(LINUX);
    ask(codel, 0, 430 * MS, 50 * MS);
    codel.drops(0, 430 * MS, false);
    const [first, second] = ask(codel, 2000 * MS, 2300 * MS, 50 * MS);
    expect(first).toBe(2100 * MS);
    expect(second).toBe(2200 * MS);
  });
});

property.prop([
  fc.array(fc.record({ waited: fc.nat(20 * MS), gap: fc.nat(20 * MS), isLast: fc.boolean() }), {
    maxLength: 300,
  }),
])('nothing is dropped that has waited for less than the target, or alone', (heads) => {
  const codel = new Codel(LINUX);
  let now = 0;
  for (const { waited, gap, isLast } of heads) {
    now += gap;
    if (codel.drops(waited, now, isLast)) {
      expect(waited).toBeGreaterThanOrEqual(5 * MS);
      expect(isLast).toBe(false);
    }
  }
});
