/** How coordinators on one level work together. */
import { z } from 'zod';
import { mapping, quantity, whole } from './leaf.ts';

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
  routing: z
    .enum(['targeted', 'broadcast', 'gossip'], { error: () => 'targeted, broadcast or gossip' })
    .default('targeted')
    .meta({
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
  order: z
    .enum(['sequential', 'load'], { error: () => 'sequential or load' })
    .default('sequential')
    .meta({
      description:
        'Who gets the token: the next peer, or the most loaded of those that have not had it in this round',
    }),
  token_timeout: quantity('duration', { min: 0.001 })
    .prefault('5s')
    .meta({ description: 'Time without the token after which a peer makes a new one' }),
  hold: quantity('duration', { min: 1e-6 }).prefault('10ms').meta({
    description: 'How long a peer keeps the token; what comes meanwhile may be handed over too',
  }),
  hops: whole(1, 100).default(1).meta({ description: 'How often a task may be handed over' }),
});
