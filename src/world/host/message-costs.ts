/** For how long a message of each kind keeps a coordinator busy. */
import { FREE, fullName, type Kind, kinds, type Receiver } from '../../modules/vocabulary.ts';
import { WorldError } from '../core/errors.ts';
import type { MessageCostsSpec } from '../spec/spec.ts';

const MICROSECONDS = 1e6;

/**
 * Microseconds at speed 1, by code of the kind of message.
 * @throws WorldError when a kind has a price that the scenario does not give
 */
export function costsByKind(costs: MessageCostsSpec, of: readonly Kind[] = kinds): Float64Array {
  const prices = new Map<string, number>(Object.entries(costs));
  return Float64Array.from(of, (kind) => {
    if (kind.cost === FREE) return 0;
    const price = prices.get(kind.cost);
    if (price !== undefined) return price * MICROSECONDS;
    throw new WorldError('coordination.costs', `${fullName(kind)} costs ${kind.cost}, which has no price`);
  });
}

/** @throws WorldError when a coordinator's module handles messages that would take it no time */
export function requirePaid(receives: readonly Receiver[]): void {
  for (const [kind] of receives.flatMap(({ handles }) => handles))
    if (kind.cost === FREE)
      throw new WorldError(
        'coordination.costs',
        `a coordinator handles ${fullName(kind)}, which costs nothing`,
      );
}
