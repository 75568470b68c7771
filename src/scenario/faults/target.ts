/** Whom a fault hits: its form in a scenario, what becomes of it, and whether there is anybody. */
import { z } from 'zod';
import type { SelectorSpec } from '../../world/spec/fault-spec.ts';
import type { BuildContext } from '../build/context.ts';
import { checkKnown } from '../checks/names.ts';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import { counted } from '../quantities.ts';
import type { Scenario } from '../scenario.ts';
import { choice } from '../schema/choice.ts';
import { isMapping, mapping, nameText, whole } from '../schema/leaf.ts';

export const region = () => nameText('the name of a region');

/** @param others what else is allowed, for messages */
const howMany = (others = '') =>
  z
    .union([z.string(), z.number()], {
      error: () => `a number of processes, a share such as 1%,${others} or all`,
    })
    .transform((value, context): { count: number | null; fraction: number } => {
      if (value === 'all') return { count: null, fraction: 1 };
      if (typeof value === 'number' && Number.isInteger(value) && value >= 1)
        return { count: value, fraction: 0 };
      const share =
        typeof value === 'number'
          ? value
          : Number(/^(\d+(?:\.\d+)?) ?%$/.exec(value)?.[1] ?? Number.NaN) / 100;
      if (share > 0 && share <= 1)
        return { count: null, fraction: typeof value === 'number' ? value : exact(value) };
      const message = `expected a whole number of at least 1, a share above 0% up to 100%,${others} or all, found ${JSON.stringify(value)}`;
      context.issues.push({ code: 'custom', message, input: value });
      return z.NEVER;
    });

/** Of coordinators also the one that leads at first, or the one that stands by. */
const whichCoordinators = choice(
  [
    z.enum(['root', 'standby']).transform((coordinator) => ({ count: null, fraction: 1, coordinator })),
    howMany(' root, standby,'),
  ],
  (value) => (value === 'root' || value === 'standby' ? 0 : 1),
);

function exact(percentage: string): number {
  return Number(`${percentage.replace(/ ?%$/, '')}e-2`);
}

const selectorSchema = mapping({
  agents: howMany().optional().meta({ description: 'How many agents: a number, a share, or all' }),
  coordinators: whichCoordinators.optional().meta({
    description:
      'How many coordinators: a number, a share, or all; root: the one that leads at first, standby: the one that stands by',
  }),
  region: region().optional().meta({ description: 'Only those in this region' }),
  zone: whole(1, 100)
    .optional()
    .meta({ description: 'Only those in the zone with this number, counted from 1' }),
  group: nameText('the name of a group').optional().meta({ description: 'Only agents of this group' }),
});

export const targetSchema = choice([z.literal('all'), selectorSchema], (value) => {
  if (value === 'all') return 0;
  if (isMapping(value)) return 1;
  const shown = value === undefined ? 'missing: expected' : 'expected';
  return { message: `${shown} all, or a mapping such as { agents: 1% }` };
});
export const target = targetSchema.meta({ description: 'Which processes it hits' });
export type TargetInput = z.output<typeof targetSchema>;

const EVERYTHING: SelectorSpec = {
  processes: 'agents',
  count: null,
  fraction: 1,
  region: null,
  zone: null,
  group: null,
};

export function buildTarget(input: TargetInput, path: Path, context: BuildContext): SelectorSpec {
  if (input === 'all') return EVERYTHING;
  const { agents, coordinators, region = null, zone = null, group = null } = input;
  if (agents && coordinators) {
    context.problems.add([...path, 'coordinators'], 'agents and coordinators exclude each other', {
      atKey: true,
    });
  }
  if (coordinators && group !== null) {
    context.problems.add([...path, 'group'], 'coordinators are in no group', { atKey: true });
  }
  const amount = agents ?? coordinators ?? { count: null, fraction: 1 };
  return { processes: coordinators && !agents ? 'coordinators' : 'agents', ...amount, region, zone, group };
}

export function checkZone(
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

export function checkSelector(
  target: SelectorSpec,
  path: Path,
  scenario: Scenario,
  problems: Problems,
): void {
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
