/** Gates with a fixed limit, and those that compare: the table of the reference on healing and gates, by what the gates decide. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { binomialProbability } from '../../../src/mathematics/binomial.ts';
import { createGate } from '../../../src/modules/gates/gate.ts';
import type { GateSpec, Outcomes } from '../../../src/modules/gates/types.ts';

const NOTHING: Outcomes = { looked: 0, failures: 0 };

/** What a gate decides that sees so many failures, all at the end, or all at the start. */
function decision(spec: GateSpec, planned: number, failures: number, control = NOTHING, last = true) {
  const gate = createGate(spec, planned, control);
  for (let i = 0; i < planned; i++) {
    const verdict = gate.look(last ? i >= planned - failures : i < failures);
    if (verdict !== 'open') return verdict;
  }
  return gate.end();
}

const fixed = (limit: number, when: 'above' | 'reached' = 'above'): GateSpec => ({
  kind: 'fixed',
  limit,
  when,
});

/** Chance that a gate of 100 promotes what fails at a rate. */
function promotes(spec: GateSpec, rate: number): number {
  let sum = 0;
  for (let failures = 0; failures <= 100; failures++)
    if (decision(spec, 100, failures) === 'promote') sum += binomialProbability(failures, 100, rate);
  return sum;
}

/** The same of one that compares with a control of 100. */
function promotesBeside(spec: GateSpec, rate: number, base: number): number {
  let sum = 0;
  for (let other = 0; other <= 100; other++) {
    const chance = binomialProbability(other, 100, base);
    if (chance < 1e-15) continue;
    const control = { looked: 100, failures: other };
    for (let failures = 0; failures <= 100; failures++)
      if (decision(spec, 100, failures, control) === 'promote')
        sum += chance * binomialProbability(failures, 100, rate);
  }
  return sum;
}

/** Half a unit of the last digit printed. */
function rounding(like: string): number {
  const [mantissa, exponent = '0'] = like.split('e');
  const [, decimals = ''] = mantissa.split('.');
  return 0.501 * Number(`1e${Number(exponent) - decimals.length}`);
}

describe('the fixed limit of 5 % with 100 in the canary', () => {
  const difference: GateSpec = { kind: 'difference', control: 'before', limit: 0.05 };
  example.each([
    [0.005, '1.2e-5', '1.6e-4', ['0.9995', '0.960', '0.527'], ['8e-6', '0.9997', '0.603']],
    [0.01, '5.3e-4', '0.0034', ['0.985', '0.616', '0.441'], ['2e-4', '0.993', '0.593']],
    [0.02, '0.0155', '0.051', ['0.788', '0.058', '0.291'], ['0.0034', '0.926', '0.579']],
    [0.05, '0.384', '0.564', ['0.058', '0', '0.058'], ['0.037', '0.558', '0.558']],
  ] as const)('at a base rate of %f', (base, above, reached, worse, beside) => {
    const near = (value: number, like: string) => {
      expect(Math.abs(value - Number(like)), `${value} for ${like}`).toBeLessThanOrEqual(rounding(like));
    };
    near(1 - promotes(fixed(0.05), base), above);
    near(1 - promotes(fixed(0.05, 'reached'), base), reached);
    const rates = [2 * base, 5 * base, base + 0.05];
    for (const [place, like] of worse.entries()) near(promotes(fixed(0.05), rates[place]), like);
    near(1 - promotesBeside(difference, base, base), beside[0]);
    near(promotesBeside(difference, 2 * base, base), beside[1]);
    near(promotesBeside(difference, base + 0.05, base), beside[2]);
  });

  example('is exact where the share is whole', () => {
    // 7 % of 100 is 7.000000000000001 in doubles.
    expect([7, 8].map((failures) => decision(fixed(0.07), 100, failures))).toEqual(['promote', 'roll_back']);
    expect([6, 7].map((failures) => decision(fixed(0.07, 'reached'), 100, failures))).toEqual([
      'promote',
      'roll_back',
    ]);
  });

  example('is decided as soon as nothing can change it', () => {
    const bad = createGate(fixed(0.05), 100, NOTHING);
    const looks = Array.from({ length: 6 }, () => bad.look(true));
    expect(looks).toEqual(['open', 'open', 'open', 'open', 'open', 'roll_back']);
    const good = createGate(fixed(0.05), 100, NOTHING);
    for (let i = 0; i < 94; i++) expect(good.look(false)).toBe('open');
    expect(good.look(false)).toBe('promote');
  });

  test.prop([
    fc.integer({ min: 1, max: 60 }),
    fc.constantFrom(0, 0.01, 0.05, 0.33, 1),
    fc.constantFrom('above', 'reached'),
    fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
  ])('early or late, it decides by all of them', (planned, limit, when, outcomes) => {
    fc.pre(limit > 0 || when === 'above');
    const failures = outcomes.slice(0, planned).filter(Boolean).length;
    const isBad = when === 'above' ? failures / planned > limit : failures / planned >= limit;
    const gate = createGate({ kind: 'fixed', limit, when }, planned, NOTHING);
    let verdict = 'open';
    for (let i = 0; i < planned && verdict === 'open'; i++) verdict = gate.look(outcomes[i]);
    expect(verdict).toBe(isBad ? 'roll_back' : 'promote');
  });
});

describe('two proportions', () => {
  const compare = (false_rollback: number): GateSpec => ({
    kind: 'two_proportions',
    control: 'before',
    false_rollback,
  });

  example('roll back what fails more often than chance explains, by the test that fits', () => {
    const before = { looked: 4500, failures: 40 };
    expect(decision(compare(0.01), 500, 12, before)).toBe('roll_back');
    expect(decision(compare(0.0005), 500, 12, before)).toBe('promote');
    // By the normal distribution 4 %; exactly 11 %.
    expect(decision(compare(0.05), 100, 3, { looked: 900, failures: 9 })).toBe('promote');
  });

  example('are compared when all is there, once', () => {
    const gate = createGate(compare(0.05), 3, { looked: 100, failures: 0 });
    expect([gate.look(true), gate.look(true), gate.look(true)]).toEqual(['open', 'open', 'roll_back']);
  });

  example('without anything to compare with promote', () => {
    expect(createGate(compare(0.05), 3, { looked: 100, failures: 0 }).end()).toBe('promote');
    expect(decision(compare(0.05), 3, 3)).toBe('promote');
  });
});
