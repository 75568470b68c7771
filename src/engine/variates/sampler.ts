/**
 * From a distribution as data to a sampler.
 */
import type { DistributionKind, DistributionSpec, Sampler } from '../types.ts';
import { type Distribution, DistributionError, type SpecProblem } from './distribution.ts';
import { DISTRIBUTION_BY_KIND } from './distributions.ts';

/**
 * The first parameter that makes no sense, or null: not a number, out of range, bounds the wrong way round,
 * lists that are empty or whose weights add up to nothing.
 *
 * @param lowest No value below this may be possible. 0 by default, because durations, sizes, speeds and
 *   counts are not negative; -Infinity allows all.
 */
export function validateSpec(spec: DistributionSpec, lowest = 0): SpecProblem | null {
  const distribution = distributionOf(spec);
  if (distribution) return distribution.check(spec, lowest, validateSpec);
  const known = Object.keys(DISTRIBUTION_BY_KIND).join(', ');
  return { path: 'kind', message: `must be one of ${known}, not ${spec.kind}` };
}

/**
 * A sampler of the distribution. Samples are never below `lowest`.
 *
 * @throws DistributionError when `validateSpec` finds a problem.
 */
export function createSampler(spec: DistributionSpec, lowest = 0): Sampler {
  const problem = validateSpec(spec, lowest);
  if (problem) throw new DistributionError(spec.kind, problem);
  return createChecked(spec);
}

function createChecked(spec: DistributionSpec): Sampler {
  return (distributionOf(spec) as Distribution<DistributionKind>).create(spec, createChecked);
}

// The table pairs each kind with its distribution, which a lookup by a union of kinds cannot express.
function distributionOf(spec: DistributionSpec): Distribution<DistributionKind> | undefined {
  if (!Object.hasOwn(DISTRIBUTION_BY_KIND, spec.kind)) return undefined;
  return DISTRIBUTION_BY_KIND[spec.kind] as unknown as Distribution<DistributionKind>;
}
