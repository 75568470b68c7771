/**
 * The vocabulary of the kernel: virtual time, random sources, distributions.
 */

/** Virtual time or a delay: a whole number of microseconds, 0 .. 2^53 - 1. */
export type Microseconds = number;

/** A source of uniform random numbers in [0, 1), at least 32 bits fine; 0 is possible, 1 is not. */
export interface RandomSource {
  uniform(): number;
}

/** A random variate generator with its exact moments (NaN where unknown, Infinity where they diverge). */
export interface Sampler {
  /** One draw, in the unit in which the distribution was specified. */
  sample(random: RandomSource): number;
  readonly mean: number;
  readonly variance: number;
}

/**
 * A distribution as plain data. Parameters are in the base unit of the quantity (seconds for durations, bytes for
 * sizes). `normal` is truncated to [min, max] (min defaults to 0). Canonical forms only: a scenario may write
 * `lognormal(median=2s, sigma=1)`, and the loader turns it into mean and coefficient of variation.
 */
export type DistributionSpec =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  | {
      readonly kind: 'normal';
      readonly mean: number;
      readonly sd: number;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'lognormal'; readonly mean: number; readonly cv: number }
  | { readonly kind: 'gamma'; readonly shape: number; readonly mean: number }
  | { readonly kind: 'erlang'; readonly stages: number; readonly mean: number }
  | { readonly kind: 'weibull'; readonly shape: number; readonly scale: number }
  | { readonly kind: 'pareto'; readonly alpha: number; readonly min: number }
  | { readonly kind: 'bounded_pareto'; readonly alpha: number; readonly min: number; readonly max: number }
  | { readonly kind: 'triangular'; readonly min: number; readonly mode: number; readonly max: number }
  | {
      readonly kind: 'hyperexponential';
      readonly branches: readonly { readonly probability: number; readonly mean: number }[];
    }
  | {
      readonly kind: 'mixture';
      readonly components: readonly { readonly weight: number; readonly distribution: DistributionSpec }[];
    }
  | { readonly kind: 'discrete'; readonly values: readonly number[]; readonly weights: readonly number[] }
  /** Ranks 1..n times `step`, the k-th with a probability proportional to 1/k^s. */
  | { readonly kind: 'zipf'; readonly n: number; readonly s: number; readonly step: number }
  /** Whole numbers 1, 2, 3, ... times `step`, of the given mean (at least the step): k with probability p (1 - p)^(k - 1), p = step / mean. */
  | { readonly kind: 'geometric'; readonly mean: number; readonly step: number }
  /** Draws uniformly from `values`; `source` says where they came from (file and column) and is kept for the record. */
  | { readonly kind: 'empirical'; readonly values: readonly number[]; readonly source: string }
  /** One of a user's own, by name. `sampler` is put in before a run and is no part of the data. */
  | {
      readonly kind: 'custom';
      readonly name: string;
      readonly parameters: Readonly<Record<string, number | boolean | string>>;
      readonly sampler?: Sampler;
    };

export type DistributionKind = DistributionSpec['kind'];
