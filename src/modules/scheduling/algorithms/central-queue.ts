import type { AlgorithmEntry } from '../algorithm.ts';
import { leastLoaded } from './least-loaded.ts';

/**
 * One queue for all: tasks wait at the coordinator, and whoever is free first gets the next (of several, the least loaded, then
 * the one that has been free for longest). Whatever `agent_queue` says, nothing waits at workers. With Poisson arrivals,
 * exponential service and free messages this is M/M/c, the least that any assignment without knowledge of service times can
 * make tasks wait. The price is a message's way to and fro between two tasks of a worker.
 */
export const centralQueue: AlgorithmEntry = {
  name: 'central_queue',
  description: 'tasks wait at the coordinator and go to whoever is free first',
  source: 'Erlang, waiting systems with several servers (1917): M/M/c',
  parameters: {},
  order: 'arrival',
  agentQueue: 0,
  create: (context, parameters) => leastLoaded.create(context, parameters),
};
