import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { chiSquareCdf, chiSquareQuantile } from '../../../src/lab/statistics/chi-square.ts';
import { fisherCdf, fisherQuantile } from '../../../src/lab/statistics/fisher.ts';
import { noncentralityOf, noncentralStudentCdf } from '../../../src/lab/statistics/noncentral-t.ts';
import {
  studentCdf,
  studentCritical,
  studentQuantile,
  studentTwoSided,
} from '../../../src/lab/statistics/student.ts';
import {
  betaTails,
  logBeta,
  regularisedBeta,
  regularisedBetaInverse,
} from '../../../src/mathematics/beta.ts';
import {
  binomialCdf,
  binomialProbability,
  binomialQuantile,
  binomialUpper,
} from '../../../src/mathematics/binomial.ts';
import { StatisticsError } from '../../../src/mathematics/errors.ts';
import { logGamma, regularisedGamma, regularisedGammaInverse } from '../../../src/mathematics/gamma.ts';
import { erf, erfc, normalCdf, normalQuantile } from '../../../src/mathematics/normal.ts';
import * as reference from './reference-values.ts';

function expectRelative(actual: number, expected: number, tolerance: number, where: unknown): void {
  const error = Math.abs(actual - expected) / (expected === 0 ? 1 : Math.abs(expected));
  expect(error, `${JSON.stringify(where)}: ${actual}, expected ${expected}`).toBeLessThanOrEqual(tolerance);
}

describe('against 60-digit arithmetic', () => {
  test('log gamma, also around its zeros', () => {
    for (const row of reference.LOG_GAMMA) expectRelative(logGamma(row[0]), row[1], 1e-15, row);
  });

  test('error function and complement', () => {
    for (const row of reference.ERROR_FUNCTION) {
      expectRelative(erf(row[0]), row[1], 1e-15, row);
      expectRelative(erfc(row[0]), row[2], 1e-15, row);
    }
  });

  test('normal distribution, down to the smallest doubles', () => {
    for (const row of reference.NORMAL) expectRelative(normalCdf(row[0]), row[1], 1e-15, row);
    for (const row of reference.NORMAL_QUANTILE) expectRelative(normalQuantile(row[0]), row[1], 1e-15, row);
  });

  test('Student t, degrees of freedom 0.3 to 1e9', () => {
    for (const row of reference.STUDENT) {
      expectRelative(studentCdf(-row[1], row[0]), row[2], 1e-13, row);
      expectRelative(studentCdf(row[1], row[0]), 1 - row[2], 1e-15, row);
      // Near 0 the probability itself no longer tells t to this accuracy.
      if (row[1] >= 0.1) expectRelative(studentQuantile(row[2], row[0]), -row[1], 1e-14, row);
    }
  });

  test('incomplete beta and its inverse', () => {
    for (const row of reference.INCOMPLETE_BETA) {
      const [a, b, x, lower, upper] = row;
      const tails = betaTails(a, b, x, 1 - x);
      if (lower < upper) expectRelative(tails.lower, lower, 1e-13, row);
      else expectRelative(tails.upper, upper, 1e-13, row);
      expect(regularisedBeta(x, a, b)).toBe(tails.lower);
      if (lower < 0.9) expectRelative(regularisedBetaInverse(lower, a, b), x, 1e-14, row);
    }
  });

  test('incomplete gamma and its inverse', () => {
    for (const row of reference.INCOMPLETE_GAMMA) {
      const [a, x, lower, upper] = row;
      const tails = regularisedGamma(a, x);
      if (lower < upper) expectRelative(tails.lower, lower, 1e-13, row);
      else expectRelative(tails.upper, upper, 1e-13, row);
      if (lower < 0.9) expectRelative(regularisedGammaInverse(a, lower), x, 1e-14, row);
    }
  });

  test('noncentral t', () => {
    for (const row of reference.NONCENTRAL_STUDENT) {
      expect(Math.abs(noncentralStudentCdf(row[2], row[0], row[1]) - row[3])).toBeLessThan(1e-12);
    }
  });
});

describe('printed tables', () => {
  test('t quantiles', () => {
    expect(studentQuantile(0.975, 1)).toBeCloseTo(12.706204736, 8);
    expect(studentQuantile(0.975, 9)).toBeCloseTo(2.262157163, 8);
    expect(studentQuantile(0.95, 30)).toBeCloseTo(1.697260887, 8);
    expect(studentCritical(0.99, 4)).toBeCloseTo(4.604094871, 8);
    expect(studentQuantile(0.975, Number.POSITIVE_INFINITY)).toBeCloseTo(1.959963984540054, 14);
  });

  test('chi-square and F quantiles', () => {
    expect(chiSquareQuantile(0.95, 1)).toBeCloseTo(3.841458821, 8);
    expect(chiSquareQuantile(0.95, 10)).toBeCloseTo(18.307038053, 8);
    expect(chiSquareQuantile(0.01, 5)).toBeCloseTo(0.554298077, 8);
    expect(fisherQuantile(0.95, 5, 10)).toBeCloseTo(3.32583453, 8);
    expect(fisherQuantile(0.99, 2, 4)).toBeCloseTo(18, 8);
  });

  test('binomial', () => {
    expect(binomialProbability(3, 10, 0.5)).toBeCloseTo(120 / 1024, 15);
    expect(binomialCdf(2, 5, 0.5)).toBeCloseTo(0.5, 15);
    expect(binomialUpper(9, 10, 0.5)).toBeCloseTo(11 / 1024, 15);
    expect(binomialQuantile(0.5, 5, 0.5)).toBe(2);
    expect(binomialQuantile(0.5001, 5, 0.5)).toBe(3);
  });

  test('log beta', () => {
    expectRelative(logBeta(3, 4), Math.log(1 / 60), 1e-14, 'B(3, 4)');
    expectRelative(logBeta(0.5, 0.5), Math.log(Math.PI), 1e-14, 'B(1/2, 1/2)');
    expectRelative(logBeta(1, 1e6), -Math.log(1e6), 1e-13, 'B(1, 1e6)');
  });
});

describe('laws', () => {
  const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
  const freedom = fc.double({ min: 0.5, max: 1e5, noNaN: true });

  property.prop([probability, freedom])('t quantile undoes the distribution function', (p, df) => {
    const t = studentQuantile(p, df);
    expect(studentCdf(t, df)).toBeCloseTo(p, 12);
    expect(studentQuantile(p, df)).toBe(t);
  });

  property.prop([probability])('the normal quantile undoes the distribution function', (p) => {
    expectRelative(normalCdf(normalQuantile(p)), p, 1e-12, p);
  });

  property.prop([freedom, fc.double({ min: 1e-6, max: 50, noNaN: true })])(
    'F(1, df) is t squared',
    (df, t) => {
      expect(1 - fisherCdf(t * t, 1, df)).toBeCloseTo(studentTwoSided(t, df), 11);
    },
  );

  property.prop([fc.double({ min: 0.01, max: 400, noNaN: true })])('chi-square of 2 is exponential', (x) => {
    expect(chiSquareCdf(x, 2)).toBeCloseTo(-Math.expm1(-x / 2), 13);
  });

  property.prop([fc.integer({ min: 1, max: 200 }), fc.double({ min: 0.001, max: 0.999, noNaN: true })])(
    'binomial probabilities add up to the distribution function',
    (n, p) => {
      let sum = 0;
      for (let k = 0; k <= n; k++) {
        sum += binomialProbability(k, n, p);
        expect(Math.abs(binomialCdf(k, n, p) - sum)).toBeLessThan(1e-12);
        expect(Math.abs(binomialCdf(k - 1, n, p) + binomialUpper(k, n, p) - 1)).toBeLessThan(1e-14);
      }
    },
  );

  property.prop([
    fc.double({ min: -8, max: 8, noNaN: true }),
    fc.double({ min: 1, max: 300, noNaN: true }),
    fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  ])('noncentrality undoes the noncentral distribution function', (t, df, p) => {
    expect(noncentralStudentCdf(t, df, noncentralityOf(t, df, p))).toBeCloseTo(p, 9);
  });

  test('noncentral t far from 0, where its denominator alone decides', () => {
    // By SciPy 1.15: nct.cdf(1000, 9, 900).
    expect(noncentralStudentCdf(1000, 9, 900)).toBeCloseTo(0.6069536027038325, 9);
    for (const t of [1e4, 1e9, 1e15, -1e15, 1e200])
      for (const p of [0.025, 0.5, 0.975]) {
        const limit = Math.sqrt(chiSquareQuantile(t > 0 ? 1 - p : p, 9) / 9);
        expect(noncentralityOf(t, 9, p) / t, `${t} ${p}`).toBeCloseTo(limit, 3);
      }
  });
});

describe('impossible input', () => {
  test('is refused with a named error that says what is allowed', () => {
    expect(() => normalQuantile(1.5)).toThrow(StatisticsError);
    expect(() => studentQuantile(0.5, 0)).toThrow(/df is 0, must be above 0/);
    expect(() => regularisedBeta(2, 1, 1)).toThrow(StatisticsError);
    expect(() => regularisedGamma(-1, 1)).toThrow(StatisticsError);
    expect(() => binomialCdf(1, 2.5, 0.5)).toThrow(StatisticsError);
    expect(() => logGamma(Number.NaN)).toThrow(StatisticsError);
  });

  test('limits are exact', () => {
    expect(studentQuantile(0, 3)).toBe(Number.NEGATIVE_INFINITY);
    expect(studentCdf(Number.POSITIVE_INFINITY, 3)).toBe(1);
    expect(studentCdf(Number.NEGATIVE_INFINITY, 3)).toBe(0);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(regularisedGamma(2, Number.POSITIVE_INFINITY)).toEqual({ lower: 1, upper: 0 });
    expect(binomialCdf(-1, 3, 0.2)).toBe(0);
    expect(binomialCdf(3, 3, 0.2)).toBe(1);
  });
});
