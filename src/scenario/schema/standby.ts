/** A coordinator that stands by for the root. */
import type { z } from 'zod';
import { choice } from './choice.ts';
import { flag, isMapping, mapping, nameText, quantity, whole } from './leaf.ts';
import { SWITCH, withShort } from './short.ts';

const standbyMapping = mapping({
  timeout: quantity('duration', { min: 0.001 })
    .prefault('10s')
    .meta({ description: 'Silence of the leader after which the standby asks to take over' }),
  sync_timeout: quantity('duration', { min: 0.001 }).prefault('3s').meta({
    description:
      'Silence of the standby after which the leader asks to go on without it; until then it lets nothing out',
  }),
  heartbeat: quantity('duration', { min: 0.001 })
    .prefault('1s')
    .meta({ description: 'Time between two signs of life from each to the other' }),
  witnesses: whole(1, 99).default(5).meta({
    description: 'Agents, an odd number, a majority of which must agree before either goes on alone',
  }),
  region: nameText('the name of a region')
    .optional()
    .meta({ description: 'Where the standby is (default coordination.region)' }),
});
type StandbyInput = z.output<typeof standbyMapping>;

export const standbySchema = withShort(
  choice([standbyMapping, flag()], (value) => (isMapping(value) ? 0 : 1)),
  SWITCH,
)
  .default(false)
  .meta({
    description:
      'A second coordinator keeps a copy of all that the first records, and takes over when that falls silent: true, or how (default false)',
  });

/** null where no coordinator stands by. */
export function standbyOf(input: z.output<typeof standbySchema>): StandbyInput | null {
  if (typeof input !== 'boolean') return input;
  return input ? standbyMapping.parse({}) : null;
}
