/** Scaling against the rest of a scenario, and the parameters of its policy against each other. */

import { ScalingParameterError } from '../../modules/scaling/errors.ts';
import type { ScalingSpec, WorkloadSpec } from '../../world/spec/spec.ts';
import type { PolicyDescription, ScenarioCatalog } from '../catalog.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import { locate } from '../document/tree.ts';
import { unmeasured } from '../machines.ts';
import { showQuantity } from '../quantities.ts';
import type { Scenario } from '../scenario.ts';
import { firstPresent } from './names.ts';

const PARAMETERS: Path = ['scaling', 'parameters'];

export function checkScaling(scenario: Scenario, catalog: ScenarioCatalog, problems: Problems): void {
  const { scaling, agents, health } = scenario;
  if (!scaling) return;
  const most = agents.groups.reduce((sum, { count }) => sum + count, 0);
  if (!checkCounts(scaling, most, problems)) {
    const policy = catalog.scalingPolicies.find(({ name }) => name === scaling.policy);
    if (policy && !checkMachines(policy, scaling, problems)) checkPolicy(policy, scaling, problems);
    checkReturn(scenario, scaling, problems);
  }
  if (health.heartbeat_interval === 0)
    problems.add(
      ['scaling'],
      'agents come and go with their heartbeats: health.heartbeat_interval must not be 0',
    );
}

/** Whether there is something wrong. */
function checkCounts({ initial, parameters }: ScalingSpec, most: number, problems: Problems): boolean {
  const { max_agents: limit } = parameters;
  const tooMany = (place: Path, found: unknown, what: string, allowed: number) => {
    problems.add(place, `expected at most ${what}, which is ${allowed}, found ${found}`);
    return true;
  };
  let wrong = false;
  if (initial > most) wrong = tooMany(['scaling', 'initial'], initial, 'agents.count', most);
  else if (typeof limit === 'number' && initial > limit)
    wrong = tooMany(['scaling', 'initial'], initial, 'max_agents', limit);
  for (const name of ['min_agents', 'agents'] as const) {
    const least = parameters[name];
    if (typeof least === 'number' && least > most)
      wrong = tooMany([...PARAMETERS, name], least, 'agents.count', most);
  }
  return wrong;
}

/** With 0 agents all tasks may wait and still be too few for a policy that adds agents by how many wait. */
function checkReturn({ workloads }: Scenario, { policy, parameters }: ScalingSpec, problems: Problems): void {
  const { min_agents: least, scale_up_threshold: threshold } = parameters;
  if (policy !== 'threshold_queue_depth' || least !== 0 || typeof threshold !== 'number') return;
  const most = workloads.reduce((sum, workload) => sum + mostWaiting(workload), 0);
  if (workloads.length === 0 || most > threshold) return;
  const place = firstPresent(problems, [
    [...PARAMETERS, 'scale_up_threshold'],
    [...PARAMETERS, 'min_agents'],
    ['scaling'],
  ]);
  problems.add(
    place,
    `with min_agents 0 agents come back when more than ${threshold} tasks wait, and there are never more than ${most}: lower scale_up_threshold, or give min_agents, such as 1`,
  );
}

/** Tasks of a workload that may wait at once, at the most; Infinity: no limit follows from it. */
function mostWaiting(workload: WorkloadSpec): number {
  switch (workload.kind) {
    case 'closed':
      return Math.min(workload.population, workload.tasks ?? Infinity);
    case 'backlog':
      return workload.tasks;
    case 'waves':
      return workload.waves.some(({ gate }) => gate)
        ? Infinity
        : Math.max(0, ...workload.waves.map(({ tasks }) => tasks));
    case 'dag':
      return workload.tasks.reduce((sum, { count }) => sum + count, 0);
    case 'open':
      return workload.batch || workload.cache ? Infinity : (workload.tasks ?? Infinity);
    default:
      return Infinity;
  }
}

/** Whether the policy would decide by what nobody measures. */
function checkMachines(policy: PolicyDescription, { parameters }: ScalingSpec, problems: Problems): boolean {
  if (policy.needs) {
    const places: Path[] = [['scaling', 'policy'], ['scaling']];
    problems.add(firstPresent(problems, places), `${policy.name} is refused: ${unmeasured(policy.needs)}`);
    return true;
  }
  let wrong = false;
  for (const [name, { needs, type }] of Object.entries(policy.parameters)) {
    const { [name]: value } = parameters;
    if (!needs || typeof value !== 'number' || value === 0) continue;
    const why = unmeasured([needs]);
    problems.add([...PARAMETERS, name], `expected 0, found ${showQuantity(type, value)}: ${why}`);
    wrong = true;
  }
  return wrong;
}

/** What the policy itself refuses is told where the parameter stands, or else one that it is held against. */
function checkPolicy(policy: PolicyDescription, { parameters }: ScalingSpec, problems: Problems): void {
  try {
    policy.create?.(parameters);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const given = Object.keys(policy.parameters).filter(
      (name) => locate(problems.root, [...PARAMETERS, name]).node !== undefined,
    );
    if (!(error instanceof ScalingParameterError)) {
      problems.add(firstPresent(problems, [PARAMETERS, ['scaling']]), error.message);
      return;
    }
    const { field, found, allowed } = error;
    const { type } = policy.parameters[field] ?? { type: 'number' };
    const shown = typeof found === 'number' ? showQuantity(type, found) : String(found);
    if (given.includes(field)) {
      problems.add([...PARAMETERS, field], `expected ${allowed}, found ${shown}`);
      return;
    }
    const other = given.find((name) => allowed.split(/\W+/).includes(name));
    const place = other === undefined ? [PARAMETERS, ['scaling']] : [[...PARAMETERS, other]];
    problems.add(firstPresent(problems, place), `${field} is ${shown}: expected ${allowed}`);
  }
}
