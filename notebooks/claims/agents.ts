/** What several documents claim: how long agents take to come, and what they cost. */
import { computed, run } from './claim.ts';
import type { Case } from './types.ts';

/** How long it takes until an agent is there. */
export const SPAWN_TIME: readonly Case[] = [
  run('p99 of creating one, once its turn has come', 'spawn-10000', 'spawn.boot.p99'),
  run('p99 of 100, all at once', 'spawn-100', 'spawn.latency.p99'),
  run('the last of 100, in waves of 20', 'spawn-100-waves', 'spawn.latency.max'),
  run('the last of 100, on a machine that creates one at a time', 'spawn-100-one-at-a-time', 'spawn.latency.max'),
  run('p99 of 10,000, in batches of 100', 'spawn-10000', 'spawn.latency.p99'),
];
export const SPAWN_TIME_DEPENDS = 'the turn: creating an agent takes 35 ms, and waiting for it up to 100 times as long';

export const START_UP: readonly Case[] = [
  run('created anew, mean', 'spawn-100', 'spawn.boot.mean'),
  run('out of a spare, mean', 'spawn-100-pool', 'spawn.boot.mean'),
  run('a tenth of them out of spares, mean', 'spawn-100-small-pool', 'spawn.boot.mean'),
];
export const START_UP_DEPENDS = 'a spare for each agent, which takes the memory of another agent';

/** Dollars for 1,000 hours of an agent, by the dashboard of document 000: a sprint of a quarter of an hour, 1,247 agents. */
export const AGENT_HOURS: readonly Case[] = [
  computed('a sprint of 1,247 agents for $0.70', (0.7 / (1247 * 0.25)) * 1000),
  { when: 'only local models', source: { how: 'they cost $0.00 there', value: 0 } },
];
export const AGENT_HOURS_DEPENDS = 'whom the agents ask: at the prices of the dashboard they cost $2.25';
