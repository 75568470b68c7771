/** Which metrics a short report shows, and under which heading. */
import type { MetricBounds, Metrics } from '../lab/result.ts';
import { isBounds } from '../recording/bounds.ts';
import { FIGURE_LABELS } from './figure-labels.ts';
import { formatRate } from './format.ts';
import { formatFigure, isKnown, knownOf, metricLabel } from './metrics.ts';

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
    'tasks.preempted?',
    'work.steals?',
    'tasks.shed?',
    'tasks.rejected?',
    'tasks.rejections?',
    'tasks.lost?',
    'tasks.duplicated?',
    'tasks.fenced?',
    'tasks.effects.repeated?',
    'tasks.executions.wasted?',
    'throughput',
    'makespan',
    'speedup',
    'waves.completed',
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
  Agents: ['agents.utilization', 'agents.availability', 'agents.failed?', 'balance.jain', 'cache.hit_rate'],
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
    'spawn.count?',
    'spawn.latency.mean?',
    'spawn.latency.max?',
    'spawn.boot.mean?',
    'spawn.queue.max?',
    'spawn.refused?',
    'spawn.pooled?',
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
    'ring.token.rotation.mean',
    'ring.tokens.regenerated?',
  ],
  Suspicions: ['detection.count?', 'detection.unreachable?', 'detection.false?'],
  Messages: [
    'messages.sent',
    'messages.bytes',
    'messages.dropped?',
    'messages.duplicated?',
    'heartbeats.processed?',
  ],
  'Broken promises': ['invariants.violations?'],
};

export interface Figure {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}

export interface FigureGroup {
  readonly title: string;
  readonly rows: readonly Figure[];
}

/** The figures that were measured or bounded, under their headings; distributions are apart. */
export function figureGroups(metrics: Metrics, bounds: MetricBounds = {}): FigureGroup[] {
  const groups = Object.entries(HEADINGS).map(([title, entries]) => {
    const rows = entries.flatMap((entry) => {
      const name = entry.replace('?', '');
      const known = knownOf({ metrics, bounds }, name);
      if (known === undefined) return [];
      if ((isBounds(known) ? known.lower : known) === 0 && entry.endsWith('?')) return [];
      return [{ name, label: labelOf(name, title), value: formatFigure(name, metrics[name], bounds[name]) }];
    });
    return { title, rows };
  });
  return [...groups, { title: 'Tenants', rows: tenantRows(metrics, bounds) }].filter(
    ({ rows }) => rows.length > 0,
  );
}

/** A row each: tasks completed, throughput, and mean latency where there is one. */
function tenantRows(metrics: Metrics, bounds: MetricBounds): Figure[] {
  const rates = Object.keys(metrics).filter((name) => /^tenant\.[^.]+\.throughput$/.test(name));
  const most = Math.max(...rates.map((name) => metrics[name] ?? 0));
  return Object.keys(metrics).flatMap((name) => {
    const tenant = /^tenant\.([^.]+)\.completed$/.exec(name)?.[1];
    if (tenant === undefined) return [];
    const mean = `tenant.${tenant}.latency.mean`;
    const parts = [
      `${formatFigure(name, metrics[name], bounds[name])} done`,
      formatRate(metrics[`tenant.${tenant}.throughput`] ?? 0, most),
      ...(isKnown({ metrics, bounds }, mean)
        ? [`mean latency ${formatFigure(mean, metrics[mean], bounds[mean])}`]
        : []),
    ];
    return [{ name, label: tenant, value: parts.join(', ') }];
  });
}

function labelOf(name: string, title: string): string {
  const prefix = `${title.toLowerCase()}.`;
  return FIGURE_LABELS[name] ?? metricLabel(name.startsWith(prefix) ? name.slice(prefix.length) : name);
}
