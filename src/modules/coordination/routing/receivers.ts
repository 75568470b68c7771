import type { ProcessId } from '../../ports.ts';
import { type Receiver, receiver } from '../../vocabulary.ts';
import type { Routing } from './routing.ts';
import { bidding, gossiping, tokenPassing } from './vocabulary.ts';

/** Who the neighbours of a peer are: their numbers by address, -1 for strangers. */
interface Neighbours {
  indexOf(process: ProcessId): number;
}

/**
 * What is about nothing but routing goes to the routing, if it is one that speaks so: a neighbour may work by other settings yet. Strangers
 * are not listened to.
 * @param routing the one that is at work
 * @param peer hears of how many changes of settings a neighbour knows
 */
export function routingReceivers(
  neighbours: Neighbours,
  routing: () => Routing,
  peer: { knows(neighbour: number, change: number): void },
): Receiver[] {
  const pass = (from: ProcessId, tell: (routing: Routing, neighbour: number) => void) => {
    const neighbour = neighbours.indexOf(from);
    if (neighbour >= 0) tell(routing(), neighbour);
  };
  return [
    receiver(gossiping, {
      table: (from, table) =>
        pass(from, (to, neighbour) => {
          to.onTable?.(neighbour, table);
          peer.knows(neighbour, table.change);
        }),
    }),
    receiver(bidding, {
      ask: (from, question) => pass(from, (to, neighbour) => to.onAsk?.(neighbour, question)),
      offer: (from, question, room) => pass(from, (to, neighbour) => to.onOffer?.(neighbour, question, room)),
    }),
    receiver(tokenPassing, {
      token: (from, token) => pass(from, (to, neighbour) => to.onToken?.(neighbour, token)),
      taken: (from, number, serial) => pass(from, (to, neighbour) => to.onTaken?.(neighbour, number, serial)),
    }),
  ];
}
