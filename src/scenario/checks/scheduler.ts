/** Checks that what the scheduler is asked for can have an effect. */
import type { Problems } from '../document/problems.ts';
import type { Scenario } from '../scenario.ts';

export function checkScheduler(scenario: Scenario, problems: Problems): void {
  checkRebalance(scenario, problems);
}

function checkRebalance({ scheduler, coordination }: Scenario, problems: Problems): void {
  // In a tree, tasks wait at coordinators too, when the agents below one are gone.
  if (!scheduler.rebalance || scheduler.agent_queue !== 0 || coordination.topology === 'tree') return;
  problems.add(
    ['scheduler', 'rebalance'],
    'no task waits at an agent with agent_queue 0: there is nothing to move',
    { atKey: true },
  );
}
