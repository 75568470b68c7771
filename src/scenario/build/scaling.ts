/** The section on scaling, from its read form. */
import type { DistributionSpec } from '../../engine/types.ts';
import type { EntryDescription, ParameterValues } from '../../modules/registry.ts';
import type { ScalingSpec } from '../../world/spec/spec.ts';
import type { DistributionDraft } from '../distribution/draft.ts';
import type { BuildContext } from './context.ts';

interface ScalingInput extends Omit<ScalingSpec, 'startup'> {
  readonly startup?: DistributionDraft;
}

const STARTUP: DistributionSpec = { kind: 'constant', value: 30 };

export interface ScalingSurroundings {
  /** Agents that there can be. */
  readonly agents: number;
  /** Whether the section on spawning says how long agents take to come. */
  readonly spawned: boolean;
  readonly policies: readonly EntryDescription[];
}

export function buildScaling(
  given: unknown,
  { agents, spawned, policies }: ScalingSurroundings,
  context: BuildContext,
): ScalingSpec {
  const input = given as ScalingInput;
  const startup =
    input.startup === undefined
      ? STARTUP
      : context.distribution(['scaling', 'startup'], input.startup, 'duration');
  const entry = policies.find(({ name }) => name === input.policy);
  const parameters = entry ? withScenarioDefaults(entry, input.parameters, agents) : { ...input.parameters };
  return { ...input, parameters, startup: spawned ? null : startup };
}

/** In the order of the entry. */
function withScenarioDefaults(
  { parameters }: EntryDescription,
  given: ParameterValues,
  agents: number,
): Record<string, number | boolean | string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { min = 0, max = Infinity }]) => [
      name,
      given[name] ?? Math.max(min, Math.min(max, agents)),
    ]),
  );
}
