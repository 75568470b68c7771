/**
 * What the latency of a completed task is made of. Each microsecond from its submission to its recorded result is of one part:
 *
 * 1. `service`: the execution that succeeded ran, as task.service has it;
 * 2. `report`: that had ended, and its result was on the way;
 * 3. `attempts`: an earlier attempt was under way, from the start of its execution until its coordinator gave it up or another
 *    execution began, so that finding out is included; of an attempt lost with its agent before any execution began, from when the
 *    agent went down. Interruptions of the execution that succeeded belong here too;
 * 4. `backoff`: the pause before a retry;
 * 5. `waiting`: all the rest: for a free agent, with coordination and network.
 *
 * Where several hold at once, the first in this list counts. What an execution does after its coordinator has given it up is of
 * no part, unless it is the one that succeeds.
 */
import { REASON, type Reason } from '../modules/scheduling/vocabulary.ts';
import type { MetricUnit } from './metric-description.ts';

export const PART = {
  waiting: 0,
  backoff: 1,
  failure: 2,
  timeout: 3,
  lost: 4,
  preemption: 5,
  other: 6,
  service: 7,
  report: 8,
} as const;

/** How many parts there are before the execution that succeeds, and in all. */
export const BEFORE = PART.service;
export const PARTS = PART.report + 1;

/** What makes an attempt come to nothing. */
export const CAUSES = ['failure', 'timeout', 'lost', 'preemption', 'other'] as const;
export type Cause = (typeof PART)[(typeof CAUSES)[number]];

export function causeOf(reason: Reason): Cause {
  if (reason === REASON.failure) return PART.failure;
  if (reason === REASON.timeout) return PART.timeout;
  return reason === REASON.workerLost ? PART.lost : PART.other;
}

const MEANINGS = {
  waiting: 'waiting for a free agent, with coordination and network: all that is of no other part',
  attempts:
    'attempts that came to nothing, from the start of each execution until it was given up or the next began, and interruptions of the ' +
    'execution that succeeded',
  'attempts.failure': 'attempts that failed',
  'attempts.timeout': 'attempts given up because no result came in time',
  'attempts.lost':
    'attempts given up because their agent was suspected or had restarted, whether it was lost or not, until that was noticed',
  'attempts.preemption':
    'attempts that had to make way for a more urgent task, and interruptions by such tasks',
  'attempts.other': 'attempts that came to nothing for any other reason',
  backoff: 'pauses before retries',
  service: 'the execution that succeeded, as task.service.mean',
  report: 'from the end of the execution that succeeded to the recorded result',
} as const;
export type PartName = keyof typeof MEANINGS;

/** Parts that have no parts of their own, in the order in which they come; they sum to the latency. */
export type LeafPart = Exclude<PartName, 'attempts'>;
export const LEAF_PARTS = Object.keys(MEANINGS).filter((name) => name !== 'attempts') as LeafPart[];

/** What the names of their metrics begin with. */
export const LATENCY_PARTS = 'task.latency.part.';

export const partMetric = (part: PartName) => `${LATENCY_PARTS}${part}.mean`;

/** waiting, attempts, backoff, service and report sum to task.latency.mean, and the causes to attempts. */
export const LATENCY_PART_SCALARS: readonly (readonly [string, MetricUnit, string])[] = Object.entries(
  MEANINGS,
).map(([part, meaning]) => [
  partMetric(part as PartName),
  'seconds',
  `part of task.latency, mean over the same tasks: ${meaning}`,
]);
