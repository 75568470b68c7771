/** What is measured where agents are spawned: name, unit, description. */
import type { DeclaredMetric } from './declare.ts';
import { pooledShare, spawned } from './declared/spawned.ts';
import type { MetricLine } from './metric-description.ts';

export const SPAWNING_SCALARS: readonly (MetricLine | DeclaredMetric)[] = [
  spawned,
  ['spawn.queue.max', 'count', 'most agents that waited for their turn to be created'],
  ['spawn.refused', 'count', 'requests for agents beyond spawning.max_agents'],
  pooledShare,
  ['pool.size', 'count', 'agents kept over the waves: the largest wave, from the start of the run on'],
  ['pool.reuse_rate.waves', 'ratio', 'waves that used agents of an earlier wave'],
  [
    'pool.reuse_rate.slots',
    'ratio',
    'places for an agent in a wave that needed no new agent: (places - agents) / places',
  ],
  ['pool.tasks_per_agent', 'count', 'tasks completed per agent of the pool'],
  [
    'pool.efficiency',
    'ratio',
    'how evenly the pool worked: 1 less the differences from the mean as a share of all tasks',
  ],
  ['agents.hibernated.mean', 'count', 'agents suspended with nothing to do, over time'],
  ['agents.memory.mean', 'bytes', 'memory of agents and spares, over time'],
  ['agents.memory.max', 'bytes', 'most of it at any time'],
];

/** Those of which one end is better in any case. */
export const SPAWNING_BETTER = {
  higher: ['pool.reuse_rate.waves', 'pool.reuse_rate.slots', 'pool.efficiency'],
  lower: ['spawn.queue.max', 'spawn.refused', 'agents.memory.mean', 'agents.memory.max'],
} as const;
