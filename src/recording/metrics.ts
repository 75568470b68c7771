/** The catalogue of metrics: every name a run can report, with its unit and meaning. `sim list metrics` prints it. */

import { betterOf } from './better.ts';
import { CACHE_METRICS } from './cache-metrics.ts';
import { CHANGE_SCALARS } from './changes.ts';
import type { DeclaredMetric } from './declare.ts';
import * as detection from './declared/detection.ts';
import { FAILURE_METRICS } from './declared/failures.ts';
import { flowOverBudget, flowTimeouts } from './declared/flow-retries.ts';
import { HEALING_METRICS } from './declared/healing.ts';
import * as mistakes from './declared/mistakes.ts';
import * as rebalancing from './declared/rebalancing.ts';
import * as results from './declared/results.ts';
import { SHEDDING_METRICS } from './declared/shedding.ts';
import * as warmStarts from './declared/warm-starts.ts';
import { WAVE_METRICS } from './declared/waves.ts';
import { DELAY_SCALARS } from './delays.ts';
import { DURATIONS } from './durations.ts';
import { EXECUTION_SCALARS } from './execution-metrics.ts';
import { FLOW_METRICS } from './flow-metrics.ts';
import { LATENCY_PART_SCALARS } from './latency-part.ts';
import { LOSS_SCALARS } from './loss-metrics.ts';
import { type MetricDescription, type MetricLine, statisticsOf } from './metric-description.ts';
import { ROLE_SCALARS } from './roles.ts';
import { SCALING_SCALARS } from './scaling-metrics.ts';
import { SPAWNING_SCALARS } from './spawning-metrics.ts';
import { SPRINT_SCALARS } from './sprint-metrics.ts';
import { STORAGE_METRICS } from './storage-metrics.ts';
import { TENANT_METRICS } from './tenant-metrics.ts';
import { TOPOLOGY_SCALARS } from './topology-metrics.ts';

export { DURATIONS, type DurationName } from './durations.ts';
export type { MetricDescription, MetricUnit } from './metric-description.ts';

/** In the order of lists and tables. Those that are declared measure themselves; of the others this is the description alone. */
const SCALARS: readonly (MetricLine | DeclaredMetric)[] = [
  ['tasks.submitted', 'count', 'tasks handed in in the measured time'],
  [
    'tasks.completed',
    'count',
    'tasks submitted in the measured time whose success the root coordinator recorded',
  ],
  [
    'tasks.failed',
    'count',
    'tasks submitted in the measured time and given up after their last attempt, or shed',
  ],
  ...FAILURE_METRICS,
  ...LOSS_SCALARS,
  ...SHEDDING_METRICS,
  [
    'tasks.lost',
    'count',
    'unfinished tasks that can no longer end: nobody knows of them, or everything has come to rest',
  ],
  ['tasks.duplicated', 'count', 'results recorded beyond the first of a task'],
  [
    'tasks.unfinished',
    'count',
    'tasks still under way when the run ended, those submitted in the warm-up included',
  ],
  [
    'tasks.never_started',
    'count',
    'tasks of graphs and waves that were never submitted, because steps or waves before them did not succeed or everything had come to rest',
  ],
  [
    'tasks.retried',
    'count',
    'further attempts after a failure, a timeout, an assignment that nobody confirmed, or the loss of whoever had the task; those ' +
      'refused do not count. Every coordinator that a task passes through allows retry.max_attempts of its own, so that a task may ' +
      'have more than that in all',
  ],
  ['tasks.timeouts', 'count', 'attempts without a result within retry.timeout, executed or still waiting'],
  results.fenced,
  results.preempted,
  ...EXECUTION_SCALARS,
  ...LATENCY_PART_SCALARS,
  [
    'tasks.success_rate',
    'ratio',
    'completed tasks of all that were submitted in the measured time and ended',
  ],
  ['tasks.in_system.mean', 'count', 'tasks submitted and not ended, over time'],
  [
    'throughput',
    'per_second',
    'completions per second of measured time, those of tasks submitted in the warm-up included (tasks.completed leaves these out)',
  ],
  [
    'makespan',
    'seconds',
    'time from the first submission to the last end of the tasks submitted in the measured time',
  ],
  [
    'speedup',
    'ratio',
    'work of the same tasks that completed, at nominal speed, per second of makespan: how many single agents this equals',
  ],
  ...DELAY_SCALARS,
  ['queue.depth.mean', 'count', 'tasks not being executed, waiting or on the way, over time'],
  ['queue.depth.max', 'count', 'most tasks not being executed for any length of time'],
  ['agents.count', 'count', 'agents'],
  ['agents.utilization', 'ratio', 'share of slot time spent executing, of the agents provided'],
  [
    'agents.availability',
    'ratio',
    'share of time that agents were up, of the time that they were there; none where no agent ever was. A pause counts as up: a ' +
      'paused agent stands still, loses nothing and goes on where it was. So do slow, cut off and hibernated agents; down are agents that ' +
      'have crashed, or whose zone or region is out',
  ],
  ['agents.failed', 'count', 'crashes of agents'],
  ...SCALING_SCALARS,
  ...SPAWNING_SCALARS,
  [
    'balance.jain',
    'ratio',
    "Jain's index of busy time over agents: 1 when all worked alike, 1/n when one did everything",
  ],
  rebalancing.steals,
  rebalancing.rounds,
  rebalancing.refusals,
  warmStarts.warmStarts,
  warmStarts.warmShare,
  ['coordinators.count', 'count', 'coordinators'],
  ['coordinators.failed', 'count', 'crashes of coordinators'],
  ['coordinators.utilization', 'ratio', 'share of time spent handling messages, mean over coordinators'],
  ['coordinators.utilization.max', 'ratio', 'the same of the busiest coordinator'],
  [
    'coordinators.inbox.max',
    'count',
    'most messages that one coordinator had at a time, the one in hand included',
  ],
  ...TOPOLOGY_SCALARS,
  ...CHANGE_SCALARS,
  ...ROLE_SCALARS,
  ['heartbeats.sent', 'count', 'heartbeats sent by agents'],
  ['heartbeats.processed', 'count', 'heartbeats handled by coordinators, those of coordinators included'],
  ['messages.sent', 'count', 'messages sent, heartbeats included'],
  ['messages.dropped', 'count', 'messages lost, cut off, or not taken in by their receiver'],
  ['messages.duplicated', 'count', 'messages that the network delivered twice'],
  ['messages.bytes', 'bytes', 'bytes sent'],
  detection.detections,
  detection.missedFailures,
  detection.falseSuspicions,
  detection.sparedSuspicions,
  detection.unreachable,
  detection.slowDetections,
  detection.crashDetection,
  detection.pauseDetection,
  detection.cutDetection,
  detection.slowDetection,
  mistakes.mistakeRate,
  mistakes.mistakeDuration,
  mistakes.accuracy,
  mistakes.tasksTakenBack,
  [
    'detection.messages.rate',
    'per_second',
    'messages that show who lives (heartbeats, or those of a detector that has its own), per second and agent',
  ],
  ['detection.bytes.rate', 'bytes', 'bytes of these, in each second for each agent'],
  ...HEALING_METRICS,
  flowTimeouts,
  flowOverBudget,
  ...WAVE_METRICS,
  ['batch.count', 'count', 'tasks made of batches, from the start of the run on'],
  ['batch.size.mean', 'count', 'items of a batch'],
  ['batch.wait.mean', 'seconds', 'time from the arrival of an item to the submission of its batch'],
  ['batch.unfinished', 'count', 'items whose batch had not left when the run ended: not among the tasks'],
  [
    'recurrence.count',
    'count',
    'times of a calendar whose tasks were submitted, from the start of the run on',
  ],
  ['recurrence.skipped', 'count', 'times left out because tasks of an earlier time were under way'],
  ...SPRINT_SCALARS,
  [
    'workflow.critical_path',
    'seconds',
    'longest chain of dependent steps, each as long as its longest execution',
  ],
  [
    'workflow.critical_path.ratio',
    'ratio',
    'makespan of that graph by its critical path: 1 when nothing but the dependencies held it up',
  ],
  [
    'invariants.violations',
    'count',
    'broken promises that the oracle saw: double completions, capacity, capabilities',
  ],
];

/** What only runs report that have such a thing; a part in angle brackets stands for any name. */
export const METRICS_WHERE_USED: readonly MetricDescription[] = [
  ...TENANT_METRICS,
  ...FLOW_METRICS,
  ...CACHE_METRICS,
  ...STORAGE_METRICS,
];

/** The description of a metric; undefined for a name that no run reports. @param known those with names of their own */
export function describeMetric<Known extends { readonly name: string }>(
  name: string,
  known: readonly Known[],
): Known | MetricDescription | undefined {
  return (
    known.find((metric) => metric.name === name) ??
    METRICS_WHERE_USED.find((metric) => matches(metric.name, name))
  );
}

/** Names that stand in for a part in angle brackets have no dots. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('.');
  const found = name.split('.');
  return parts.length === found.length && parts.every((part, i) => part.startsWith('<') || part === found[i]);
}

/** Metrics that measure themselves in every run. */
export const DECLARED_METRICS: readonly DeclaredMetric[] = SCALARS.filter((scalar) => 'measure' in scalar);

/** What a list says of a metric. */
function describe(scalar: MetricLine | DeclaredMetric): MetricDescription {
  if (!('measure' in scalar)) {
    const [name, unit, description] = scalar;
    return { name, unit, description, ...betterOf(name) };
  }
  const { name, unit, description, better } = scalar;
  return { name, unit, description, ...(better ? { better } : {}) };
}

/** All metrics in the order of reports. */
export const METRICS: readonly MetricDescription[] = [
  ...SCALARS.map(describe),
  ...Object.entries(DURATIONS).flatMap(([name, description]) => statisticsOf(name, description)),
];
