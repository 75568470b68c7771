/**
 * Batches of items for a bounded number of agents.
 *
 * Source: Intelligent Dynamic Parallel Orchestration, `adaptive_batching`. The document rounds the items per agent down and runs what is left over in a
 * second wave of the same batch size, whose last batch may be partly empty: 50,000 items on 555 agents are there 555 x 90
 * and 1 x 90, which is 50,040. Here what is left over is spread over the same agents, one item more each, so that the
 * batches hold exactly the items there are and run as one wave. Where the items divide evenly both are the same.
 */
import { InvalidWorkError } from './errors.ts';

export interface Batch {
  readonly agents: number;
  /** Items that each of these agents takes. */
  readonly itemsPerAgent: number;
}

/**
 * One batch size, or two that differ by one item, the larger first. The products add up to `totalItems`; at most
 * `agentCapacity` agents, none without an item.
 *
 * @param totalItems whole number >= 0
 * @param agentCapacity most agents at a time, whole number >= 1
 * @throws InvalidWorkError
 */
export function adaptiveBatching(totalItems: number, agentCapacity: number): Batch[] {
  if (!Number.isSafeInteger(totalItems) || totalItems < 0) {
    throw new InvalidWorkError('totalItems', totalItems, 'a whole number of at least 0');
  }
  if (!Number.isSafeInteger(agentCapacity) || agentCapacity < 1) {
    throw new InvalidWorkError('agentCapacity', agentCapacity, 'a whole number of at least 1');
  }
  const agents = Math.min(totalItems, agentCapacity);
  if (agents === 0) return [];
  const itemsPerAgent = Math.floor(totalItems / agents);
  const left = totalItems - agents * itemsPerAgent;
  const even = { agents: agents - left, itemsPerAgent };
  return left === 0 ? [even] : [{ agents: left, itemsPerAgent: itemsPerAgent + 1 }, even];
}
