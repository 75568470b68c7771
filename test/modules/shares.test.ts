import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { ceiling, exceeds, floored, Share } from '../../src/modules/shares.ts';
import { parseQuantity } from '../../src/scenario/units.ts';

describe('whole numbers out of measured values', () => {
  it('are those of exact arithmetic for all counts and whole percentages', () => {
    const wrong: string[] = [];
    for (let percent = 1; percent <= 100; percent++) {
      const share = parseQuantity('ratio', `${percent}%`);
      for (let count = 0; count <= 2000; count++) {
        const exact = new Share(share);
        const isExact =
          ceiling(count * share) === exact.ceil(count) &&
          floored(count * share) === exact.floor(count) &&
          ceiling((count * share) / share) === count &&
          floored((count * share) / share) === count &&
          !exceeds(count * share, (percent * count) / 100) &&
          !exceeds((percent * count) / 100, count * share);
        if (!isExact) wrong.push(`${percent} % of ${count}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(exceeds(7.001, 7)).toBe(true);
    expect(exceeds(7, 7.001)).toBe(false);
  });
});

describe('a share of a count', () => {
  it('is exact for all counts and whole percentages', () => {
    const wrong: string[] = [];
    for (let percent = 0; percent <= 100; percent++) {
      const share = new Share(parseQuantity('ratio', `${percent}%`));
      for (let count = 0; count <= 2000; count++) {
        const rest = (percent * count) % 100;
        const floor = (percent * count - rest) / 100;
        const expected = [floor, rest === 0 ? floor : floor + 1, rest >= 50 ? floor + 1 : floor];
        const found = [share.floor(count), share.ceil(count), share.round(count)];
        if (expected.some((value, i) => value !== found[i])) wrong.push(`${percent} % of ${count}: ${found}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is that of the decimal as written, where doubles say something else', () => {
    expect([0.07 * 100, new Share(0.07).ceil(100)]).toEqual([7.000000000000001, 7]);
    expect([0.29 * 100, new Share(0.29).floor(100)]).toEqual([28.999999999999996, 29]);
    expect([0.285 * 100, new Share(0.285).round(100)]).toEqual([28.499999999999996, 29]);
    expect([1.1 * 10, new Share(1.1).ceil(10)]).toEqual([11, 11]);
    expect([1.1 * 30, new Share(1.1).ceil(30)]).toEqual([33, 33]);
    expect(new Share(0.2, new Share(0.1)).ceil(10)).toBe(3);
  });

  it('has no error however small or fine it is, and however large the count', () => {
    expect(new Share(1e-7).floor(1e9)).toBe(100);
    expect(new Share(1e-300).ceil(5)).toBe(1);
    expect(new Share(0.123456789012345).floor(1e15)).toBe(123456789012345);
    expect(new Share(1e21).floor(0)).toBe(0);
    expect(() => new Share(Number.NaN)).toThrow(RangeError);
    expect(() => new Share(-0.1)).toThrow(RangeError);
  });

  test.prop([fc.nat(1_000_000), fc.integer({ min: 0, max: 6 }), fc.nat(1e9)])(
    'of thousandths and finer is what whole numbers say',
    (digits, places, count) => {
      const scale = 10n ** BigInt(places);
      const share = new Share(Number(`${digits}e-${places}`));
      const product = BigInt(digits) * BigInt(count);
      expect(share.floor(count)).toBe(Number(product / scale));
      expect(share.ceil(count)).toBe(Number((product + scale - 1n) / scale));
      expect(share.round(count)).toBe(Number((2n * product + scale) / (2n * scale)));
    },
  );
});
