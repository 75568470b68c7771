/** Whether tasks wait at coordinators. */
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import type { Scenario } from '../scenario.ts';

/** Algorithms that let tasks wait at the coordinator, whatever the limit is. */
export const KEEPS_TASKS: ReadonlySet<string> = new Set(['central_queue', 'late_binding']);

/** Whether tasks wait at coordinators, in whole or when agents have as many as they may. */
export function keepsTasks({ agent_queue, algorithm }: Scenario['scheduler']): boolean {
  return agent_queue !== null || KEEPS_TASKS.has(algorithm);
}

/** Only tasks that wait at a peer can be handed over later, when there is room elsewhere. */
export function checkWaiting({ scheduler }: Scenario, path: Path, problems: Problems): void {
  if (keepsTasks(scheduler)) return;
  problems.add(
    path,
    'a peer looks for room for tasks that wait with it, and without a limit none does: give scheduler.agent_queue, such as 0',
    { atKey: true },
  );
}
