/** How often the rules for failure patterns are wrong, against the rates that their reference states. */
import { describe, expect, test } from 'vitest';
import { binomialCdf, binomialProbability, binomialUpper } from '../../src/mathematics/binomial.ts';
import { compareTypes, judgeRetries } from '../../src/modules/patterns/alike.ts';
import { findPattern, isAboveLimit } from '../../src/modules/patterns/find-pattern.ts';
import { compareRegions } from '../../src/modules/patterns/regions.ts';
import { randomSource } from '../lab/statistics/support.ts';

/** Draws from a binomial distribution by inversion of its table. */
function binomialSampler(n: number, p: number, uniform: () => number): () => number {
  const table: number[] = [];
  for (let k = 0, sum = 0; k <= n && sum < 1 - 1e-15; k++) {
    sum += binomialProbability(k, n, p);
    table.push(sum);
  }
  return () => {
    const u = uniform();
    let low = 0;
    let high = table.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (u <= table[middle]) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Share of draws in which step 2 sets a region apart: five equal regions of so many, the first at a rate of its own. */
function setsApart(
  total: number,
  rate: number,
  first: number,
  draws: number,
  which: 'any' | 'first',
): number {
  const random = randomSource(`patterns ${total} ${rate} ${first}`);
  const uniform = () => random.uniform();
  const tried = total / 5;
  const other = binomialSampler(tried, rate, uniform);
  const own = binomialSampler(tried, first, uniform);
  let found = 0;
  for (let draw = 0; draw < draws; draw++) {
    const regions = [own(), other(), other(), other(), other()].map((failed) => ({ tried, failed }));
    const findings = compareRegions(regions);
    if (which === 'first' ? findings[0].apart : findings.some(({ apart }) => apart)) found++;
  }
  return found / draws;
}

describe('step 2 with five equal regions', () => {
  test.each([
    { total: 1000, rate: 0.05, stated: 0.006 },
    { total: 10_000, rate: 0.01, stated: 0.007 },
    { total: 100, rate: 0.06, stated: 0.003 },
  ])('sets one of $total at $rate apart by mistake in $stated of all cases', ({ total, rate, stated }) => {
    const found = setsApart(total, rate, rate, 20_000, 'any');
    // 20,000 draws here and there.
    expect(Math.abs(found - stated)).toBeLessThan(3 * Math.sqrt((2 * stated) / 20_000) + 0.0005);
    expect(found).toBeLessThan(0.01);
  });

  test.each([
    { total: 1000, at: 0.03, power: 0.14 },
    { total: 1000, at: 0.05, power: 0.59 },
    { total: 1000, at: 0.1, power: 0.995 },
    { total: 10_000, at: 0.02, power: 0.66 },
    { total: 10_000, at: 0.03, power: 0.998 },
    { total: 100, at: 0.2, power: 0.43 },
    { total: 100, at: 0.4, power: 0.94 },
  ])('finds one of $total at $at instead of .01 in $power of all cases', ({ total, at, power }) => {
    const found = setsApart(total, 0.01, at, 5000, 'first');
    expect(Math.abs(found - power)).toBeLessThan(3 * Math.sqrt((power * (1 - power)) / 5000) + 0.01);
  });
});

describe('step 3 with four types', () => {
  const least = (failed: number) => {
    for (let count = 0; ; count++) {
      const others = failed - count;
      const types = [count, Math.ceil(others / 3), Math.floor((others + 1) / 3), Math.floor(others / 3)];
      const found = compareTypes([{ tried: failed, failed, types }], null);
      if (found.type === 0 && found.alike) return count;
    }
  };

  test.each([
    { failed: 10, needed: 8, share: 0.8, power: 0.68 },
    { failed: 20, needed: 12, share: 0.8, power: 0.99 },
    { failed: 50, needed: 23, share: 0.8, power: 1 },
    { failed: 50, needed: 23, share: 0.6, power: 0.98 },
  ])('of $failed failures $needed must be alike: found at a share of $share in $power', (row) => {
    expect(least(row.failed)).toBe(row.needed);
    expect(binomialUpper(row.needed, row.failed, row.share)).toBeCloseTo(row.power, 2);
  });

  test('chance is called systematic in less than .01 of all cases', () => {
    for (const failed of [5, 10, 20, 50, 1000]) {
      expect(4 * binomialUpper(least(failed), failed, 0.25)).toBeLessThanOrEqual(0.01);
      expect(4 * binomialUpper(least(failed) - 1, failed, 0.25)).toBeGreaterThan(0.01);
    }
  });
});

test('ten retries are wrong in .0016 and .0064 of all cases', () => {
  const systematic = (failsAgain: number) => {
    let chance = 0;
    for (let failedAgain = 0; failedAgain <= 10; failedAgain++) {
      if (judgeRetries({ tried: 10, failedAgain }).systematic)
        chance += binomialProbability(failedAgain, 10, failsAgain);
    }
    return chance;
  };
  expect(systematic(0.1)).toBeCloseTo(0.0016, 4);
  expect(1 - systematic(0.8)).toBeCloseTo(0.0064, 4);
});

test('a share of failures at the limit is called above it in at most .01 of all cases', () => {
  for (const tried of [50, 100, 500, 2000]) {
    let chance = 0;
    for (let failed = 0; failed <= tried; failed++) {
      const { rate } = findPattern([{ tried, failed, types: [failed] }], null, {
        limit: 0.05,
        rateRule: 'lower_bound',
        shares: null,
      });
      if (rate.above) chance += binomialProbability(failed, tried, 0.05);
    }
    expect(chance).toBeLessThanOrEqual(0.01);
    expect(chance).toBeGreaterThan(0.001);
  }
  // The documents' rule, where the share itself is compared: with 5 % failures as often as not.
  expect(1 - binomialCdf(5, 100, 0.05)).toBeCloseTo(0.384, 3);
});

/** Chance that the limit is passed at any of the looks after each failure, by recursion over attempts and failures. */
function passesAtSomeLook(rate: number, attempts: number): number {
  const rules = { limit: 0.05, rateRule: 'lower_bound', shares: null } as const;
  let chances = [1];
  let passed = 0;
  for (let tried = 1; tried <= attempts; tried++) {
    const next = Array.from({ length: chances.length + 1 }, () => 0);
    chances.forEach((chance, failed) => {
      next[failed] += chance * (1 - rate);
      if (isAboveLimit(tried, failed + 1, rules)) passed += chance * rate;
      else next[failed + 1] += chance * rate;
    });
    while (next.at(-1) === 0) next.pop();
    chances = next;
  }
  return passed;
}

test.each([
  { rate: 0.02, chance: 0.0002 },
  { rate: 0.04, chance: 0.012 },
  { rate: 0.05, chance: 0.073 },
])(
  'looks after each failure of a thousand attempts at $rate pause a roll-out in $chance of all cases',
  (row) => {
    expect(passesAtSomeLook(row.rate, 1000)).toBeCloseTo(row.chance, row.rate === 0.02 ? 4 : 3);
  },
);
