/** All distribution algorithms, by name. A new one is one file and one line here. */
import { Registry } from '../../registry.ts';
import type { AlgorithmEntry } from '../algorithm.ts';
import { affinity } from './affinity.ts';
import { capabilityMatch } from './capability-match.ts';
import { centralQueue } from './central-queue.ts';
import { consistentHashing } from './consistent-hashing.ts';
import { heft } from './heft.ts';
import { joinIdleQueue } from './join-idle-queue.ts';
import { lateBinding } from './late-binding.ts';
import { leastLoaded } from './least-loaded.ts';
import { powerOfDChoices } from './power-of-d-choices.ts';
import { prequal } from './prequal.ts';
import { priorityQueue } from './priority-queue.ts';
import { random } from './random.ts';
import { roundRobin } from './round-robin.ts';
import { shortestExpectedDelay } from './shortest-expected-delay.ts';
import { weighted } from './weighted.ts';

export const DISTRIBUTION_ALGORITHMS = new Registry<AlgorithmEntry>('distribution algorithm', [
  roundRobin,
  random,
  leastLoaded,
  capabilityMatch,
  affinity,
  priorityQueue,
  weighted,
  powerOfDChoices,
  joinIdleQueue,
  prequal,
  consistentHashing,
  shortestExpectedDelay,
  centralQueue,
  lateBinding,
  heft,
]);
