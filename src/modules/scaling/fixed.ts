/** A constant number of agents: the baseline of every comparison. */
import { commonParameters, Parameters, type ScalingPolicyEntry, withinLimits } from './policy.ts';

const { period } = commonParameters(60);

export const FIXED_ENTRY: ScalingPolicyEntry = {
  name: 'fixed',
  description: 'always the same number of agents',
  source: 'baseline',
  parameters: {
    agents: { type: 'integer', default: 10, min: 1, description: 'number of agents' },
    period,
  },
  create(given) {
    const parameters = new Parameters(FIXED_ENTRY.parameters, given);
    const agents = withinLimits(parameters.number('agents'), { min: 0, max: Number.MAX_SAFE_INTEGER });
    return { period: parameters.duration('period'), decide: () => agents };
  },
  most: (given) => ({
    agents: new Parameters(FIXED_ENTRY.parameters, given).number('agents'),
    parameter: 'agents',
  }),
};
