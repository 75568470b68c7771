/** Checks that judging agents by how their attempts end can have an effect. */
import { HEALTH_STATES } from '../../modules/health/states/vocabulary.ts';
import { Share } from '../../modules/shares.ts';
import type { ScenarioCatalog } from '../catalog.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import type { Scenario } from '../scenario.ts';
import { showDuration } from '../units.ts';

const EJECTION = ['scheduler', 'ejection'];

export function checkRoutes(scenario: Scenario, catalog: ScenarioCatalog, problems: Problems): void {
  checkBulkhead(scenario, catalog, problems);
  const { ejection, breaker } = scenario.scheduler;
  if (ejection && breaker)
    problems.add(
      ['scheduler', 'breaker'],
      'agents are judged by scheduler.ejection already: leave out either of the two',
      { atKey: true, about: [EJECTION] },
    );
  checkJudges(scenario, problems);
  checkRules(scenario, problems);
  checkBudget(scenario, problems);
}

/** What a detector makes of how attempts end is not to be made of it a second time, in another way. */
function checkJudges({ scheduler, health }: Scenario, problems: Problems): void {
  if (health.detector !== HEALTH_STATES) return;
  for (const key of ['ejection', 'breaker'] as const)
    if (scheduler[key])
      problems.add(
        ['scheduler', key],
        `agents are judged by health.detector ${HEALTH_STATES} already: leave out either of the two`,
        {
          atKey: true,
          about: [['health', 'detector']],
        },
      );
}

/** Only one coordinator that keeps all tasks that wait can count how many of a kind there are. */
function checkBulkhead(
  { scheduler, coordination }: Scenario,
  { algorithms }: ScenarioCatalog,
  problems: Problems,
): void {
  if (!scheduler.bulkhead) return;
  const refuse = (message: string, about: readonly Path[]) =>
    problems.add(['scheduler', 'bulkhead'], message, { atKey: true, about });
  const { topology } = coordination;
  if (topology === 'mesh' || topology === 'ring')
    refuse(`every peer of a ${topology} gives tasks to agents, and none counts those of the others`, [
      ['coordination'],
    ]);
  if (algorithms.find(({ name }) => name === scheduler.algorithm)?.lateBinding)
    refuse(`${scheduler.algorithm} serves tasks in the order of reservations`, [['scheduler', 'algorithm']]);
}

function checkRules({ scheduler: { ejection } }: Scenario, problems: Problems): void {
  if (!ejection) return;
  const { consecutive, success_rate: rate, failure_share: failing, time, time_limit: limit } = ejection;
  if (consecutive === null && rate.deviations === null && failing.share === null)
    problems.add(
      EJECTION,
      'nobody is ever ejected: give consecutive, success_rate.deviations or failure_share.share',
      { atKey: true, about: [] },
    );
  if (time > limit)
    problems.add([...EJECTION, 'time'], `time is above time_limit (${showDuration(limit)})`, { about: [] });
}

/** Nobody is out where the share that may be is less than one agent. */
function checkBudget({ scheduler: { ejection }, agents }: Scenario, problems: Problems): void {
  if (!ejection || ejection.budget.least > 0) return;
  const { share } = ejection.budget;
  const count = agents.groups.reduce((sum, group) => sum + group.count, 0);
  if (new Share(share).floor(count) > 0) return;
  const budget: Path = [...EJECTION, 'budget'];
  problems.add(
    budget,
    `nobody is ever ejected: that share of ${count} agents is less than one: give a larger share, or least, such as 1`,
    { about: [['agents']] },
  );
}
