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
