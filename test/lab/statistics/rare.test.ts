import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/engine/random/streams.ts';
import {
  clopperPearsonInterval,
  fewEventsEvidence,
  hillEstimator,
  largestShares,
  poissonInterval,
  quantileInterval,
  unseenProbability,
  wilsonInterval,
} from '../../../src/lab/statistics/index.ts';

/** Published and independently computed values, to the digits given. */
describe('known values', () => {
  test.each([
    [0, 20, [0, 0.16113], [0, 0.16843]],
    [1, 20, [0.00888, 0.23613], [0.00127, 0.24873]],
    [5, 100, [0.02154, 0.11175], [0.01643, 0.11283]],
  ])('%i of %i', (successes, trials, wilson, exact) => {
    const scored = wilsonInterval(successes, trials);
    expect([scored.lower, scored.upper].map((x) => +x.toFixed(5))).toEqual(wilson);
    const sure = clopperPearsonInterval(successes, trials);
    expect([sure.lower, sure.upper].map((x) => +x.toFixed(5))).toEqual(exact);
  });

  test('all of 200', () => expect(clopperPearsonInterval(200, 200).lower).toBeCloseTo(0.98172, 5));

  test.each([
    [0, 0, 3.68888],
    [1, 0.02532, 5.57164],
    [3, 0.61867, 8.76727],
    [10, 4.79539, 18.39036],
  ])('a Poisson count of %i', (count, lower, upper) => {
    const interval = poissonInterval(count);
    expect([interval.lower, interval.upper].map((x) => +x.toFixed(5))).toEqual([lower, upper]);
  });

  test.each([
    [10, 0.25887],
    [100, 0.029513],
    [1000, 0.0029913],
  ])('none of %i', (trials, upper) => {
    expect(unseenProbability(trials) / upper).toBeCloseTo(1, 4);
  });

  test.each([
    [100, 0.5, 40, 61],
    [100, 0.95, 90, 100],
    [200, 0.95, 184, 197],
    [1000, 0.99, 983, 997],
  ])('ranks for a quantile of %i values, %f', (n, p, lower, upper) => {
    const values = Array.from({ length: n }, (_, index) => index);
    const { lower_rank, upper_rank } = quantileInterval(values, p);
    expect([lower_rank, upper_rank]).toEqual([lower, upper]);
  });

  test("Hill's estimate", () => {
    const powers = [16, 8, 4, 2, 1];
    expect(hillEstimator(powers, 3).alpha).toBeCloseTo(0.721348, 6);
    expect(hillEstimator(powers, 2).alpha).toBeCloseTo(0.961797, 6);
    const scores = Array.from({ length: 1000 }, (_, i) => Math.exp((2 / 3) * Math.log(1000 / (i + 0.5))));
    const { alpha, standard_error } = hillEstimator(scores, 100);
    expect(alpha).toBeCloseTo(1.497715, 6);
    expect(standard_error).toBeCloseTo(alpha / 10, 12);
    expect(hillEstimator([2, 2, 2], 2).alpha).toBe(Number.POSITIVE_INFINITY);
  });
});

test('one value that makes up most of the sum, or of the spread', () => {
  expect(largestShares([1, 1, 1, 7]).sum).toBeCloseTo(0.7, 12);
  expect(largestShares([10, 11, 10, 9, 30]).spread).toBeGreaterThan(0.9);
  expect(largestShares([1, 2, 3, 4]).spread).toBeLessThan(0.7);
  expect(largestShares([3, 3, 3]).spread).toBe(0);
});

describe('evidence of few events', () => {
  test('none in many trials, none for as many as the rate', () => {
    expect(fewEventsEvidence(0, 30, 1)).toBeGreaterThan(20);
    expect(fewEventsEvidence(30, 30, 1)).toBe(0);
    expect(fewEventsEvidence(0, 500, 1e-9)).toBeLessThan(1e-6);
  });

  test('is rarely strong where the rate is that, however often one looks', () => {
    const random = new Streams('few events', 0).stream('counts');
    let wrong = 0;
    const experiments = 400;
    for (let experiment = 0; experiment < experiments; experiment++) {
      let events = 0;
      for (let trial = 1; trial <= 300; trial++) {
        if (random.uniform() < 0.05) events++;
        if (fewEventsEvidence(events, trial, 0.05) >= -Math.log(0.05)) {
          wrong++;
          break;
        }
      }
    }
    expect(wrong / experiments).toBeLessThan(0.05);
  });
});
