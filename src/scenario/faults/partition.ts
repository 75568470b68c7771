/** Partitions of the network. */
import { z } from 'zod';
import type { PartitionFaultSpec, PartitionStyle } from '../../world/faults/kinds/partition.ts';
import { checkKnown, firstPresent } from '../checks/names.ts';
import { list, mapping, quantity } from '../schema/leaf.ts';
import { type FaultPlace, faultForm } from './form.ts';
import { commonShape } from './schedule.ts';
import { buildTarget, checkSelector, region, targetSchema } from './target.ts';

const DESCRIPTION = 'parts of the network cannot reach each other';

const schema = mapping({
  kind: z.literal('partition').meta({ description: DESCRIPTION }),
  ...commonShape,
  between: list(region(), 'two regions', { min: 2, max: 2 }).optional().meta({ description: 'Two regions' }),
  groups: list(list(region(), 'regions', { min: 1 }), 'groups of regions', { min: 2 })
    .optional()
    .meta({ description: 'Groups of regions that cannot reach each other' }),
  isolate: targetSchema.optional().meta({ description: 'Processes cut off from everybody else' }),
  halves: z
    .literal(true, { error: () => 'true' })
    .optional()
    .meta({ description: 'All machines in two random halves' }),
  direction: z
    .enum(['both', 'one_way'], { error: () => 'both or one_way' })
    .default('both')
    .meta({ description: 'one_way: only messages from the first group, or from the isolated, are lost' }),
  flapping: quantity('duration', { min: 0.001 })
    .nullish()
    .meta({ description: 'Cut and healed in turn, each for this long (default steady)' }),
});

function buildCut(input: z.output<typeof schema>, { path, context }: FaultPlace): PartitionStyle {
  const given = (['between', 'groups', 'isolate', 'halves'] as const).filter(
    (key) => input[key] !== undefined,
  );
  if (given.length !== 1) {
    const seen = given.length === 0 ? '' : `, found ${given.join(' and ')}`;
    context.problems.add(
      path,
      `expected one of between, groups, isolate or halves${seen}, to say what is cut`,
    );
    return { style: 'halves' };
  }
  if (input.between) return { style: 'groups', groups: input.between.map((name: string) => [name]) };
  if (input.groups) return { style: 'groups', groups: input.groups };
  if (input.isolate)
    return { style: 'isolate', target: buildTarget(input.isolate, [...path, 'isolate'], context) };
  return { style: 'halves' };
}

export const partition = faultForm({
  kind: 'partition',
  description: DESCRIPTION,
  schema,
  hasLifetimes: false,
  build: (input, common, place): PartitionFaultSpec => ({
    kind: 'partition',
    ...common,
    cut: buildCut(input, place),
    direction: input.direction,
    flapping: input.flapping ?? null,
  }),
  check({ cut }, path, scenario, problems) {
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
  },
});
