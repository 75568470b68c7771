/**
 * What no section can check alone: names that refer to other sections, and times and numbers that must fit together.
 */

import { directions } from './build/places.ts';
import type { ScenarioCatalog } from './catalog.ts';
import { checkAdaptation } from './checks/adaptation.ts';
import { checkCheckpoints } from './checks/checkpoints.ts';
import { checkHealth } from './checks/health.ts';
import { checkHealthStates } from './checks/health-states.ts';
import { checkKnown, checkUnique, firstPresent } from './checks/names.ts';
import { checkRecovery } from './checks/recovery.ts';
import { checkScaling } from './checks/scaling.ts';
import { checkDiscipline, checkRejection, checkScheduler, checkTenants } from './checks/scheduler.ts';
import { checkSpawning } from './checks/spawning.ts';
import { checkStandby } from './checks/standby.ts';
import { checkTopology, checkTreeShape } from './checks/topology.ts';
import { checkCache } from './checks/warmth.ts';
import { checkCapabilityCount, checkWorkloads } from './checks/workloads.ts';
import type { Problems } from './document/problems.ts';
import type { Path } from './document/tree.ts';
import { checkFaults } from './faults/index.ts';
import type { Scenario } from './scenario.ts';
import type { AgentsInput } from './schema/agents.ts';
import type { ScenarioInput } from './schema/scenario.ts';
import { showDuration } from './units.ts';

/** @param workloadPaths where each workload stands */
export function crossCheck(
  scenario: Scenario,
  input: ScenarioInput,
  catalog: ScenarioCatalog,
  workloadPaths: readonly Path[],
  problems: Problems,
): void {
  const watched = () => problems.watched(scenario);
  checkRegions(watched(), problems);
  checkGroups(input.agents as AgentsInput, watched(), problems);
  checkRejection(input.agents as AgentsInput, watched(), catalog, problems);
  checkRegionPairs(input.network, watched(), problems);
  checkCapabilityCount(watched(), problems);
  checkWorkloads(watched(), workloadPaths, problems);
  checkTreeShape(input.coordination, problems);
  checkFaults(watched(), problems);
  checkSettings(watched(), problems);
  checkHealth(watched(), catalog, problems);
  checkHealthStates(watched(), problems);
  checkScheduler(watched(), catalog, problems);
  checkTopology(watched(), problems);
  checkAdaptation(watched(), problems);
  checkScaling(watched(), catalog, problems);
  checkStandby(watched(), problems);
  checkSpawning(watched(), input, problems);
  checkRecovery(watched(), problems);
  checkCheckpoints(watched(), problems);
  checkTenants(watched().workloads, workloadPaths, problems);
  if (problems.empty) checkObstacles(scenario, catalog, workloadPaths, problems);
}

/** What decides where agents and coordinators are placed. */
const PLACED_BY: readonly Path[] = [['cluster'], ['agents'], ['coordination']];

/** What only the building of the world finds out. */
function checkObstacles(
  scenario: Scenario,
  catalog: ScenarioCatalog,
  workloadPaths: readonly Path[],
  problems: Problems,
): void {
  for (const { path, message } of catalog.obstacles?.(scenario) ?? []) {
    const [section, index, ...rest] = path;
    if (section !== 'workloads' || typeof index !== 'number') {
      const place = section === 'workload' ? workloadPaths[0].slice(0, 1) : path;
      problems.add(place, message, { about: PLACED_BY });
      continue;
    }
    const own = workloadPaths[index];
    problems.add(
      firstPresent(problems, [
        [...own, ...rest],
        [...own, 'flow', ...rest],
      ]),
      message,
      // A rate by load follows from what the agents can do.
      { about: [['agents']] },
    );
  }
}

function checkRegions(scenario: Scenario, problems: Problems): void {
  const { regions } = scenario.cluster;
  const names = regions.map(({ name }) => name);
  checkUnique(
    names.map((name, index) => [name, regionPath(index, problems)]),
    'region',
    problems,
  );
  checkKnown(scenario.coordination.region, ['coordination', 'region'], 'region', names, problems);
}

/** Regions may be written as bare names. */
function regionPath(index: number, problems: Problems): Path {
  const path: Path = ['cluster', 'regions', index];
  return firstPresent(problems, [[...path, 'name'], path]);
}

function checkGroups(input: AgentsInput, scenario: Scenario, problems: Problems): void {
  const names = scenario.cluster.regions.map(({ name }) => name);
  checkUnique(
    input.groups.map(({ name }, index) => [name, ['agents', 'groups', index, 'name']]),
    'group',
    problems,
  );
  const check = (regions: readonly string[] | undefined, path: Path) => {
    for (const [index, region] of (regions ?? []).entries())
      checkKnown(region, [...path, index], 'region', names, problems);
    checkUnique(
      (regions ?? []).map((region, index) => [region, [...path, index]]),
      'region',
      problems,
    );
  };
  check(input.regions, ['agents', 'regions']);
  for (const [index, group] of input.groups.entries())
    check(group.regions, ['agents', 'groups', index, 'regions']);
  checkCache(input, scenario, problems);
  checkDiscipline(input, scenario, problems);
}

function checkRegionPairs(input: ScenarioInput['network'], scenario: Scenario, problems: Problems): void {
  const names = scenario.cluster.regions.map(({ name }) => name);
  const seen = new Set<string>();
  for (const [index, pair] of input.regions.entries()) {
    const path: Path = ['network', 'regions', index];
    const places: [string, Path][] =
      'between' in pair
        ? pair.between.map((name: string, position: number): [string, Path] => [
            name,
            [...path, 'between', position],
          ])
        : [
            [pair.from, [...path, 'from']],
            [pair.to, [...path, 'to']],
          ];
    for (const [name, place] of places) checkKnown(name, place, 'region', names, problems);
    if (places[0][0] === places[1][0]) {
      problems.add(path, `both ends are ${places[0][0]}: links inside a region belong below network.links`);
      continue;
    }
    for (const direction of directions(pair)) {
      const key = JSON.stringify(direction);
      if (seen.has(key))
        problems.add(path, `the link from ${direction[0]} to ${direction[1]} is given twice`);
      seen.add(key);
    }
  }
}

function checkSettings(scenario: Scenario, problems: Problems): void {
  const { duration, warmup, retry } = scenario;
  if (duration !== null && warmup >= duration) {
    problems.add(
      ['warmup'],
      `the warm-up of ${showDuration(warmup)} leaves nothing of the run of ${showDuration(duration)}`,
      { about: [['duration']] },
    );
  }
  if (retry.backoff > retry.backoff_limit) {
    problems.add(
      ['retry', 'backoff'],
      `backoff is above backoff_limit (${showDuration(retry.backoff_limit)})`,
      { about: [] },
    );
  }
  checkUnique(
    scenario.fingerprint.map((name, index) => [name, ['fingerprint', index]]),
    'ingredient',
    problems,
  );
}
