/** Wald's sequential test: the table of the reference on healing and gates, oracle 40, and what it does against what it is. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { createGate } from '../../../src/modules/gates/gate.ts';
import {
  defaultMost,
  expectedLooks,
  promotesWithoutFailure,
  sprtLines,
  sprtRates,
  stepsOfRates,
} from '../../../src/modules/gates/sprt.ts';
import type { SequentialDesign, SequentialGate } from '../../../src/modules/gates/types.ts';

const design = (
  acceptable: number,
  unacceptable: number,
  false_rollback = 0.05,
  false_promote = 0.1,
): SequentialDesign => ({ acceptable, unacceptable, false_rollback, false_promote });

/** As good as without an end. */
const ENDLESS = 1_000_000;

/** As printed: with so many significant digits. */
const printed = (value: number, like: number | string) => {
  const [, decimals = ''] = String(like).split('.');
  return Number(value.toFixed(decimals.length));
};

describe('the table of designs', () => {
  const rows = [
    [0.005, 0.02, '0.01084', '1.606', '2.062', [244, 185, 309], [255, 221], ['0.031', '0.899'], 149],
    [0.01, 0.05, '0.02499', '1.364', '1.751', ['80.6', '57.5', 98], ['85.1', '71.0'], ['0.029', '0.899'], 55],
    [0.02, 0.06, '0.03655', '1.974', '2.535', [106, '88.8', 142], [111, 103], ['0.035', '0.901'], 55],
    [0.05, 0.1, '0.07236', '3.013', '3.868', [119, 115, 174], [124, 126], ['0.040', '0.902'], 42],
  ] as const;

  example.each(rows)(
    '%f against %f',
    (acceptable, unacceptable, slope, below, above, wald, exact, errors, free) => {
      const given = design(acceptable, unacceptable);
      const lines = sprtLines(given);
      for (const [value, like] of [
        [lines.slope, slope],
        [lines.below, below],
        [lines.above, above],
      ] as const)
        expect(printed(value, like)).toBe(Number(like));
      const expected = expectedLooks(given);
      const means = [expected.acceptable, expected.unacceptable, expected.worst];
      for (const [place, like] of wald.entries()) expect(printed(means[place], like)).toBe(Number(like));
      const [good, bad] = [acceptable, unacceptable].map((rate) => sprtRates(given, ENDLESS, rate));
      expect([printed(good.looks, exact[0]), printed(bad.looks, exact[1])]).toEqual(exact.map(Number));
      expect([printed(good.rolls_back, errors[0]), printed(bad.rolls_back, errors[1])]).toEqual(
        errors.map(Number),
      );
      expect(promotesWithoutFailure(given)).toBe(free);
    },
  );

  example('and a design with smaller errors', () => {
    const { failure, success, upper, lower } = sprtLines(design(0.01, 0.05));
    expect([upper, lower, failure, success].map((value) => value.toPrecision(5))).toEqual([
      '2.8904',
      '-2.2513',
      '1.6094',
      '-0.041243',
    ]);
    const strict = design(0.01, 0.05, 0.01, 0.01);
    const { acceptable, unacceptable } = expectedLooks(strict);
    expect([acceptable.toFixed(1), unacceptable.toFixed(1)]).toEqual(['182.1', '109.1']);
    expect(sprtRates(strict, ENDLESS, 0.01).rolls_back.toFixed(4)).toBe('0.0058');
  });

  example('gives up after three times the outcomes that it is expected to need', () => {
    expect(defaultMost(design(0.01, 0.05))).toBe(242);
    // No canary of 100 can tell these two.
    expect(expectedLooks(design(0.01, 0.02)).acceptable.toFixed(0)).toBe('639');
  });
});

example.each([
  [design(0.05, 0.05), 'tells two rates apart'],
  [design(0.05, 0.01), 'tells two rates apart'],
  [design(0, 0.01), 'tells two rates apart'],
  [design(0.01, 0.05, 0.5, 0.5), 'less than 1 together'],
])('a design that tells nothing apart is refused', (given, message) => {
  expect(() => sprtLines(given)).toThrow(message);
});

example('what hardly differs takes too long to compute, and that is known before', () => {
  const close = design(0.05, 0.050000001);
  expect(stepsOfRates(close, 1_000_000)).toBe(1_000_000 * 1_000_002);
  expect(stepsOfRates(design(0.01, 0.05), 242)).toBe(242 * 6);
  expect(sprtRates(close, 20, 0.05)).toMatchObject({ rolls_back: 0, promotes: 0, looks: 20 });
});

const designs = fc
  .record({
    acceptable: fc.double({ min: 0.001, max: 0.3, noNaN: true }),
    ratio: fc.double({ min: 1.3, max: 3, noNaN: true }),
    false_rollback: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
    false_promote: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
  })
  .map(({ ratio, ...rest }) => ({ ...rest, unacceptable: rest.acceptable * ratio }));

const gateOf = (given: SequentialDesign, most: number, undecided: SequentialGate['undecided'] = 'rollback') =>
  createGate({ kind: 'sequential', ...given, most, undecided }, most, { looked: 0, failures: 0 });

describe('the gate', () => {
  test.prop([designs, fc.array(fc.boolean(), { minLength: 1, maxLength: 400 })])(
    'decides by lines what the likelihoods of both rates say',
    (given, outcomes) => {
      const gate = gateOf(given, Infinity);
      const upper = Math.log((1 - given.false_promote) / given.false_rollback);
      const lower = Math.log(given.false_promote / (1 - given.false_rollback));
      let likelihood = 0;
      for (const failed of outcomes) {
        const verdict = gate.look(failed);
        const [bad, good] = [given.unacceptable, given.acceptable];
        likelihood += failed ? Math.log(bad / good) : Math.log((1 - bad) / (1 - good));
        // Where they meet to the last digits, rounding decides.
        if (Math.min(Math.abs(likelihood - upper), Math.abs(likelihood - lower)) < 1e-9) return;
        expect(verdict).toBe(likelihood >= upper ? 'roll_back' : likelihood <= lower ? 'promote' : 'open');
        if (verdict !== 'open') return;
      }
    },
  );

  test.prop([designs, fc.integer({ min: 1, max: 300 }), fc.double({ min: 0, max: 1, noNaN: true })])(
    'comes to one of three ends, and looks at no more than it may',
    (given, most, rate) => {
      const { rolls_back, promotes, undecided, looks } = sprtRates(given, most, rate);
      expect(rolls_back + promotes + undecided).toBeCloseTo(1, 9);
      expect(looks).toBeLessThanOrEqual(most + 1e-6);
      for (const share of [rolls_back, promotes, undecided]) expect(share).toBeGreaterThanOrEqual(0);
    },
  );

  /** All ways in which so few outcomes can come, played through by the gate itself. */
  const enumerate = (given: SequentialDesign, most: number, rate: number) => {
    const sums = { rolls_back: 0, promotes: 0, undecided: 0, looks: 0 };
    for (let bits = 0; bits < 1 << most; bits++) {
      const gate = gateOf(given, most);
      let verdict = 'open';
      let looks = 0;
      for (; verdict === 'open'; looks++) verdict = gate.look(((bits >> looks) & 1) === 1);
      let chance = 1;
      for (let i = 0; i < most; i++) chance *= (bits >> i) & 1 ? rate : 1 - rate;
      if (gate.undecided) sums.undecided += chance;
      else sums[verdict === 'promote' ? 'promotes' : 'rolls_back'] += chance;
      sums.looks += chance * looks;
    }
    return sums;
  };

  test.prop([designs, fc.integer({ min: 1, max: 10 }), fc.double({ min: 0.05, max: 0.95, noNaN: true })], {
    numRuns: 30,
  })('decides in all ways that outcomes can come as the recursion says', (given, most, rate) => {
    const exact = sprtRates(given, most, rate);
    for (const [name, value] of Object.entries(enumerate(given, most, rate)))
      expect(value).toBeCloseTo(exact[name as keyof typeof exact], 9);
  });

  example.each([
    ['rollback', 'roll_back'],
    ['promote', 'promote'],
  ] as const)('given up, it follows its policy: %s', (undecided, verdict) => {
    const gate = gateOf(design(0.01, 0.05), 3, undecided);
    expect([gate.look(false), gate.look(true), gate.look(false)]).toEqual(['open', 'open', verdict]);
    expect(gate.undecided).toBe(true);
    const short = gateOf(design(0.01, 0.05), 100, undecided);
    short.look(false);
    expect([short.end(), short.undecided]).toEqual([verdict, true]);
  });
});
