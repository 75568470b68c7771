/** Checks of faults against the cluster, the agents and the length of the run. */
import type { FaultSpec, PartitionFaultSpec, ScheduleSpec, SelectorSpec } from '../../world/spec/spec.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import { counted } from '../quantities.ts';
import type { Scenario } from '../scenario.ts';
import { showDuration } from '../units.ts';
import { checkKnown, checkUnique, firstPresent } from './names.ts';

const DURATION = { about: [['duration']] };

export function checkFaults(scenario: Scenario, problems: Problems): void {
  const { faults } = scenario;
  checkUnique(
    faults.map(({ name }, index) => [name, ['faults', index, 'name']]),
    'fault',
    problems,
  );
  for (const [index, fault] of faults.entries()) {
    const path: Path = ['faults', index];
    checkSchedule(fault.schedule, path, scenario.duration, problems);
    checkPlaces(fault, path, scenario, problems);
  }
}

function checkSchedule(
  schedule: ScheduleSpec,
  path: Path,
  duration: number | null,
  problems: Problems,
): void {
  if (duration === null) return;
  const late = (time: number) =>
    `it happens at ${showDuration(time)}, when the run has ended (${showDuration(duration)})`;
  if (schedule.kind === 'at') {
    const time = schedule.times.find((one) => one >= duration);
    if (time !== undefined) problems.add([...path, 'at'], late(time), DURATION);
  }
  if (schedule.kind === 'every' && schedule.start >= duration) {
    problems.add(
      firstPresent(problems, [
        [...path, 'start'],
        [...path, 'every'],
      ]),
      late(schedule.start),
      DURATION,
    );
  }
}

function checkPlaces(fault: FaultSpec, path: Path, scenario: Scenario, problems: Problems): void {
  const regions = scenario.cluster.regions.map(({ name }) => name);
  const known = (name: string | null, key: string) => {
    if (name !== null) checkKnown(name, [...path, key], 'region', regions, problems);
  };
  switch (fault.kind) {
    case 'crash':
    case 'pause':
    case 'slow':
      checkSelector(fault.target, [...path, 'target'], scenario, problems);
      break;
    case 'zone_outage':
    case 'region_outage':
      known(fault.region, 'region');
      checkZone(fault.zone, fault.region, [...path, 'zone'], scenario, problems);
      break;
    case 'link':
      known(fault.from, 'from');
      known(fault.to, 'to');
      break;
    case 'partition':
      checkPartition(fault, path, scenario, problems);
  }
}

function checkZone(
  zone: number | null,
  region: string | null,
  path: Path,
  scenario: Scenario,
  problems: Problems,
): void {
  if (zone === null) return;
  const candidates = scenario.cluster.regions.filter(({ name }) => region === null || name === region);
  if (candidates.length === 0) return;
  const most = Math.max(...candidates.map(({ zones }) => zones));
  if (zone <= most) return;
  const where = region === null ? 'no region has so many zones' : `region ${region} has ${most}`;
  problems.add(path, `there is no zone ${zone}: ${where}`, { about: [['cluster']] });
}

function checkSelector(target: SelectorSpec, path: Path, scenario: Scenario, problems: Problems): void {
  const { processes, count, region, zone, group } = target;
  const regions = scenario.cluster.regions.map(({ name }) => name);
  const { groups } = scenario.agents;
  if (region !== null) checkKnown(region, [...path, 'region'], 'region', regions, problems);
  if (group !== null)
    checkKnown(
      group,
      [...path, 'group'],
      'group',
      groups.map(({ name }) => name),
      problems,
    );
  checkZone(zone, region, [...path, 'zone'], scenario, problems);
  if (target.coordinator === 'standby' && !scenario.coordination.standby)
    problems.add([...path, 'coordinators'], 'there is no standby: it needs coordination.standby', {
      about: [['coordination']],
    });
  if (count === null) return;
  if (processes === 'coordinators') {
    const { topology, standby } = scenario.coordination;
    if (topology === 'star' && count > (standby ? 2 : 1)) {
      const has = standby ? 'two coordinators, one of them the standby' : 'one coordinator';
      problems.add([...path, 'coordinators'], `a star has ${has}, found ${count}`, {
        about: [['coordination']],
      });
    }
    return;
  }
  const available = groups
    .filter(({ name, regions: own }) => (group === null || name === group) && mayBeIn(own, region))
    .reduce((sum, { count: agents }) => sum + agents, 0);
  if (count > available)
    problems.add(
      [...path, 'agents'],
      `expected at most the ${counted(available, 'agent')} that there can be, found ${count}`,
      { about: [['agents'], ['cluster']] },
    );
}

function mayBeIn(regions: readonly string[], region: string | null): boolean {
  return region === null || regions.length === 0 || regions.includes(region);
}

function checkPartition(
  { cut }: PartitionFaultSpec,
  path: Path,
  scenario: Scenario,
  problems: Problems,
): void {
  if (cut.style === 'isolate') checkSelector(cut.target, [...path, 'isolate'], scenario, problems);
  if (cut.style !== 'groups') return;
  const regions = scenario.cluster.regions.map(({ name }) => name);
  const seen = new Set<string>();
  for (const [index, group] of cut.groups.entries()) {
    for (const [position, name] of group.entries()) {
      const place = firstPresent(problems, [
        [...path, 'groups', index, position],
        [...path, 'between', index],
      ]);
      checkKnown(name, place, 'region', regions, problems);
      if (seen.has(name)) problems.add(place, `region ${name} stands on two sides`, { about: [] });
      seen.add(name);
    }
  }
}
