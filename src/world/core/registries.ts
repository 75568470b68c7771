/** What a specification may name: the modules that a world can be built from. */
import type { DetectorEntry } from '../../modules/health/detector.ts';
import { FAILURE_DETECTORS } from '../../modules/health/index.ts';
import type { Registry } from '../../modules/registry.ts';
import type { ScalingPolicyEntry } from '../../modules/scaling/policy.ts';
import { SCALING_POLICIES } from '../../modules/scaling/registry.ts';
import type { AlgorithmEntry } from '../../modules/scheduling/algorithm.ts';
import { DISTRIBUTION_ALGORITHMS } from '../../modules/scheduling/algorithms/index.ts';

export interface Registries {
  readonly algorithms: Registry<AlgorithmEntry>;
  readonly detectors: Registry<DetectorEntry>;
  readonly scalingPolicies: Registry<ScalingPolicyEntry>;
}

/** What comes with the program. */
export const BUILT_IN: Registries = {
  algorithms: DISTRIBUTION_ALGORITHMS,
  detectors: FAILURE_DETECTORS,
  scalingPolicies: SCALING_POLICIES,
};
