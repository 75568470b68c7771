/** Checks that what is to be turned away can be. */
import type { ScenarioCatalog } from '../catalog.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import type { Scenario } from '../scenario.ts';
import { showDuration } from '../units.ts';
import { keepsTasks } from './waiting.ts';

const PLACE = ['scheduler', 'shedding'];

export function checkShedding(
  { scheduler }: Scenario,
  { algorithms }: ScenarioCatalog,
  problems: Problems,
): void {
  const { shedding, algorithm } = scheduler;
  if (!shedding) return;
  const refuse = (message: string, path: Path = PLACE) =>
    problems.add(path, message, { atKey: true, about: [] });
  if (shedding.kind === 'codel') {
    if (algorithms.find(({ name }) => name === algorithm)?.lateBinding)
      refuse(`${algorithm} serves tasks in the order of reservations`);
    else if (!keepsTasks(scheduler))
      refuse('without a limit tasks wait at agents, and not at the coordinator: give agent_queue, such as 0');
    if (shedding.target > shedding.interval)
      refuse(`target is above interval (${showDuration(shedding.interval)})`, [...PLACE, 'target']);
    return;
  }
  const thresholds: Path = [...PLACE, 'thresholds'];
  const named = Object.entries(shedding.thresholds).sort(([a], [b]) => Number(a) - Number(b));
  if (named.every(([, threshold]) => threshold === null))
    refuse('nothing is ever turned away: give a threshold, such as { 4: 1 }', thresholds);
  for (const [place, [priority, threshold]] of named.slice(1).entries()) {
    const [below, least] = named[place];
    if ((threshold ?? Infinity) < (least ?? Infinity))
      refuse(`it is below the threshold of priority ${below}, which is less important`, [
        ...thresholds,
        priority,
      ]);
  }
}
