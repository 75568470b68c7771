/** Under which heading a short report shows which metrics. */
import type { DeclaredMetric, Shown } from '../recording/declare.ts';
import { DECLARED_METRICS } from '../recording/metrics.ts';

/** Headings with their metrics; a question mark: only where it is not zero. */
const HEADINGS: Readonly<Record<string, readonly string[]>> = {
  Tasks: [
    'tasks.submitted',
    'tasks.completed',
    'tasks.failed',
    'tasks.abandoned?',
    'tasks.abandonment_rate?',
    'tasks.unfinished?',
    'tasks.never_started?',
    'tasks.cost?',
    'tasks.cost_per_task?',
    'tasks.success_rate',
    'tasks.retried?',
    'tasks.timeouts?',
    'tasks.shed?',
    'tasks.rejected?',
    'tasks.lost?',
    'tasks.duplicated?',
    'tasks.effects.repeated?',
    'tasks.executions.wasted?',
    'throughput',
    'makespan',
    'speedup',
    'workflow.critical_path',
    'workflow.critical_path.ratio',
  ],
  Batches: ['batch.count', 'batch.size.mean', 'batch.wait.mean'],
  Calendar: ['recurrence.count', 'recurrence.skipped?'],
  Sprints: [
    'sprint.count',
    'sprint.shipped',
    'sprint.abandoned?',
    'sprint.velocity.mean',
    'sprint.quality',
    'sprint.coverage',
    'sprint.efficiency',
    'sprint.learning',
  ],
  Flows: [
    'flow.completed',
    'flow.failed?',
    'flow.refused?',
    'flow.retries?',
    'flow.events?',
    'flow.events.bytes?',
  ],
  'Kept results': [
    'cache.results.requests',
    'cache.results.hits',
    'cache.results.hit_rate',
    'cache.results.joined?',
    'cache.results.expired?',
    'cache.results.evicted?',
    'cache.results.answer.mean',
  ],
  Agents: ['agents.utilization', 'agents.availability', 'agents.failed?', 'balance.jain'],
  Scaling: [
    'agents.provided.mean?',
    'agents.provided.max?',
    'scaling.actions?',
    'scaling.reversals?',
    'scaling.under_share?',
    'scaling.over_share?',
    'scaling.agent_hours?',
    'scaling.cost?',
  ],
  Spawning: [
    'spawn.latency.mean?',
    'spawn.latency.max?',
    'spawn.boot.mean?',
    'spawn.queue.max?',
    'spawn.refused?',
    'pool.size?',
    'pool.reuse_rate.waves?',
    'pool.reuse_rate.slots?',
    'pool.tasks_per_agent?',
    'pool.efficiency?',
    'agents.hibernated.mean?',
    'agents.memory.mean?',
    'agents.memory.max?',
  ],
  Coordination: [
    'queue.depth.mean',
    'queue.depth.max',
    'coordinators.utilization',
    'coordinators.utilization.max',
    'coordinators.inbox.max',
    'coordinators.failed?',
    'takeover.count?',
    'takeover.time.mean',
    'takeover.time.max',
    'roles.reassigned?',
    'topology.handovers.count?',
    'topology.changes?',
    'topology.change.time.max',
  ],
  Suspicions: [],
  Messages: [
    'messages.sent',
    'messages.bytes',
    'messages.dropped?',
    'messages.duplicated?',
    'heartbeats.processed?',
  ],
  'Broken promises': ['invariants.violations?'],
};

/** These, and the metrics that say themselves where they are shown. A heading that is new comes last. */
export const FIGURES: Readonly<Record<string, readonly string[]>> = withDeclared(HEADINGS, DECLARED_METRICS);

/** @throws Error when a metric is to stand below one that its heading does not have */
export function withDeclared(
  headings: Readonly<Record<string, readonly string[]>>,
  declared: readonly Pick<DeclaredMetric, 'name' | 'shown'>[],
): Record<string, readonly string[]> {
  const all: Record<string, string[]> = Object.fromEntries(
    Object.entries(headings).map(([heading, entries]) => [heading, [...entries]]),
  );
  let waiting = declared.filter(({ shown }) => shown !== undefined);
  while (waiting.length > 0) {
    const later = waiting.filter(({ name, shown }) => !place(all, name, shown as Shown));
    if (later.length === waiting.length)
      throw new Error(
        `${later[0].name} is to stand below ${later[0].shown?.after}, which ${later[0].shown?.heading} does not show`,
      );
    waiting = later;
  }
  return all;
}

/** False: whom it is to stand below is not there. */
function place(all: Record<string, string[]>, name: string, { heading, after, unlessZero }: Shown): boolean {
  all[heading] ??= [];
  const entries = all[heading];
  const above = after ? entries.findIndex((entry) => entry.replace('?', '') === after) : -1;
  if (after && above < 0) return false;
  const at = after === undefined ? entries.length : above + 1;
  entries.splice(at, 0, unlessZero ? `${name}?` : name);
  return true;
}
