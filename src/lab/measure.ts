/** From what was recorded to the flat list of metrics, in base units. */
import {
  type Bounds,
  between,
  boundsOfShare,
  countBounds,
  type Figure,
  isBounds,
  meanBounds,
  shareBounds,
} from '../recording/bounds.ts';
import { DURATIONS, type DurationName, METRICS } from '../recording/metrics.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';
import { statistics, type Unended } from '../recording/statistics.ts';
import { fleet } from '../world/fleet/provision.ts';
import type { MeasuredWorld } from './measured-world.ts';
import type { OpenWork } from './open-work.ts';
import type { MetricBounds, Metrics } from './result.ts';
import { batchFigures, cacheFigures, jain } from './side-figures.ts';
import { workflowFigures } from './workflow-figures.ts';

const MICROSECONDS = 1e6;

/** Of features that a world does not have nothing is known. */
const NOT_MEASURED = Object.fromEntries(METRICS.map(({ name }) => [name, null]));

/** What is of the whole run, so that it is known whether or not the warm-up came to its end. */
const OF_THE_RUN = new Set([
  'agents.count',
  'coordinators.count',
  'invariants.violations',
  'tasks.duplicated',
  'tasks.lost',
  'tasks.never_started',
  'tasks.unfinished',
]);

/** Sums of many products of decimals. */
const SUMS = [
  'tasks.cost',
  'tasks.cost_per_task',
  'scaling.agent_hours',
  'scaling.cost',
  'scaling.cost_per_task',
  'recovery.cost',
];
/** Significant digits that such a sum is good for, and that no condition asks beyond. */
const DIGITS = 12;

/** Without what binary fractions add: 28 times a price of .1 is 2.8, and no more. */
function inDecimals(figure: Figure): Figure {
  return typeof figure === 'number' ? Number(figure.toPrecision(DIGITS)) : figure;
}

export interface Measured {
  readonly metrics: Metrics;
  readonly bounds: MetricBounds;
}

/**
 * Every metric of the catalogue: known exactly, bounded where the things it is of had not ended, or neither, where nothing
 * happened that it could measure. In a run that ended within its warm-up nothing was measured.
 */
export function measure(world: MeasuredWorld, recorder: RunRecorder, open: OpenWork): Measured {
  const { now, measuredFrom } = world;
  const { count, mayFail, goesOn, unnoticed } = open;
  const end = { now, measuredFrom, open: count, mayFail, goesOn, unnoticed };
  const figures: Record<string, Figure> = {
    ...NOT_MEASURED,
    ...taskFigures(world, recorder, open),
    ...resourceMetrics(world, recorder, open),
    ...world.figures(),
    ...recorder.declared.figures(end),
    'topology.hops.mean': hops(recorder, open),
    ...durationFigures(recorder, open),
    ...recorder.latencyParts.metrics(open.latency(), open.service),
    ...recurrenceMetrics(world),
    ...batchFigures(world),
    ...spawningMetrics(world, recorder),
    ...recorder.roles.metrics(open.takeover),
    ...recorder.sprints.metrics(world.measuredFrom, open.sprints),
    ...recorder.flows.metrics(open.flows),
    ...cacheFigures(world),
    ...recorder.tenants.metrics((world.now - world.measuredFrom) / MICROSECONDS, open),
  };
  for (const name of SUMS) figures[name] = inDecimals(figures[name]);
  const atRest = world.progress === 'finished' || world.progress === 'stalled';
  // Windows say themselves what time they are of.
  const windows = recorder.windows.figures(world.now, atRest);
  if (world.isMeasuring) return parted({ ...figures, ...windows });
  const known = Object.entries(figures).map(([name, figure]) => [name, OF_THE_RUN.has(name) ? figure : null]);
  return parted({ ...Object.fromEntries(known), ...windows });
}

/** Exact figures and bounds apart. */
export function parted(figures: Readonly<Record<string, Figure>>): Measured {
  const metrics: Record<string, number | null> = {};
  const bounds: Record<string, Bounds> = {};
  for (const [name, figure] of Object.entries(figures)) {
    metrics[name] = isBounds(figure) ? null : figure;
    if (isBounds(figure)) bounds[name] = figure;
  }
  return { metrics, bounds };
}

function taskFigures(world: MeasuredWorld, recorder: RunRecorder, open: OpenWork): Record<string, Figure> {
  const { counts } = recorder;
  const { now } = world;
  const elapsed = now - world.measuredFrom;
  const { queue_limit, shedding } = world.spec.scheduler;
  const isShedding = queue_limit !== null || Boolean(shedding);
  const ended = counts.completed + counts.failed + counts.abandoned;
  const { spent } = world.parts.agents.executor;
  const { mayFail } = open;
  const completable = mayFail && open.obstruction !== null ? 0 : open.count;
  const isRejecting = world.spec.agents.groups.some(({ when_full }) => when_full === 'reject');
  return {
    'tasks.submitted': counts.submitted,
    'tasks.completed': countBounds(counts.completed, completable),
    'tasks.failed': countBounds(counts.failed, mayFail ? open.count : 0),
    'tasks.shed': countBounds(counts.shed, isShedding ? open.count : 0),
    'tasks.abandoned': countBounds(counts.abandoned, open.impatient),
    'tasks.abandonment_rate': shareBounds(counts.abandoned, ended, open.count, open.tasks.length === 0),
    'tasks.cost': spent,
    'tasks.cost_per_task': spent !== null && counts.completions > 0 ? spent / counts.completions : null,
    'tasks.rejected': countBounds(counts.rejected, isRejecting ? open.count : 0),
    'tasks.lost': world.lostTasks(),
    'tasks.duplicated': world.parts.oracle.duplicated,
    'tasks.unfinished': world.tasks.open,
    'tasks.retried': counts.retried,
    'tasks.timeouts': counts.timeouts,
    'tasks.executions': counts.executions,
    'tasks.effects.repeated': counts.repeated,
    'tasks.executions.wasted': counts.wasted,
    'tasks.success_rate': boundsOfShare(
      { having: counts.completed, count: ended },
      { count: open.count, certain: 0, possible: completable },
      open.tasks.length === 0 && ended === 0,
    ),
    'tasks.in_system.mean': recorder.inSystem.meanAt(now),
    throughput: elapsed > 0 ? (counts.completions * MICROSECONDS) / elapsed : null,
    ...spanFigures(world, recorder, open),
    'task.wait.probability': open.delayed,
    'queue.depth.mean': recorder.queueDepth.meanAt(now),
    'queue.depth.max': recorder.queueDepth.maxAt(now),
    ...workflowFigures(world, recorder, open),
    'invariants.violations': world.parts.oracle.violations,
  };
}

/**
 * Makespan and speedup: from the first submission to the last end of the same tasks, so at least until now where one is open. Those
 * still to be submitted may never be, where what they wait for fails or has failed.
 */
function spanFigures(
  world: MeasuredWorld,
  { firstSubmission, lastEnd, counts }: RunRecorder,
  open: OpenWork,
): Record<'makespan' | 'speedup', Figure> {
  if (firstSubmission < 0) return { makespan: null, speedup: null };
  if (open.count > 0 || open.goesOn) {
    const least = (open.tasks.length > 0 ? world.now : Math.max(lastEnd, firstSubmission)) - firstSubmission;
    const { demand } = world.parts.tasks;
    const work = open.tasks.reduce((sum, task) => sum + demand[task], counts.work);
    const most = open.goesOn || least === 0 ? Infinity : work / least;
    // What ends in the instant in which it was submitted has no speedup.
    const speedup = least > 0 ? between(0, most) : { lower: 0, upper: null, or_none: true as const };
    return { makespan: between(least / MICROSECONDS, Infinity), speedup };
  }
  const makespan = lastEnd - firstSubmission;
  return { makespan: makespan / MICROSECONDS, speedup: makespan > 0 ? counts.work / makespan : null };
}

function hops(recorder: RunRecorder, open: OpenWork): Figure {
  const found = recorder.passes.hops;
  if (open.hops?.more) return { lower: 1, upper: null, ...(found.count === 0 ? { or_none: true } : {}) };
  return open.hops ? meanBounds(found, open.hops) : found.count > 0 ? found.sum / found.count : null;
}

/** Those of coordination and heartbeats are of messages handled, and so figures over time. */
function durationFigures(recorder: RunRecorder, open: OpenWork): Record<string, Figure> {
  const unended: Partial<Record<DurationName, Unended | null>> = {
    'task.latency': open.latency(),
    'task.wait': open.wait(),
    'task.abandonment': open.abandonment,
    'task.service': open.service,
    'assignment.latency': open.assignment,
    'detection.time': open.detection,
    'recovery.time': open.recovery,
    'failover.time': open.failover,
    'spawn.latency': open.spawning.latency,
    'spawn.boot': open.spawning.boot,
  };
  return Object.assign(
    {},
    ...(Object.keys(DURATIONS) as DurationName[]).map((name) =>
      statistics(name, recorder.durations[name], unended[name] ?? null),
    ),
  );
}

function resourceMetrics(
  world: MeasuredWorld,
  recorder: RunRecorder,
  open: OpenWork,
): Record<string, Figure> {
  const { parts, now } = world;
  const { coordinators, lifecycle, network } = parts;
  const agents = parts.agents.table;
  const elapsed = now - world.measuredFrom;
  const provision = world.part(fleet);
  // Of agents that come and go, those that were there.
  const there = (provision?.fleet.report().mean ?? agents.count) / Math.max(1, agents.count);
  const slots = agents.slots.reduce((sum, count) => sum + count, 0) * there;
  // An agent that is being started is provided, and cannot be up yet.
  const present = agents.count - recorder.absentAgents.meanAt(now);
  const load = coordinators.utilization(elapsed);
  const { counters } = network;
  return {
    'agents.count': agents.count,
    'agents.utilization': slots > 0 && elapsed > 0 ? recorder.running.meanAt(now) / slots : null,
    'agents.availability':
      present > 0 && elapsed > 0 ? (present - recorder.failedAgents.meanAt(now)) / present : null,
    'agents.failed': lifecycle.agentCrashes,
    'balance.jain': jain(parts.agents.executor.busyTimes()),
    'coordinators.count': parts.plans.length,
    'coordinators.failed': lifecycle.coordinatorCrashes,
    'coordinators.utilization': load.mean,
    'coordinators.utilization.max': load.max,
    'coordinators.inbox.max': coordinators.mostMessages(),
    'topology.handovers.count': parts.plans[0].neighbours ? recorder.passes.count : null,
    ...recorder.changes.metrics(world.spec.coordination.adapt !== undefined, open.changes),
    'heartbeats.sent': counters.heartbeatsSent,
    'heartbeats.processed': coordinators.heartbeatsHandled,
    'messages.sent': counters.sent,
    'messages.dropped': counters.dropped,
    'messages.duplicated': counters.duplicated,
    'messages.bytes': counters.bytes,
  };
}

/** null where agents are not spawned. */
function spawningMetrics(
  { spec: { spawning }, now }: MeasuredWorld,
  recorder: RunRecorder,
): Record<string, number | null> {
  if (!spawning) return {};
  const figures = recorder.spawning.metrics(now);
  return { ...figures, ...(spawning.hibernate ? {} : { 'agents.hibernated.mean': null }) };
}

function recurrenceMetrics(world: MeasuredWorld): Record<string, number | null> {
  const found = world.parts.clients.flatMap(({ recurrences }) => (recurrences ? [recurrences] : []));
  const sum = (of: (one: (typeof found)[number]) => number) =>
    found.length === 0 ? null : found.reduce((all, one) => all + of(one), 0);
  return {
    'recurrence.count': sum(({ submitted }) => submitted),
    'recurrence.skipped': sum(({ skipped }) => skipped),
  };
}
