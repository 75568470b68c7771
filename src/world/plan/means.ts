/** Means of distributions, as plans need them before anything is drawn. */
import type { DistributionSpec } from '../../engine/types.ts';
import { createSampler, validateSpec } from '../../engine/variates/sampler.ts';

/** NaN for a distribution of a user's own that does not tell it, or is not at hand. */
export function knownMean(spec: DistributionSpec): number {
  return validateSpec(spec) === null ? createSampler(spec).mean : Number.NaN;
}

/** The standard deviation as a share of the mean; NaN where the mean is not known, or is 0. */
export function knownVariation(spec: DistributionSpec): number {
  if (validateSpec(spec) !== null) return Number.NaN;
  const { mean, variance } = createSampler(spec);
  return mean > 0 ? Math.sqrt(variance) / mean : Number.NaN;
}

/** The mean in seconds; a guess of a second where a distribution of a user's own does not tell it. */
export function meanOf(spec: DistributionSpec): number {
  const mean = knownMean(spec);
  return Number.isNaN(mean) ? 1 : mean;
}
