import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { binomialUpper } from '../../../src/mathematics/binomial.ts';
import { hypergeometricUpper } from '../../../src/mathematics/hypergeometric.ts';
import { compareTypes } from '../../../src/modules/patterns/alike.ts';
import { findPattern, isAboveLimit } from '../../../src/modules/patterns/find-pattern.ts';
import { compareRegions, spreadOf } from '../../../src/modules/patterns/regions.ts';
import type { PatternRules, RegionCounts } from '../../../src/modules/patterns/types.ts';

const RULES: PatternRules = { limit: 0.05, rateRule: 'lower_bound', shares: null };
const SHARE: PatternRules = { ...RULES, rateRule: 'share' };

/** Failures of the first types in turn: as unlike as can be. */
function spreadOut(failed: number, types: number): number[] {
  return Array.from({ length: types }, (_, type) => Math.floor((failed + types - 1 - type) / types));
}

const region = (tried: number, failed: number, types: readonly number[] = spreadOut(failed, 4)) =>
  ({ tried, failed, types }) satisfies RegionCounts;
const equal = (tried: number, failures: readonly number[]) => failures.map((failed) => region(tried, failed));

/** As a table prints it: so many significant digits. */
const digits = (value: number, count: number) => Number(value.toPrecision(count));

describe('regions against each other', () => {
  test.each([
    {
      of: 'five regions of 20',
      counts: equal(20, [5, 1, 0, 0, 0]),
      p: 0.00107,
      adjusted: 0.00537,
      apart: true,
    },
    {
      of: 'five regions of 20',
      counts: equal(20, [4, 1, 1, 0, 0]),
      p: 0.0139,
      adjusted: 0.0696,
      apart: false,
    },
    {
      of: 'five regions of 20',
      counts: equal(20, [6, 1, 0, 1, 0]),
      p: 0.000692,
      adjusted: 0.00346,
      apart: true,
    },
    {
      of: 'five regions of 2000',
      counts: equal(2000, [30, 8, 7, 9, 6]),
      p: 1.87e-7,
      adjusted: 9.3e-7,
      apart: true,
    },
    {
      of: 'five regions of 2000',
      counts: equal(2000, [18, 11, 12, 10, 9]),
      p: 0.0422,
      adjusted: 0.211,
      apart: false,
    },
  ])('$of: $counts.0.failed failures in the first have chance $p', ({ counts, p, adjusted, apart }) => {
    const [first, ...others] = compareRegions(counts);
    expect(digits(first.p, 3)).toBe(p);
    expect(digits(first.adjusted, adjusted === 9.3e-7 ? 2 : 3)).toBe(adjusted);
    expect(first.apart).toBe(apart);
    expect(others.some((other) => other.apart)).toBe(false);
  });

  test('one region of other size', () => {
    const [first] = compareRegions([region(100, 9), region(300, 3), region(600, 6)]);
    expect(digits(first.p, 3)).toBe(1.6e-5);
  });

  test('how much they differ is one figure', () => {
    expect(spreadOf(equal(2000, [30, 8, 7, 9, 6]))?.g).toBeCloseTo(27.448, 3);
    expect(spreadOf(equal(2000, [18, 11, 12, 10, 9]))?.g).toBeCloseTo(3.858, 3);
    // The upper tail of a chi-square with four degrees of freedom is exp(-g/2) (1 + g/2).
    const { g, degreesOfFreedom, p } = spreadOf(equal(2000, [30, 8, 7, 9, 6]))!;
    expect(degreesOfFreedom).toBe(4);
    expect(p).toBeCloseTo(Math.exp(-g / 2) * (1 + g / 2), 12);
    expect(spreadOf([region(10, 3), region(0, 0)])).toBeNull();
  });

  test.each([
    { failed: 5, least: 5, multinomial: 5 },
    { failed: 10, least: 7, multinomial: 7 },
    { failed: 20, least: 11, multinomial: 11 },
    { failed: 50, least: 19, multinomial: 20 },
  ])(
    'of $failed failures in five regions of 200, $least in one are too many',
    ({ failed, least, multinomial }) => {
      const draw = { total: 1000, marked: failed, drawn: 200 };
      const counts = Array.from({ length: failed + 1 }, (_, k) => k);
      expect(counts.find((k) => hypergeometricUpper(k, draw) <= 0.002)).toBe(least);
      expect(counts.find((k) => binomialUpper(k, failed, 0.2) <= 0.002)).toBe(multinomial);
    },
  );

  test('a region is found behind another that hides it', () => {
    const regions = equal(200, [60, 9, 1, 1, 1]);
    const { total, marked } = { total: 1000, marked: 72 };
    expect(hypergeometricUpper(9, { total, marked, drawn: 200 })).toBeGreaterThan(0.5);
    const findings = compareRegions(regions);
    expect(findings.map(({ apart }) => apart)).toEqual([true, true, false, false, false]);
    expect(findings[1].p).toBe(hypergeometricUpper(9, { total: 800, marked: 12, drawn: 200 }));
  });
});

describe('types', () => {
  test.each([
    { counts: [11, 1, 0, 0], p: 8.82e-6, alike: true },
    { counts: [5, 4, 2, 1], p: 0.631, alike: false },
  ])('$counts of four types have chance $p', ({ counts, p, alike }) => {
    const found = compareTypes([region(100, 12, counts)], null);
    expect(digits(found.p, 3)).toBe(p);
    expect(found).toMatchObject({
      type: 0,
      failed: 12,
      ofType: counts[0],
      share: 0.25,
      shareAssumed: true,
      alike,
    });
  });

  test('failures above a known rate', () => {
    expect(digits(binomialUpper(12, 200, 0.02), 3)).toBe(7.86e-4);
  });

  test('with known shares it is the type out of proportion, not the most frequent', () => {
    const found = compareTypes([region(100, 20, [14, 6, 0])], [0.79, 0.01, 0.2]);
    expect(found).toMatchObject({ type: 1, ofType: 6, share: 0.01, shareAssumed: false, alike: true });
    expect(found.p).toBeCloseTo(3 * binomialUpper(6, 20, 0.01), 15);
  });

  test('of types that stand out alike the first is told', () => {
    expect(compareTypes([region(10, 4, [0, 2, 2])], null).type).toBe(1);
  });
});

describe('the limit', () => {
  test('is passed by the lower bound or by the share, as the rule says', () => {
    const at = (failed: number, rules: PatternRules) => findPattern([region(100, failed)], null, rules).rate;
    expect(at(6, SHARE)).toMatchObject({ value: 0.06, above: true, rule: 'share', limit: 0.05 });
    expect(at(6, RULES)).toMatchObject({ above: false, rule: 'lower_bound' });
    expect(at(11, RULES).above).toBe(false);
    expect(at(12, RULES).above).toBe(true);
    expect(at(12, RULES).value).toBeGreaterThan(0.05);
    expect(at(11, RULES).value).toBeLessThan(0.05);
  });

  test('is not passed by as much as it allows, whatever rounding makes of it', () => {
    expect(isAboveLimit(100, 57, { ...SHARE, limit: 0.57 })).toBe(false);
    expect(isAboveLimit(100, 58, { ...SHARE, limit: 0.57 })).toBe(true);
    expect(isAboveLimit(100, 7, { ...SHARE, limit: 0.07 })).toBe(false);
  });

  property.prop([fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 5000 })])(
    'is passed exactly when the bound that is told is above it',
    (tried, seen) => {
      const failed = Math.min(tried, seen);
      const { rate } = findPattern([region(tried, failed)], null, RULES);
      expect(rate.above).toBe(failed >= 5 && rate.value > 0.05);
    },
  );
});

describe('the order', () => {
  test('fewer than five failures decide nothing', () => {
    const found = findPattern(equal(1, [1, 1, 1, 1, 0]), null, SHARE);
    expect(found).toMatchObject({ pattern: 'undecided', rule: 'too_few_failures', regions: [], rest: null });
  });

  test('a rate within the limit is no pattern, whatever the regions say', () => {
    expect(findPattern(equal(2000, [30, 8, 7, 9, 6]), null, RULES)).toMatchObject({
      pattern: 'within_limit',
      rule: 'rate',
    });
  });

  test('regional: without the region the rate is within the limit', () => {
    const found = findPattern(equal(20, [6, 1, 0, 1, 0]), null, SHARE);
    expect(found).toMatchObject({ pattern: 'regional', rule: 'regions', types: null, commonType: null });
    expect(found.regions.filter(({ apart }) => apart).map((finding) => finding.region)).toEqual([0]);
    expect(found.rest).toMatchObject({ tried: 80, failed: 2, value: 0.025, above: false });
  });

  test('not regional where the rest is above the limit: then its types decide', () => {
    const regions = [
      region(200, 120, [0, 0, 0, 120]),
      ...Array.from({ length: 4 }, () => region(200, 25, [7, 6, 6, 6])),
    ];
    const found = findPattern(regions, null, RULES);
    expect(found.regions[0].apart).toBe(true);
    expect(found).toMatchObject({ pattern: 'random', rule: 'nothing_stands_out' });
    expect(found.types).toMatchObject({ failed: 100, ofType: 28, type: 0 });
  });

  test('systematic by types, random without', () => {
    const alike = [region(100, 12, [11, 1, 0, 0]), region(100, 12, [11, 0, 1, 0])];
    expect(findPattern(alike, null, RULES)).toMatchObject({ pattern: 'systematic', rule: 'types' });
    expect(findPattern(equal(100, [12, 12]), null, RULES)).toMatchObject({
      pattern: 'random',
      rule: 'nothing_stands_out',
      types: { alike: false },
      retries: null,
    });
  });

  test('ten retries decide before types, and fewer do not', () => {
    const alike = [region(100, 12, [11, 1, 0, 0]), region(100, 12, [11, 0, 1, 0])];
    const unlike = equal(100, [12, 12]);
    const retried = (regions: RegionCounts[], tried: number, failedAgain: number) =>
      findPattern(regions, { tried, failedAgain }, RULES);
    expect(retried(unlike, 10, 5)).toMatchObject({ pattern: 'systematic', rule: 'retries' });
    expect(retried(unlike, 10, 5).retries).toMatchObject({ needed: 5, systematic: true });
    expect(retried(alike, 10, 4)).toMatchObject({ pattern: 'random', rule: 'retries' });
    expect(retried(unlike, 9, 9)).toMatchObject({
      pattern: 'random',
      rule: 'nothing_stands_out',
      retries: null,
    });
  });

  test('systematic goes before regional where one type is out of proportion in half of the regions', () => {
    const one = (failed: number) => region(200, failed, [failed, 0, 0, 0]);
    const none = region(200, 0);
    const found = findPattern([one(60), one(30), none, none], null, RULES);
    expect(found.regions.map(({ apart }) => apart)).toEqual([true, true, false, false]);
    expect(found).toMatchObject({
      pattern: 'systematic',
      rule: 'same_type_in_half_of_the_regions',
      commonType: { type: 0, regions: [0, 1], of: 4 },
    });
    const five = findPattern([one(60), one(30), none, none, none], null, RULES);
    expect(five).toMatchObject({ pattern: 'regional', commonType: null });
    // Regions in which nothing was tried are none of the half.
    const tried = findPattern([one(60), one(30), none, none, region(0, 0)], null, RULES);
    expect(tried).toMatchObject({ pattern: 'systematic', commonType: { of: 4 } });
    const apart = findPattern([one(60), region(200, 30, [0, 30, 0, 0]), none, none], null, RULES);
    expect(apart).toMatchObject({ pattern: 'regional', rule: 'regions' });
  });

  test('of two regions one is half: failures of one type are systematic there', () => {
    const pair = (types: number[]) => findPattern([region(200, 40, types), region(200, 0)], null, RULES);
    expect(pair([40, 0, 0, 0]).pattern).toBe('systematic');
    expect(pair([10, 10, 10, 10]).pattern).toBe('regional');
  });

  test('a million agents', () => {
    const regions = Array.from({ length: 10 }, (_, i) => region(100_000, i === 3 ? 60_000 : 4_900));
    const found = findPattern(regions, null, RULES);
    expect(found).toMatchObject({ pattern: 'regional', rule: 'regions' });
    expect(found.regions.filter(({ apart }) => apart).map((finding) => finding.region)).toEqual([3]);
    expect(found.rate.value).toBeGreaterThan(0.1);
  });
});

const someRegions = fc.array(
  fc
    .record({
      tried: fc.integer({ min: 0, max: 300 }),
      types: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 3 }),
    })
    .map(({ tried, types }) => {
      const failed = types.reduce((sum, count) => sum + count, 0);
      return region(tried + failed, failed, types);
    }),
  { minLength: 1, maxLength: 8 },
);

describe('properties', () => {
  property.prop([someRegions, fc.integer({ min: 1, max: 7 })])(
    'the order of regions does not matter',
    (regions, turn) => {
      const moved = regions.map((_, i) => regions[(i + turn) % regions.length]);
      const found = findPattern(regions, null, RULES);
      const again = findPattern(moved, null, RULES);
      expect(again.pattern).toBe(found.pattern);
      expect(again.rule).toBe(found.rule);
      expect(again.commonType?.type).toBe(found.commonType?.type);
      expect(again.types).toEqual(found.types);
      again.regions.forEach((finding, i) => {
        const before = found.regions[(i + turn) % regions.length];
        expect(finding.apart).toBe(before.apart);
        expect(finding.p).toBe(before.p);
      });
    },
  );

  property.prop([fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 500 }), fc.nat(40), fc.nat(40)])(
    'the chance of as many failures in a region falls with each more',
    (tried, others, failed, elsewhere) => {
      fc.pre(failed < tried && elsewhere <= others);
      const chance = (count: number) =>
        compareRegions([region(tried, count), region(others, elsewhere)])[0].p;
      expect(chance(failed + 1)).toBeLessThanOrEqual(chance(failed) * (1 + 1e-12));
    },
  );

  property.prop([someRegions, fc.nat()])(
    'one more failure makes a region stand out more',
    (regions, choice) => {
      const index = choice % regions.length;
      const chosen = regions[index];
      fc.pre(chosen.failed < chosen.tried);
      const more = region(chosen.tried, chosen.failed + 1);
      const before = compareRegions(regions)[index];
      const after = compareRegions(regions.map((counts, i) => (i === index ? more : counts)))[index];
      if (before.apart) expect(after.apart).toBe(true);
    },
  );

  property.prop([someRegions])('some region is never set apart, and chances stay chances', (regions) => {
    const findings = compareRegions(regions);
    expect(findings.some(({ apart }) => !apart)).toBe(true);
    for (const { p, adjusted } of findings) {
      expect(p).toBeGreaterThanOrEqual(0);
      expect(adjusted).toBeLessThanOrEqual(1);
      expect(adjusted).toBeGreaterThanOrEqual(p);
    }
  });
});

describe('what makes no sense is refused by name', () => {
  test.each([
    [[], null, 'regions.length is 0'],
    [[region(4, 5)], null, 'regions[0].failed is 5, must be at most 4, what was tried there'],
    [[region(9, 5), region(9, 5, [5])], null, 'regions[1].types.length is 1, must be 4, as in regions[0]'],
    [[region(9, 5, [1, 1])], null, 'the sum of regions[0].types is 2, must be 5, what failed there'],
    [[region(9.5, 5)], null, 'regions[0].tried is 9.5'],
    [[region(9, 0, [])], null, 'regions[0].types.length is 0'],
    [[region(9, 1)], { tried: 11, failedAgain: 0 }, 'retries.tried is 11, must be at most 10'],
    [[region(9, 1)], { tried: 3, failedAgain: 4 }, 'retries.failedAgain is 4, must be at most 3'],
  ])('%o %o', (regions, retries, message) => {
    expect(() => findPattern(regions, retries, RULES)).toThrow(message);
  });

  test.each([
    [{ limit: 0 }, 'limit is 0'],
    [{ shares: [1] }, 'shares.length is 1, must be 4, the number of types'],
    [{ shares: [0.5, 0.5, 0, 0.1] }, 'shares[2] is 0, must be above 0'],
  ])('%o', (rules, message) => {
    expect(() => findPattern([region(9, 1)], null, { ...RULES, ...rules })).toThrow(message);
  });
});
