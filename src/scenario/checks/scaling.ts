/** Scaling against the rest of a scenario. */
import type { Problems } from '../document/problems.ts';
import type { Scenario } from '../scenario.ts';

export function checkScaling(scenario: Scenario, problems: Problems): void {
  const { scaling, agents, health } = scenario;
  if (!scaling) return;
  const most = agents.groups.reduce((sum, { count }) => sum + count, 0);
  if (scaling.initial > most)
    problems.add(
      ['scaling', 'initial'],
      `expected at most agents.count, which is ${most}, found ${scaling.initial}`,
    );
  for (const name of ['min_agents', 'agents'] as const) {
    const least = scaling.parameters[name];
    if (typeof least === 'number' && least > most)
      problems.add(
        ['scaling', 'parameters', name],
        `expected at most agents.count, which is ${most}, found ${least}`,
      );
  }
  if (health.heartbeat_interval === 0)
    problems.add(
      ['scaling'],
      'agents come and go with their heartbeats: health.heartbeat_interval must not be 0',
    );
}
