/** The section on scaling, from its read form. */
import type { DistributionSpec } from '../../engine/types.ts';
import type { ScalingSpec } from '../../world/spec.ts';
import type { DistributionDraft } from '../distribution/draft.ts';
import type { BuildContext } from './context.ts';

interface ScalingInput extends Omit<ScalingSpec, 'startup'> {
  readonly startup?: DistributionDraft;
}

const STARTUP: DistributionSpec = { kind: 'constant', value: 30 };

/** @param spawned whether the section on spawning says how long agents take to come */
export function buildScaling(given: unknown, spawned: boolean, context: BuildContext): ScalingSpec {
  const input = given as ScalingInput;
  const startup =
    input.startup === undefined
      ? STARTUP
      : context.distribution(['scaling', 'startup'], input.startup, 'duration');
  return { ...input, parameters: { ...input.parameters }, startup: spawned ? null : startup };
}
