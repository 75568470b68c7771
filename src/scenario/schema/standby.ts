/** A coordinator that stands by for the root. */
import type { z } from 'zod';
import { switched, switchOr } from './either-form.ts';
import { mapping, nameText, quantity, whole } from './leaf.ts';

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

export const standbySchema = switchOr(
  standbyMapping,
  'A second coordinator keeps a copy of all that the first records, and takes over when that falls silent: true, or how (default false)',
);

/** null where no coordinator stands by. */
export function standbyOf(input: z.output<typeof standbySchema>): StandbyInput | null {
  return switched(input, standbyMapping);
}
