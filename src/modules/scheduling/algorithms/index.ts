/** All distribution algorithms, by name. A new one is one file and one line here. */
import { Registry } from '../../registry.ts';
import type { AlgorithmEntry } from '../algorithm.ts';
import { affinity } from './affinity.ts';
import { capabilityMatch } from './capability-match.ts';
import { leastLoaded } from './least-loaded.ts';
import { priorityQueue } from './priority-queue.ts';
import { random } from './random.ts';
import { roundRobin } from './round-robin.ts';

export const DISTRIBUTION_ALGORITHMS = new Registry<AlgorithmEntry>('distribution algorithm', [
  roundRobin,
  random,
  leastLoaded,
  capabilityMatch,
  affinity,
  priorityQueue,
]);
