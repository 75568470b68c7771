/** How coordinators on one level work together. */
import { z } from 'zod';
import { list, mapping, quantity, whole } from './leaf.ts';

const routing = z.enum(['targeted', 'broadcast', 'gossip'], { error: () => 'targeted, broadcast or gossip' });
const order = z.enum(['sequential', 'load'], { error: () => 'sequential or load' });
const entry = z.enum(['all', 'one'], { error: () => 'all or one' });

export const meshSchema = mapping({
  neighbourhood: z
    .enum(['full', 'nearest'], { error: () => 'full or nearest' })
    .default('full')
    .meta({
      description: 'full: every peer knows every other; nearest: those next to it in the order of regions',
    }),
  neighbours: whole(2, 10_000)
    .default(4)
    .meta({ description: 'With nearest: how many others a peer knows, half of them on either side' }),
  routing: routing.default('targeted').meta({
    description:
      'How a peer finds a neighbour with room: targeted: the one believed least loaded from its heartbeats, broadcast: asks all, gossip: from tables that are exchanged at random',
  }),
  interval: quantity('duration', { min: 0.001 }).prefault('1s').meta({
    description:
      'Time between rounds of gossip, and between broadcasts after one that found nobody with room',
  }),
  hops: whole(1, 100).optional().meta({
    description: 'How often a task may be handed over (default 1, with nearest 3)',
  }),
});

export type MeshInput = z.output<typeof meshSchema>;

export const ringSchema = mapping({
  order: order.default('sequential').meta({
    description:
      'Who gets the token: the next peer, or the most loaded of those that have not had it in this round',
  }),
  token_timeout: quantity('duration', { min: 0.001 })
    .prefault('5s')
    .meta({ description: 'Time without the token after which a peer makes a new one' }),
  hold: quantity('duration', { min: 0.001 }).prefault('10ms').meta({
    description: 'How long a peer keeps the token; what comes meanwhile may be handed over too',
  }),
  hops: whole(1, 100).default(1).meta({ description: 'How often a task may be handed over' }),
});

export const entrySchema = entry.optional().meta({
  description: 'Which peers get tasks from clients: all, or only the first that can do them (default all)',
});

const conditionSchema = mapping({
  metric: z
    .enum(['coordinators.utilization', 'coordinators.utilization.max'], {
      error: () => 'coordinators.utilization or coordinators.utilization.max',
    })
    .meta({ description: 'Share of the last second that peers were busy: their mean, or the busiest' }),
  above: quantity('ratio').optional().meta({ description: 'It must be above this' }),
  below: quantity('ratio').optional().meta({ description: 'It must be below this' }),
  for: quantity('duration').prefault('0s').meta({ description: 'For at least this long' }),
});

const stepSchema = mapping({
  at: quantity('duration').optional().meta({ description: 'When it happens' }),
  when: conditionSchema.optional().meta({ description: 'What makes it happen' }),
  topology: z
    .enum(['mesh', 'ring'], { error: () => 'mesh or ring' })
    .optional()
    .meta({ description: 'To a mesh or a ring' }),
  routing: routing.optional().meta({ description: 'To another routing of the mesh' }),
  order: order.optional().meta({ description: 'To another order of the ring' }),
  hops: whole(1, 100).optional().meta({ description: 'How often a task may be handed over from then on' }),
  entry: entry.optional().meta({ description: 'Which peers get tasks from clients from then on' }),
});
export type AdaptationStepInput = z.output<typeof stepSchema>;

export const adaptSchema = list(stepSchema, 'changes', { min: 1, max: 1000 }).optional().meta({
  description:
    'What peers change while the run goes, one step after the other: { at: 10min, topology: ring }, or by when: { metric: coordinators.utilization.max, above: 80%, for: 30s }; topology, routing, order, hops and entry can change',
});
