/**
 * Which metrics are of the time that a run looked at, and not of things that end. When a run ends before its scenario does, their
 * values are of the time so far, and what they come to be in the whole run is another matter.
 */

/** Counts, sums and largest values: in the whole run at least what they are so far. */
export const GROWING: ReadonlySet<string> = new Set([
  'tasks.submitted',
  'tasks.never_started',
  'tasks.rejections',
  'tasks.duplicated',
  'tasks.retried',
  'tasks.timeouts',
  'tasks.fenced',
  'tasks.preempted',
  'tasks.executions',
  'tasks.cost',
  'tasks.effects.repeated',
  'tasks.executions.wasted',
  'queue.depth.max',
  'agents.failed',
  'agents.provided.max',
  'agents.memory.max',
  'scaling.actions',
  'scaling.outs',
  'scaling.ins',
  'scaling.reversals',
  'scaling.agent_hours',
  'scaling.cost',
  'spawn.count',
  'spawn.queue.max',
  'spawn.refused',
  'work.steals',
  'rebalance.rounds',
  'rebalance.refused',
  'cache.hits',
  'cache.results.requests',
  'cache.results.hits',
  'cache.results.joined',
  'cache.results.expired',
  'cache.results.evicted',
  'flow.refused',
  'flow.retries',
  'flow.events',
  'flow.events.bytes',
  'coordinators.failed',
  'coordinators.inbox.max',
  'topology.handovers.count',
  'topology.changes',
  'ring.tokens.regenerated',
  'takeover.count',
  'roles.reassigned',
  'heartbeats.sent',
  'heartbeats.processed',
  'messages.sent',
  'messages.dropped',
  'messages.duplicated',
  'messages.bytes',
  'storage.syncs',
  'recurrence.count',
  'recurrence.skipped',
  'detection.count',
  'detection.missed',
  'detection.unreachable',
  'detection.false',
  'detection.false.attempts',
  'detection.false.spared',
  'detection.slow',
  'bulkhead.held',
  'routes.ejections',
  'routes.ejections.consecutive',
  'routes.ejections.success_rate',
  'routes.ejections.failures',
  'routes.ejections.slow',
  'routes.ejections.trial',
  'routes.spared',
  'routes.ejected.max',
  'recovery.restarts',
  'recovery.restarts.failed',
  'recovery.replacements',
  'recovery.replacements.failed',
  'recovery.quarantines',
  'recovery.quarantines.failed',
  'recovery.escalations',
  'recovery.deferred',
  'recovery.observed',
  'recovery.cost',
  'invariants.violations',
]);

/** Means and shares over time, and what is counted at the end: in the whole run they may be more or less than so far. */
export const CHANGING: ReadonlySet<string> = new Set([
  'tasks.lost',
  'tasks.unfinished',
  'tasks.cost_per_task',
  'tasks.in_system.mean',
  'throughput',
  'queue.depth.mean',
  'agents.utilization',
  'agents.availability',
  'agents.provided.mean',
  'agents.hibernated.mean',
  'agents.memory.mean',
  'balance.jain',
  'scaling.reversal_share',
  'scaling.over_share',
  'scaling.under_share',
  'scaling.cost_per_task',
  'spawn.pooled',
  'pool.reuse_rate.waves',
  'pool.reuse_rate.slots',
  'pool.tasks_per_agent',
  'pool.efficiency',
  'cache.results.hit_rate',
  'cache.results.answer.mean',
  'cache.hit_rate',
  'coordinators.utilization',
  'coordinators.utilization.max',
  'storage.utilization',
  'ring.token.rotation.mean',
  'detection.false.rate',
  'detection.false.duration',
  'detection.accuracy',
  'detection.messages.rate',
  'detection.bytes.rate',
  'routes.ejected.mean',
  'batch.unfinished',
  'checkpoints.shard.share',
]);

/** Statistics of what may come again at any time, of which the largest value grows. */
const OF_WHAT_COMES =
  /^((coordination|heartbeat|spawn)\.latency|spawn\.boot|recovery\.healing|takeover\.time|topology\.change\.time)\.(?<statistic>.*)$/;
/** `flow.WORKLOAD.STEP.retried`. */
const RETRIES_OF_STEP = /^flow\..*\.retried$/;
/** `tenant.NAME.throughput`. */
const RATE_OF_TENANT = /^tenant\..*\.throughput$/;

export type OverTime = 'grows' | 'changes';

/** How the value of a metric goes on while time does; null: it is of things that end, and its bounds say what is open. */
export function overTime(metric: string): OverTime | null {
  const statistic = OF_WHAT_COMES.exec(metric)?.groups?.statistic;
  if (GROWING.has(metric) || RETRIES_OF_STEP.test(metric) || statistic === 'max') return 'grows';
  if (CHANGING.has(metric) || RATE_OF_TENANT.test(metric) || statistic !== undefined) return 'changes';
  return null;
}
