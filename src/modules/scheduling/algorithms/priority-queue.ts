import type { AlgorithmEntry } from '../algorithm.ts';
import { leastLoaded } from './least-loaded.ts';

/** Waiting tasks are served by priority, then in order of arrival; each goes to the least loaded worker. */
export const priorityQueue: AlgorithmEntry = {
  name: 'priority_queue',
  description: 'urgent tasks first, each to the least loaded worker',
  source: 'swarm requirements, distribution_algorithms',
  parameters: {},
  order: 'priority',
  create: (context, parameters) => leastLoaded.create(context, parameters),
};
