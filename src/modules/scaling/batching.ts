/**
 * Batches of items for a bounded number of agents.
 *
 * Source: document 003, `adaptive_batching`, kept exactly. Note that whole items per agent are rounded down and what is
 * left over runs in a second wave with the same batch size: 9,999 items on 5,000 agents take two waves of one item each,
 * and 10,001 items take 5,000 x 2 and one agent more (whose batch may be partly empty). There are never more than two waves.
 */
import { InvalidWorkError } from './errors.ts';

export interface Batch {
  /** Counted from 1. */
  readonly wave: number;
  readonly agents: number;
  /** Most items that one agent takes. */
  readonly itemsPerAgent: number;
}

/**
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
  if (totalItems <= agentCapacity) return [{ wave: 1, agents: totalItems, itemsPerAgent: 1 }];
  const itemsPerAgent = Math.max(1, Math.floor(totalItems / agentCapacity));
  const itemsPerWave = agentCapacity * itemsPerAgent;
  const waves = Math.ceil(totalItems / itemsPerWave);
  const batches: Batch[] = [];
  for (let wave = 0; wave < waves; wave++) {
    const remaining = totalItems - wave * itemsPerWave;
    const agents = Math.min(agentCapacity, Math.ceil(remaining / itemsPerAgent));
    batches.push({ wave: wave + 1, agents, itemsPerAgent });
  }
  return batches;
}
