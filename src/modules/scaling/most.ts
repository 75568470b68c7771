/** How many agents a policy can want at the most, judged from its parameters alone. */
import type { ParameterValues } from '../registry.ts';
import type { MostWanted } from './policy.ts';
import { SCALING_POLICIES } from './registry.ts';

/** null: nothing limits it, or it is a policy of somebody's own without a parameter of that name. */
export function mostWanted(policy: string, parameters: ParameterValues, initial: number): MostWanted | null {
  const most = SCALING_POLICIES.get(policy)?.most?.(parameters, initial);
  if (most) return most;
  const { max_agents: agents } = parameters;
  return typeof agents === 'number' ? { agents, parameter: 'max_agents' } : null;
}
