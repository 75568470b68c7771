/** All routings, by name. */
import { BroadcastRouting } from './broadcast.ts';
import { GossipRouting } from './gossip.ts';
import type { Routing, RoutingContext } from './routing.ts';
import { TargetedRouting } from './targeted.ts';

const ROUTINGS = { targeted: TargetedRouting, broadcast: BroadcastRouting, gossip: GossipRouting };

export type RoutingName = keyof typeof ROUTINGS;

export function createRouting(name: RoutingName, context: RoutingContext): Routing {
  return new ROUTINGS[name](context);
}
