/**
 * Random durations in the kernel's unit.
 */
import type { DistributionSpec, Microseconds, RandomSource } from '../types.ts';
import { createSampler } from './sampler.ts';

/**
 * 1e15 microseconds, about 31.7 years: longer draws are cut to this, so that sums of several stay exact
 * integers.
 */
export const LONGEST_DURATION: Microseconds = 1e15;

const MICROSECONDS_PER_SECOND = 1e6;

export interface DurationSampler {
  /** One duration: the draw in seconds, rounded to the nearest microsecond and cut to LONGEST_DURATION. */
  next(random: RandomSource): Microseconds;
  /** Exact mean of the distribution in seconds, before rounding and cutting; Infinity where it diverges. */
  readonly mean: number;
  /** Exact variance in square seconds, before rounding and cutting; Infinity where it diverges. */
  readonly variance: number;
}

/** Seconds to the nearest whole microsecond, 0 .. LONGEST_DURATION. */
export function toDuration(seconds: number): Microseconds {
  return Math.min(LONGEST_DURATION, Math.max(0, Math.round(seconds * MICROSECONDS_PER_SECOND)));
}

/**
 * A sampler of durations given in seconds. A constant draws nothing from its source.
 *
 * @throws DistributionError when the parameters make no sense or allow negative durations.
 */
export function createDurationSampler(spec: DistributionSpec): DurationSampler {
  const sampler = createSampler(spec);
  const { mean, variance } = sampler;
  if (spec.kind === 'constant') {
    const duration = toDuration(spec.value);
    return { mean, variance, next: () => duration };
  }
  return { mean, variance, next: (random) => toDuration(sampler.sample(random)) };
}
