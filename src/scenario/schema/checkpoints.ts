/** What agents save of the tasks under way. */
import { MOST_SHARDS } from '../../modules/checkpoints/record.ts';
import type { CheckpointSpec } from '../../world/spec/spec.ts';
import { switched, switchOr } from './either-form.ts';
import { mapping, quantity, whole } from './leaf.ts';

/** Defaults: ten shards, as in the swarm requirements; the times are assumptions. */
const checkpointsMapping = mapping({
  interval: quantity('duration', { min: 0.001 }).prefault('1min').meta({
    description: 'Work between two checkpoints, at speed 1: an agent of speed 2 saves twice as often',
  }),
  cost: quantity('duration')
    .prefault('1s')
    .meta({ description: 'Time that saving takes; the work stands still meanwhile' }),
  restore: quantity('duration')
    .prefault('2s')
    .meta({ description: 'Time that an attempt takes to go on from a checkpoint' }),
  shards: whole(1, MOST_SHARDS)
    .default(10)
    .meta({ description: "Parts of the storage; the hash of an agent's number says to which one it writes" }),
  keep: whole(2, 100)
    .default(2)
    .meta({ description: 'Newest checkpoints of a task that are kept, for when the last are damaged' }),
  torn: quantity('ratio')
    .prefault('0%')
    .meta({ description: 'Share of checkpoints of which the end is missing when they are read' }),
  corrupt: quantity('ratio')
    .prefault('0%')
    .meta({ description: 'Share of checkpoints of which a bit has been turned over when they are read' }),
});

export const checkpointsSchema = switchOr(
  checkpointsMapping,
  'Agents save what they have done of a task in storage that they share, and the next attempt at it, on whatever agent, goes on from there: true, or how (default false: it begins anew). Attempts that fail go on from there too',
).transform((input): CheckpointSpec | null => switched(input, checkpointsMapping));
