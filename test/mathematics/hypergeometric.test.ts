import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { binomialUpper } from '../../src/mathematics/binomial.ts';
import { StatisticsError } from '../../src/mathematics/errors.ts';
import { type Draw, hypergeometricUpper } from '../../src/mathematics/hypergeometric.ts';

function choose(n: bigint, k: bigint): bigint {
  let ways = 1n;
  for (let i = 1n; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}

/** The tail as a quotient of whole numbers, to 30 decimals. */
function exactUpper(k: number, { total, marked, drawn }: Draw): number {
  let ways = 0n;
  for (let x = Math.max(k, marked + drawn - total, 0); x <= Math.min(marked, drawn); x++)
    ways += choose(BigInt(marked), BigInt(x)) * choose(BigInt(total - marked), BigInt(drawn - x));
  const scale = BigInt(`1${'0'.repeat(30)}`);
  return Number((ways * scale) / choose(BigInt(total), BigInt(drawn))) / 1e30;
}

const draws = fc.integer({ min: 1, max: 60 }).chain((total) =>
  fc.record({
    total: fc.constant(total),
    marked: fc.integer({ min: 0, max: total }),
    drawn: fc.integer({ min: 0, max: total }),
  }),
);

describe('upper tail', () => {
  property.prop([draws, fc.integer({ min: -1, max: 61 })])('is what enumeration gives', (draw, k) => {
    const exact = exactUpper(k, draw);
    expect(Math.abs(hypergeometricUpper(k, draw) - exact)).toBeLessThanOrEqual(1e-13 * exact + 1e-29);
  });

  property.prop([draws, fc.integer({ min: 0, max: 60 })])(
    'does not depend on which of the two is called the sample',
    (draw, k) => {
      const other = { total: draw.total, marked: draw.drawn, drawn: draw.marked };
      expect(hypergeometricUpper(k, draw)).toBeCloseTo(hypergeometricUpper(k, other), 13);
    },
  );

  test.each([
    { k: 30, draw: { total: 1_000_000, marked: 50, drawn: 200_000 } },
    { k: 11_000, draw: { total: 1_000_000, marked: 50_000, drawn: 200_000 } },
    { k: 10_300, draw: { total: 1_000_000, marked: 50_000, drawn: 200_000 } },
    { k: 9_700, draw: { total: 1_000_000, marked: 50_000, drawn: 200_000 } },
    { k: 252_500, draw: { total: 1_000_000, marked: 500_000, drawn: 500_000 } },
  ])('holds for a million: $k of $draw.drawn', ({ k, draw }) => {
    // Against the sum of exact quotients of neighbouring terms, scaled so that nothing overflows.
    const { total, marked, drawn } = draw;
    const mode = Math.floor(((marked + 1) * (drawn + 1)) / (total + 2));
    let below = 0;
    let above = 0;
    let logarithm = 0;
    const add = (x: number) => {
      if (x >= k) above += Math.exp(logarithm);
      else below += Math.exp(logarithm);
    };
    for (let x = mode; x <= Math.min(marked, drawn); x++) {
      add(x);
      logarithm += Math.log(((marked - x) * (drawn - x)) / ((x + 1) * (total - marked - drawn + x + 1)));
    }
    logarithm = 0;
    for (let x = mode; x > Math.max(0, marked + drawn - total); x--) {
      logarithm += Math.log((x * (total - marked - drawn + x)) / ((marked - x + 1) * (drawn - x + 1)));
      add(x - 1);
    }
    const expected = above / (above + below);
    const found = hypergeometricUpper(k, draw);
    expect(Math.abs(found / expected - 1)).toBeLessThan(1e-9);
  });

  test('is nought, and not nothing, where no double is small enough', () => {
    expect(hypergeometricUpper(260_000, { total: 1_000_000, marked: 500_000, drawn: 500_000 })).toBe(0);
    expect(hypergeometricUpper(240_000, { total: 1_000_000, marked: 500_000, drawn: 500_000 })).toBe(1);
  });

  test('goes over into the binomial tail where few are drawn of many', () => {
    const few = hypergeometricUpper(6, { total: 900_000_000, marked: 90_000_000, drawn: 20 });
    expect(few).toBeCloseTo(binomialUpper(6, 20, 0.1), 7);
  });

  test('names what no urn holds', () => {
    const upper = (draw: Draw) => () => hypergeometricUpper(1, draw);
    expect(upper({ total: 5, marked: 6, drawn: 1 })).toThrow(
      new StatisticsError('hypergeometric distribution', 'marked', 6, 'at most 5, the total'),
    );
    expect(upper({ total: 5, marked: 1, drawn: 6 })).toThrow('drawn is 6, must be at most 5, the total');
    expect(upper({ total: 1.5, marked: 1, drawn: 1 })).toThrow('total is 1.5');
    expect(() => hypergeometricUpper(Number.NaN, { total: 5, marked: 1, drawn: 1 })).toThrow('k is NaN');
  });
});
