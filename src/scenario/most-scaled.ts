/** How many agents the scaling of a scenario can want at the most. */
import { mostWanted } from '../modules/scaling/most.ts';
import type { MostWanted } from '../modules/scaling/policy.ts';
import type { ScalingSpec } from '../world/spec/spec.ts';

/** null: as many as there can be. */
export function mostScaled({ policy, parameters, initial }: ScalingSpec): MostWanted | null {
  return mostWanted(policy, parameters, initial);
}
