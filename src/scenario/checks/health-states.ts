/** Parameters of states of health, against each other and the rest of a scenario. */
import { HEALTH_STATES } from '../../modules/health/states/vocabulary.ts';
import { Share } from '../../modules/shares.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import { formatRatio } from '../numbers.ts';
import type { Scenario } from '../scenario.ts';
import { showDuration } from '../units.ts';

const at = (key: string): Path => ['health', 'parameters', key];

export function checkHealthStates(scenario: Scenario, problems: Problems): void {
  const { health, scheduler } = scenario;
  if (health.detector !== HEALTH_STATES) return;
  const parameters = health.parameters;
  /** One is not to be below another. */
  const least = (key: string, other: string, show: (value: number) => string) => {
    const [value, limit] = [Number(parameters[key]), Number(parameters[other])];
    if (value < limit)
      problems.add(at(key), `expected at least ${other}, ${show(limit)}`, { about: [at(other)] });
  };
  least('critical_after', 'degraded_after', showDuration);
  least('critical_failures', 'degraded_failures', formatRatio);
  least('critical_time_limit', 'critical_time', showDuration);
  least('baseline', 'recent', String);
  if (scheduler.preemption)
    problems.add(
      ['health', 'detector'],
      `${HEALTH_STATES} tells slow agents by how long attempts run, and those that are interrupted look slow: leave out preemption, or choose another detector`,
      { about: [['scheduler', 'preemption']] },
    );
  checkBudget(scenario, problems);
}

/** Where the share that may be out is less than one agent, critical agents would work on. */
function checkBudget({ health: { parameters }, agents }: Scenario, problems: Problems): void {
  if (Number(parameters.budget_least) > 0) return;
  const count = agents.groups.reduce((sum, group) => sum + group.count, 0);
  if (new Share(Number(parameters.budget)).floor(count) > 0) return;
  problems.add(
    at('budget'),
    `no agent is ever given less: that share of ${count} agents is less than one: give a larger share, or budget_least, such as 1`,
    { about: [['agents']] },
  );
}
