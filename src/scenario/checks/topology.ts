/** Checks of what a topology needs from other sections. */
import type { Problems } from '../document/problems.ts';
import type { Scenario } from '../scenario.ts';

export function checkTopology({ coordination, health }: Scenario, problems: Problems): void {
  const { mesh } = coordination;
  if (!mesh) return;
  if (mesh.neighbourhood === 'nearest' && mesh.neighbours % 2 === 1) {
    const path = ['coordination', 'mesh', 'neighbours'];
    problems.add(path, `expected an even number, half on either side, found ${mesh.neighbours}`);
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
