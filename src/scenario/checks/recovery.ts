/** Recovery against the rest of a scenario. */
import type { Problems } from '../document/problems.ts';
import type { Scenario } from '../scenario.ts';
import { showDuration } from '../units.ts';

export function checkRecovery(scenario: Scenario, problems: Problems): void {
  const { recovery, health, scaling, spawning, coordination } = scenario;
  if (!recovery) return;
  const refuse = (message: string) => problems.add(['recovery'], message, { atKey: true });
  if (health.detector === 'none')
    refuse('nobody is suspected, so nobody is recovered: health.detector must not be none');
  if (scaling) refuse('agents come and go as scaling.policy decides: leave out either of the two');
  if (spawning) refuse('agents come and go as spawning says: leave out either of the two');
  if (coordination.standby) refuse('recovery is not replicated: leave out coordination.standby');
  for (const [key, limit] of [
    ['backoff', 'backoff_limit'],
    ['proving', 'proving_limit'],
  ] as const)
    if (recovery[key] > recovery[limit])
      problems.add(['recovery', key], `${key} is above ${limit} (${showDuration(recovery[limit])})`);
  if (recovery.restart_below > recovery.replace_below)
    problems.add(
      ['recovery', 'restart_below'],
      `expected at most replace_below, which is ${recovery.replace_below}, found ${recovery.restart_below}`,
    );
  if (recovery.proving < 2 * health.heartbeat_interval)
    problems.add(
      ['recovery', 'proving'],
      `an agent proves itself by its heartbeats: expected at least two of them, ${showDuration(2 * health.heartbeat_interval)}, found ${showDuration(recovery.proving)}`,
    );
  if (recovery.budget.share === 0 && recovery.budget.least === 0)
    problems.add(['recovery', 'budget'], 'nobody is ever recovered: expected a share or a least above 0');
}
