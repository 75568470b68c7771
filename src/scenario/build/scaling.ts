/** The section on scaling, from its read form. */
import type { ScalingSpec } from '../../world/spec.ts';
import type { DistributionDraft } from '../distribution/draft.ts';
import type { BuildContext } from './context.ts';

interface ScalingInput extends Omit<ScalingSpec, 'startup'> {
  readonly startup: DistributionDraft;
}

export function buildScaling(given: unknown, context: BuildContext): ScalingSpec {
  const input = given as ScalingInput;
  const startup = context.distribution(['scaling', 'startup'], input.startup, 'duration');
  return { ...input, parameters: { ...input.parameters }, startup };
}
