/** A coordinator that stands by against the rest of a scenario. */
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import type { Scenario } from '../scenario.ts';
import { showDuration } from '../units.ts';
import { checkKnown } from './names.ts';

const PATH: Path = ['coordination', 'standby'];

export function checkStandby(scenario: Scenario, problems: Problems): void {
  const { coordination, scaling, cluster } = scenario;
  const { standby, topology } = coordination;
  if (!standby) return;
  if (topology !== 'star')
    problems.add(PATH, `a standby needs topology star, found ${topology}`, { atKey: true });
  if (scaling)
    problems.add(PATH, 'a standby needs agents that are there throughout: scaling excludes it', {
      atKey: true,
    });
  const regions = cluster.regions.map(({ name }) => name);
  checkKnown(standby.region, [...PATH, 'region'], 'region', regions, problems);
  if (standby.witnesses % 2 === 0)
    problems.add([...PATH, 'witnesses'], `expected an odd number, found ${standby.witnesses}`);
  for (const key of ['timeout', 'sync_timeout'] as const)
    if (standby[key] < 2 * standby.heartbeat)
      problems.add(
        [...PATH, key],
        `expected at least two heartbeats, ${showDuration(2 * standby.heartbeat)}, found ${showDuration(standby[key])}`,
      );
}
