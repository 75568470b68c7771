/** All routings, by name. */
import { BroadcastRouting } from './broadcast.ts';
import { GossipRouting } from './gossip.ts';
import { type RingOptions, RingRouting } from './ring.ts';
import type { Routing, RoutingContext } from './routing.ts';
import { TargetedRouting } from './targeted.ts';

const ROUTINGS = { targeted: TargetedRouting, broadcast: BroadcastRouting, gossip: GossipRouting };

/** A name, or a ring and how it works. */
export type RoutingChoice = keyof typeof ROUTINGS | RingOptions;

export function createRouting(choice: RoutingChoice, context: RoutingContext): Routing {
  return typeof choice === 'string' ? new ROUTINGS[choice](context) : new RingRouting(context, choice);
}
