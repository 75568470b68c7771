/** Which end of the scale everyone wants of a metric. */
import { SPAWNING_BETTER } from './spawning-metrics.ts';

/** Durations are better short; of the others these have a good end. */
const BETTER: Readonly<Record<'lower' | 'higher', ReadonlySet<string>>> = {
  higher: new Set([
    'tasks.completed',
    'tasks.success_rate',
    'throughput',
    'speedup',
    'agents.availability',
    'balance.jain',
    'cache.hits',
    'cache.hit_rate',
    'waves.completed',
    'sprint.shipped',
    'sprint.velocity.mean',
    'sprint.quality',
    'sprint.coverage',
    'sprint.efficiency',
    'sprint.learning',
    ...SPAWNING_BETTER.higher,
  ]),
  lower: new Set([
    'tasks.failed',
    'tasks.shed',
    'tasks.lost',
    'tasks.duplicated',
    'tasks.unfinished',
    'tasks.retried',
    'tasks.fenced',
    'tasks.executions.wasted',
    'tasks.in_system.mean',
    'makespan',
    'batch.wait.mean',
    'sprint.abandoned',
    'workflow.critical_path',
    'workflow.critical_path.ratio',
    'queue.depth.mean',
    'queue.depth.max',
    'coordinators.inbox.max',
    'coordinators.utilization',
    'coordinators.utilization.max',
    'messages.sent',
    'messages.dropped',
    'messages.bytes',
    'detection.false',
    'heartbeats.sent',
    'invariants.violations',
    'agents.failed',
    'agents.provided.mean',
    'scaling.actions',
    'scaling.reversals',
    'scaling.reversal_share',
    'scaling.over_share',
    'scaling.under_share',
    'scaling.agent_hours',
    'scaling.cost',
    'scaling.cost_per_task',
    'coordinators.failed',
    ...SPAWNING_BETTER.lower,
    'topology.hops.mean',
  ]),
};

export function betterOf(name: string): { readonly better?: 'lower' | 'higher' } {
  if (BETTER.higher.has(name)) return { better: 'higher' };
  return BETTER.lower.has(name) ? { better: 'lower' } : {};
}
