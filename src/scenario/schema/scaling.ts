/** How many agents there are over time. */
import { z } from 'zod';
import type { ScenarioCatalog } from '../catalog.ts';
import { describeEntry } from '../machines.ts';
import { choice } from './choice.ts';
import { distribution, mapping, quantity, whole } from './leaf.ts';
import { parametersSchema, pickByName } from './parameters.ts';

const DEFAULT_POLICY = 'target_tracking';
const DEFAULT_VICTIMS = 'drain';

export function scalingSchema(catalog: ScenarioCatalog) {
  const victims = catalog.victimPolicies.map(({ name }) => name) as [string, ...string[]];
  const alternatives = catalog.scalingPolicies.map((entry) =>
    mapping({
      policy: z
        .literal(entry.name)
        .default(entry.name)
        .meta({ description: describeEntry(entry) }),
      parameters: parametersSchema(entry, true),
      initial: whole(0, 10_000_000).default(1).meta({
        description: 'Agents that are there from the start; agents.count is the most that there can be',
      }),
      startup: distribution('duration').optional().meta({
        description:
          'Time from the decision to start an agent until it is there (default 30s, or as spawning says)',
      }),
      victims: z
        .enum(victims, { error: () => victims.join(', ') })
        .default(DEFAULT_VICTIMS)
        .meta({ description: 'Who goes when there are to be fewer' }),
      cost: quantity('number', { min: 0, max: 1e12 })
        .prefault(1)
        .meta({ description: 'Price of one agent for an hour' }),
    }),
  );
  const names = catalog.scalingPolicies.map(({ name }) => name);
  const bare = z.enum(names as [string, ...string[]]);
  const pick = pickByName('policy', 'a scaling policy', names, DEFAULT_POLICY);
  // The name alone has become a mapping before it gets here; the schema for editors allows both.
  return choice([...alternatives, bare], pick).meta({
    description:
      'A policy that starts and retires agents while the run goes (default: all are there throughout)',
  });
}
