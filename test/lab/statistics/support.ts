/**
 * Random sources, variates and coverage bounds for the statistics' tests.
 */
import seedrandom from 'seedrandom';
import { expect } from 'vitest';
import type { RandomSource } from '../../../src/engine/types.ts';
import type { Interval } from '../../../src/lab/statistics/interval.ts';

export function randomSource(seed: string): RandomSource {
  const rng = seedrandom.alea(seed);
  return { uniform: () => rng.double() };
}

/** Standard normal variates by Box and Muller: independent of the quantile function under test. */
export function normal(random: RandomSource): number {
  const radius = Math.sqrt(-2 * Math.log1p(-random.uniform()));
  return radius * Math.cos(2 * Math.PI * random.uniform());
}

export function exponential(random: RandomSource): number {
  return -Math.log1p(-random.uniform());
}

/** Moderately skewed (skewness 1): a gamma variate of shape 4, mean 4. */
export function skewed(random: RandomSource): number {
  return exponential(random) + exponential(random) + exponential(random) + exponential(random);
}

export function sample(size: number, draw: () => number): Float64Array {
  return Float64Array.from({ length: size }, draw);
}

/**
 * Expects a frequency to lie within four standard deviations of a probability, or between two probabilities for procedures
 * whose own guarantee is a range.
 */
export function expectFrequency(hits: number, trials: number, low: number, high = low): void {
  const slack = (p: number): number => 4 * Math.sqrt((p * (1 - p)) / trials);
  expect(hits / trials, `${hits} of ${trials}`).toBeGreaterThanOrEqual(low - slack(low));
  expect(hits / trials, `${hits} of ${trials}`).toBeLessThanOrEqual(high + slack(high));
}

/** How many of `trials` intervals cover the true value. */
export function covered(trials: number, truth: number, interval: () => Interval): number {
  let hits = 0;
  for (let i = 0; i < trials; i++) {
    const { lower, upper } = interval();
    if (lower <= truth && truth <= upper) hits++;
  }
  return hits;
}
