/** Which metrics a short report shows, under which heading, and which of them stand at its head. */
import type { Metrics } from '../lab/result.ts';
import { formatMetric, isMeasured, metricLabel } from './metrics.ts';

/** Headings with their metrics; a question mark: only where it is not zero. */
const HEADINGS: Readonly<Record<string, readonly string[]>> = {
  Tasks: [
    'tasks.submitted',
    'tasks.completed',
    'tasks.failed',
    'tasks.unfinished?',
    'tasks.success_rate',
    'tasks.retried?',
    'tasks.shed?',
    'tasks.lost?',
    'tasks.duplicated?',
    'tasks.fenced?',
    'tasks.executions.wasted?',
    'throughput',
    'makespan',
    'speedup',
    'waves.completed',
    'workflow.critical_path',
    'workflow.critical_path.ratio',
  ],
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

/** Better words than the name's own, under the heading. */
const LABELS: Readonly<Record<string, string>> = {
  'tasks.failed': 'failed for good',
  'tasks.executions.wasted': 'wasted executions',
  'balance.jain': "balance (Jain's index)",
  'sprint.count': 'ended',
  'sprint.shipped': 'items shipped',
  'sprint.abandoned': 'items given up',
  'sprint.velocity.mean': 'velocity',
  'sprint.quality': 'quality',
  'sprint.coverage': 'features covered',
  'sprint.efficiency': 'efficiency',
  'sprint.learning': 'kinds of work learned',
  'flow.completed': 'completed',
  'flow.failed': 'failed',
  'flow.refused': 'turned away',
  'flow.retries': 'steps tried again',
  'flow.events': 'events sent',
  'flow.events.bytes': 'bytes of events',
  'cache.results.requests': 'requests',
  'cache.results.hits': 'answered at once',
  'cache.results.hit_rate': 'share of all',
  'cache.results.joined': 'waited for another',
  'cache.results.expired': 'too old',
  'cache.results.evicted': 'dropped for room',
  'cache.results.answer.mean': 'time to an answer, mean',
  'workflow.critical_path': 'critical path',
  'workflow.critical_path.ratio': 'makespan by critical path',
  'agents.failed': 'crashes',
  'agents.provided.mean': 'agents provided, mean',
  'agents.provided.max': 'agents provided, most',
  'spawn.count': 'agents created',
  'spawn.latency.mean': 'from request to up, mean',
  'spawn.latency.max': 'from request to up, longest',
  'spawn.boot.mean': 'creating one, mean',
  'spawn.queue.max': 'waiting for their turn, most',
  'spawn.refused': 'requests beyond the limit',
  'spawn.pooled': 'out of a spare',
  'pool.size': 'agents kept over waves',
  'pool.reuse_rate.waves': 'waves that reused agents',
  'pool.reuse_rate.slots': 'places filled without a new agent',
  'pool.tasks_per_agent': 'tasks per agent',
  'pool.efficiency': 'evenness of work in the pool',
  'agents.hibernated.mean': 'agents asleep, mean',
  'agents.memory.mean': 'memory of agents, mean',
  'agents.memory.max': 'memory of agents, most',
  'scaling.actions': 'changes',
  'scaling.reversals': 'changes of direction',
  'scaling.under_share': 'time with too few',
  'scaling.over_share': 'time with too many',
  'scaling.agent_hours': 'agent hours',
  'coordinators.failed': 'coordinator crashes',
  'coordinators.utilization': 'coordinators busy',
  'coordinators.utilization.max': 'busiest coordinator',
  'coordinators.inbox.max': 'longest inbox',
  'takeover.count': 'takeovers by the standby',
  'takeover.time.mean': 'time to take over, mean',
  'takeover.time.max': 'time to take over, most',
  'roles.reassigned': 'changes of roles',
  'topology.handovers.count': 'tasks handed over',
  'topology.changes': 'changes of topology',
  'topology.change.time.max': 'until all had made one, most',
  'ring.token.rotation.mean': 'round of the token, mean',
  'ring.tokens.regenerated': 'tokens made anew',
  'queue.depth.mean': 'tasks waiting, mean',
  'queue.depth.max': 'tasks waiting, most',
  'detection.count': 'of processes down',
  'detection.unreachable': 'of processes cut off',
  'detection.false': 'of healthy processes',
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

/** The figures that were measured, under their headings; distributions are apart. */
export function figureGroups(metrics: Metrics): FigureGroup[] {
  return Object.entries(HEADINGS).flatMap(([title, entries]) => {
    const rows = entries.flatMap((entry) => {
      const name = entry.replace('?', '');
      const value = metrics[name];
      if (!isMeasured(value) || (value === 0 && entry.endsWith('?'))) return [];
      return [{ name, label: labelOf(name, title), value: formatMetric(name, value) }];
    });
    return rows.length === 0 ? [] : [{ title, rows }];
  });
}

function labelOf(name: string, title: string): string {
  const prefix = `${title.toLowerCase()}.`;
  return LABELS[name] ?? metricLabel(name.startsWith(prefix) ? name.slice(prefix.length) : name);
}

/** A figure large on a card. */
export interface Card {
  readonly label: string;
  readonly value: string;
  readonly metric: string;
}

const CARDS: Readonly<Record<string, string>> = {
  'tasks.completed': 'tasks completed',
  'tasks.success_rate': 'of all tasks succeeded',
  throughput: 'throughput',
  makespan: 'makespan',
  'task.latency.p50': 'median latency of tasks',
  'task.latency.p99': 'latency, 99th percentile',
  'agents.utilization': 'agent utilization',
  'detection.time.p50': 'median failure detection',
  'heartbeat.latency.p99': 'heartbeat latency, 99th percentile',
  'coordinators.utilization.max': 'busiest coordinator',
};

/** Two rows of four. */
const MOST_CARDS = 8;

/** The figures that a reader looks for first, as far as they were measured. */
export function cards(metrics: Metrics): Card[] {
  return Object.entries(CARDS)
    .filter(([metric]) => isMeasured(metrics[metric]))
    .slice(0, MOST_CARDS)
    .map(([metric, label]) => ({ metric, label, value: formatMetric(metric, metrics[metric]) }));
}
