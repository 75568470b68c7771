/** What several documents claim of the cost of agents. */
import { computed } from './claim.ts';
import type { Case } from './types.ts';

/** Dollars for 1,000 hours of an agent, by the dashboard of Micro-Agile Swarm Orchestration: a sprint of a quarter of an hour, 1,247 agents. */
export const AGENT_HOURS: readonly Case[] = [
  computed('a sprint of 1,247 agents for $0.70', (0.7 / (1247 * 0.25)) * 1000),
  { when: 'only local models', source: { how: 'they cost $0.00 there', value: 0 } },
];
export const AGENT_HOURS_DEPENDS = 'whom the agents ask: at the prices of the dashboard they cost $2.25';
