/** Checks of what a topology needs from other sections. */
import type { Problems } from '../document/problems.ts';
import type { Scenario } from '../scenario.ts';

/** Algorithms that let tasks wait at the coordinator, whatever the limit is. */
const KEEPS_TASKS: ReadonlySet<string> = new Set(['central_queue', 'late_binding']);

export function checkTopology({ coordination, health, scheduler }: Scenario, problems: Problems): void {
  const { mesh } = coordination;
  if (!mesh) return;
  if (mesh.neighbourhood === 'nearest' && mesh.neighbours % 2 === 1) {
    const path = ['coordination', 'mesh', 'neighbours'];
    problems.add(path, `expected an even number, half on either side, found ${mesh.neighbours}`);
  }
  if (
    mesh.routing === 'broadcast' &&
    scheduler.agent_queue === null &&
    !KEEPS_TASKS.has(scheduler.algorithm)
  ) {
    const path = ['coordination', 'mesh', 'routing'];
    problems.add(
      path,
      'a peer asks for tasks that wait, and without a limit none does: give scheduler.agent_queue, such as 0',
      { atKey: true },
    );
  }
  if (mesh.routing === 'targeted' && health.heartbeat_interval === 0) {
    const path = ['coordination', 'mesh', 'routing'];
    problems.add(
      path,
      "peers learn of each other's room by heartbeats, and health.heartbeat_interval is 0: expected above 0",
      { atKey: true },
    );
  }
}
