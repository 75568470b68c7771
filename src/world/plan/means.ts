/** Means of distributions, as plans need them before anything is drawn. */
import type { DistributionSpec } from '../../engine/types.ts';
import { createSampler, validateSpec } from '../../engine/variates/sampler.ts';

/** The mean in seconds; a guess of a second where a distribution of a user's own does not tell it. */
export function meanOf(spec: DistributionSpec): number {
  const mean = validateSpec(spec) === null ? createSampler(spec).mean : Number.NaN;
  return Number.isNaN(mean) ? 1 : mean;
}
