/**
 * The part of a standard normal distribution between two bounds: its probability, mean and variance.
 */
import { integrate } from './quadrature.ts';

/** Where the density has fallen by exp(-this), the rest cannot be seen in a sum of double precision. */
const NEGLIGIBLE_EXPONENT = 50;

export interface NormalSlice {
  /** The point between the bounds with the highest density. */
  readonly anchor: number;
  /** Probability of the slice, divided by the density at the anchor; this does not underflow in a tail. */
  readonly mass: number;
  /** Mean within the slice, as a distance from the anchor. */
  readonly offset: number;
  readonly variance: number;
}

/**
 * The slice between `low` and `high`, low < high, either of which may be infinite. Relative errors are about
 * 1e-14, also far out in a tail, where the usual formulas in density and distribution function (Johnson,
 * Kotz, Balakrishnan, "Continuous Univariate Distributions" 1, section 13.10.1) cancel: the density is
 * integrated from its highest point.
 */
export function normalSlice(low: number, high: number): NormalSlice {
  const anchor = Math.min(Math.max(low, 0), high);
  // The density at anchor + t is that at the anchor times this.
  const weight = (t: number) => Math.exp(-t * (anchor + t / 2));
  // Solves |anchor| t + t^2 / 2 = NEGLIGIBLE_EXPONENT.
  const steepness = Math.abs(anchor);
  const reach =
    (2 * NEGLIGIBLE_EXPONENT) / (steepness + Math.sqrt(steepness * steepness + 2 * NEGLIGIBLE_EXPONENT));
  const from = Math.max(low - anchor, -reach);
  const to = Math.min(high - anchor, reach);
  const mass = integrate(weight, from, to);
  const offset = integrate((t) => t * weight(t), from, to) / mass;
  const variance = integrate((t) => (t - offset) * (t - offset) * weight(t), from, to) / mass;
  return { anchor, mass, offset, variance };
}

/** Probability that a standard normal variate lies between the bounds; underflows to 0 beyond 38. */
export function normalProbability(low: number, high: number): number {
  const { anchor, mass } = normalSlice(low, high);
  return (mass * Math.exp((-anchor * anchor) / 2)) / Math.sqrt(2 * Math.PI);
}
