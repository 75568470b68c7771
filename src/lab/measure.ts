/** From what was recorded to the flat list of metrics, in base units. */
import type { LogHistogram } from '../recording/histogram.ts';
import { DURATIONS, type DurationName, QUANTILES } from '../recording/metrics.ts';
import type { RunRecorder } from '../recording/run-recorder.ts';
import type { CachedCounts } from '../world/client.ts';
import type { ScalingReport } from '../world/scaler.ts';
import type { World } from '../world/world.ts';
import { criticalPath } from './critical-path.ts';
import type { Metrics } from './result.ts';

const MICROSECONDS = 1e6;

/** Every metric of the catalogue; null where nothing happened that it could measure. */
export function measure(world: World, recorder: RunRecorder): Metrics {
  return {
    ...taskMetrics(world, recorder),
    ...resourceMetrics(world, recorder),
    ...durationMetrics(recorder.durations),
    ...recurrenceMetrics(world),
    ...batchMetrics(world),
    ...spawningMetrics(world, recorder),
    ...recorder.roles.metrics(),
    ...recorder.sprints.metrics(world.measuredFrom),
    ...recorder.flows.metrics(),
    ...cacheMetrics(world),
    ...recorder.tenants.metrics((world.now - world.measuredFrom) / MICROSECONDS),
  };
}

function taskMetrics(world: World, recorder: RunRecorder): Record<string, number | null> {
  const { counts } = recorder;
  const { now } = world;
  const elapsed = (now - world.measuredFrom) / MICROSECONDS;
  const ended = counts.completed + counts.failed;
  const makespan =
    recorder.lastEnd < 0 || recorder.firstSubmission < 0
      ? null
      : (recorder.lastEnd - recorder.firstSubmission) / MICROSECONDS;
  const work = counts.work / MICROSECONDS;
  const path = criticalPath(world.spec, recorder.steps);
  return {
    'tasks.submitted': counts.submitted,
    'tasks.completed': counts.completed,
    'tasks.failed': counts.failed,
    'tasks.shed': counts.shed,
    'tasks.lost': world.lostTasks(),
    'tasks.duplicated': world.parts.oracle.duplicated,
    'tasks.unfinished': world.tasks.open,
    'tasks.retried': counts.retried,
    'tasks.timeouts': counts.timeouts,
    'tasks.fenced': counts.fenced,
    'tasks.preempted': counts.preempted,
    'tasks.executions': counts.executions,
    'tasks.effects.repeated': counts.repeated,
    'tasks.executions.wasted': counts.wasted,
    'tasks.success_rate': ended > 0 ? counts.completed / ended : null,
    'tasks.in_system.mean': recorder.inSystem.meanAt(now),
    throughput: elapsed > 0 ? counts.completions / elapsed : null,
    makespan,
    speedup: makespan !== null && makespan > 0 ? work / makespan : null,
    'queue.depth.mean': recorder.queueDepth.meanAt(now),
    'queue.depth.max': recorder.queueDepth.maxAt(now),
    'waves.completed': recorder.waves.records.length > 0 ? counts.wavesCompleted : null,
    'workflow.critical_path': path?.seconds ?? null,
    'workflow.critical_path.ratio': path && path.seconds > 0 ? path.makespan / path.seconds : null,
    'invariants.violations': world.parts.oracle.violations,
  };
}

function resourceMetrics(world: World, recorder: RunRecorder): Record<string, number | null> {
  const { parts, now } = world;
  const { coordinators, lifecycle, network } = parts;
  const agents = parts.agents.table;
  const elapsed = now - world.measuredFrom;
  const fleet = parts.provision.fleet?.report();
  // Of agents that come and go, those that were there.
  const there = (fleet?.mean ?? agents.count) / Math.max(1, agents.count);
  const slots = agents.slots.reduce((sum, count) => sum + count, 0) * there;
  // An agent that is being started is provided, and cannot be up yet.
  const present = agents.count - recorder.absentAgents.meanAt(now);
  const load = coordinators.utilization(elapsed);
  const { counters } = network;
  const { cacheHits, cacheMisses } = recorder.counts;
  const rotation = recorder.tokens.meanRotation;
  return {
    'agents.count': agents.count,
    'agents.utilization': slots > 0 && elapsed > 0 ? recorder.running.meanAt(now) / slots : null,
    'agents.availability':
      present > 0 && elapsed > 0 ? 1 - recorder.failedAgents.meanAt(now) / present : null,
    'agents.failed': lifecycle.agentCrashes,
    ...scalingMetrics(parts.provision.scaler?.report(), recorder.counts.completions),
    'balance.jain': jain(parts.agents.executor.busyTimes()),
    'work.steals': recorder.counts.steals,
    'rebalance.rounds': recorder.counts.rebalances,
    'rebalance.refused': recorder.counts.stealsRefused,
    'cache.hits': cacheHits,
    'cache.hit_rate': cacheHits + cacheMisses > 0 ? cacheHits / (cacheHits + cacheMisses) : null,
    'coordinators.count': parts.plans.length,
    'coordinators.failed': lifecycle.coordinatorCrashes,
    'coordinators.utilization': load.mean,
    'coordinators.utilization.max': load.max,
    'coordinators.inbox.max': coordinators.mostMessages(),
    'topology.hops.mean': recorder.passes.meanHops,
    'topology.handovers.count': parts.plans[0].neighbours ? recorder.passes.count : null,
    ...recorder.changes.metrics(world.spec.coordination.adapt !== undefined),
    'ring.token.rotation.mean': rotation === null ? null : rotation / MICROSECONDS,
    'ring.tokens.regenerated': world.spec.coordination.ring ? recorder.tokens.made : null,
    'heartbeats.sent': counters.heartbeatsSent,
    'heartbeats.processed': coordinators.heartbeatsHandled,
    'messages.sent': counters.sent,
    'messages.dropped': counters.dropped,
    'messages.duplicated': counters.duplicated,
    'messages.bytes': counters.bytes,
    'detection.count': recorder.counts.detected,
    'detection.false': recorder.counts.falselySuspected,
    'detection.unreachable': recorder.counts.unreachable,
  };
}

function scalingMetrics(report: ScalingReport | undefined, completed: number): Record<string, number | null> {
  return {
    'agents.provided.mean': report?.mean ?? null,
    'agents.provided.max': report?.most ?? null,
    'scaling.actions': report?.actions ?? null,
    'scaling.outs': report?.scaleOuts ?? null,
    'scaling.ins': report?.scaleIns ?? null,
    'scaling.reversals': report?.reversals ?? null,
    'scaling.reversal_share': report?.reversalShare ?? null,
    'scaling.over_share': report?.overShare ?? null,
    'scaling.under_share': report?.underShare ?? null,
    'scaling.agent_hours': report?.hours ?? null,
    'scaling.cost': report?.cost ?? null,
    'scaling.cost_per_task': report && completed > 0 ? report.cost / completed : null,
  };
}

/** null where agents are not spawned, and those of a pool where none is kept. */
function spawningMetrics(world: World, recorder: RunRecorder): Record<string, number | null> {
  const { spawning, plan } = world.parts.provision;
  const pool = plan?.report();
  const figures = recorder.spawning.metrics(world.now);
  const shown = spawning ? figures : Object.fromEntries(Object.keys(figures).map((name) => [name, null]));
  return {
    ...shown,
    'agents.hibernated.mean': world.spec.spawning?.hibernate ? shown['agents.hibernated.mean'] : null,
    'spawn.queue.max': spawning?.mostWaiting ?? null,
    'spawn.refused': spawning?.refused ?? null,
    'pool.size': pool?.size ?? null,
    'pool.reuse_rate.waves': pool?.reuseByWaves ?? null,
    'pool.reuse_rate.slots': pool?.reuseBySlots ?? null,
    'pool.tasks_per_agent': pool?.tasksPerAgent ?? null,
    'pool.efficiency': pool?.efficiency ?? null,
  };
}

function recurrenceMetrics(world: World): Record<string, number | null> {
  const found = world.parts.clients.flatMap(({ recurrences }) => (recurrences ? [recurrences] : []));
  const sum = (of: (one: (typeof found)[number]) => number) =>
    found.length === 0 ? null : found.reduce((all, one) => all + of(one), 0);
  return {
    'recurrence.count': sum(({ submitted }) => submitted),
    'recurrence.skipped': sum(({ skipped }) => skipped),
  };
}

function batchMetrics(world: World): Record<string, number | null> {
  const found = world.parts.clients.flatMap(({ batches }) => (batches ? [batches] : []));
  const sum = (of: (one: (typeof found)[number]) => number) => found.reduce((all, one) => all + of(one), 0);
  const tasks = sum((one) => one.tasks);
  const items = sum((one) => one.items);
  const waited = sum((one) => one.waited);
  return {
    'batch.count': tasks > 0 ? tasks : null,
    'batch.size.mean': tasks > 0 ? items / tasks : null,
    'batch.wait.mean': items > 0 ? waited / items / MICROSECONDS : null,
    'batch.unfinished': found.length > 0 ? sum((one) => one.waiting) : null,
  };
}

/** Those of CACHE_METRICS; nothing in a run without caches of results. */
function cacheMetrics(world: World): Record<string, number | null> {
  const found = world.parts.clients.flatMap(({ cached }) => (cached ? [cached] : []));
  if (found.length === 0) return {};
  const sum = (of: (one: CachedCounts) => number) => found.reduce((all, one) => all + of(one), 0);
  const requests = sum((one) => one.requests);
  const answered = sum((one) => one.answered);
  const hits = sum((one) => one.hits);
  return {
    'cache.results.requests': requests,
    'cache.results.hits': hits,
    'cache.results.hit_rate': requests > 0 ? hits / requests : null,
    'cache.results.joined': sum((one) => one.joined),
    'cache.results.expired': sum((one) => one.expired),
    'cache.results.evicted': sum((one) => one.evicted),
    'cache.results.answer.mean': answered > 0 ? sum((one) => one.waited) / answered / MICROSECONDS : null,
  };
}

function durationMetrics(
  durations: Readonly<Record<DurationName, LogHistogram>>,
): Record<string, number | null> {
  const metrics: Record<string, number | null> = {};
  for (const name of Object.keys(DURATIONS) as DurationName[]) {
    const histogram = durations[name];
    const some = histogram.count > 0;
    metrics[`${name}.mean`] = some ? histogram.mean / MICROSECONDS : null;
    for (const [suffix, q] of QUANTILES)
      metrics[`${name}.${suffix}`] = some ? histogram.quantile(q) / MICROSECONDS : null;
    metrics[`${name}.max`] = some ? histogram.max / MICROSECONDS : null;
  }
  return metrics;
}

/** (sum x)^2 / (n sum x^2), Jain, Chiu and Hawe 1984; null when nobody did anything. */
function jain(values: Float64Array): number | null {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return squares > 0 ? (sum * sum) / (values.length * squares) : null;
}
