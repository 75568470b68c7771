/** The figures that stand large at the head of a run's page: which they are follows from what the scenario is about. */
import type { RunSummary } from '../lab/result.ts';
import { type Bounds, isBounds } from '../recording/bounds.ts';
import { formatFigure, knownOf, metricUnit } from './metrics.ts';

/** A figure large on a card. */
export interface Card {
  readonly label: string;
  readonly value: string;
  readonly metric: string;
}

/** What every scenario is about. */
const COMMON_CARDS: Readonly<Record<string, string>> = {
  'tasks.completed': 'tasks completed',
  'tasks.success_rate': 'of all tasks succeeded',
};

/** What some scenarios are about: a metric that only these measure, at least in bounds, above zero, and the figures that answer them. */
const SUBJECTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'sprint.count': {
    'sprint.shipped': 'items shipped',
    'sprint.count': 'sprints',
    'sprint.velocity.mean': 'items that passed their test',
    'sprint.quality': 'of the results free of defects',
  },
  'waves.completed': {
    makespan: 'from the first submission to the last end',
    'waves.completed': 'waves completed',
    speedup: 'times as fast as one agent',
  },
  'workflow.critical_path': {
    makespan: 'from the first submission to the last end',
    'workflow.critical_path': 'critical path',
    'workflow.critical_path.ratio': 'times the critical path',
  },
  'flow.completed': {
    'flow.completed': 'flows completed',
    'flow.latency.p99': 'length of a flow, 99th percentile',
  },
  'scaling.actions': {
    'agents.provided.mean': 'agents provided, mean',
    'scaling.cost': 'cost of agents',
    'scaling.actions': 'scaling actions',
  },
  'spawn.latency.p99': { 'spawn.latency.p99': 'until an agent is up, 99th percentile' },
  'recurrence.count': { 'recurrence.count': 'times of the calendar', 'recurrence.skipped': 'times left out' },
  'cache.results.requests': { 'cache.results.hit_rate': 'of requests answered from kept results' },
  'takeover.count': {
    'takeover.time.max': 'until the standby took over, longest',
    'queue.depth.max': 'tasks not running, most',
  },
  'topology.changes': { 'topology.change.time.max': 'until all peers had changed' },
  'tasks.abandoned': { 'tasks.abandonment_rate': 'of the tasks gave up waiting' },
  'tasks.rejected': { 'tasks.rejected': 'tasks turned away for good' },
  'agents.failed': {
    'tasks.retried': 'further attempts',
    'detection.time.p50': 'median time to detect a failure',
    'recovery.time.p99': 'recovery time, 99th percentile',
  },
  'detection.unreachable': {
    'detection.unreachable': 'suspicions of processes cut off',
    'tasks.retried': 'further attempts',
    'tasks.effects.repeated': 'executions repeated',
  },
};

/** What is shown where there is room. */
const OTHER_CARDS: Readonly<Record<string, string>> = {
  'task.latency.p50': 'median latency of tasks',
  'task.latency.p99': 'latency, 99th percentile',
  throughput: 'throughput',
  'agents.utilization': 'agent utilization',
  makespan: 'from the first submission to the last end',
  'coordinators.utilization.max': 'busiest coordinator',
};

/** Two rows of four. */
const MOST_CARDS = 8;

/** The figures that a reader of this scenario looks for first, as far as anything is known of them. */
export function cards({
  metrics,
  bounds = {},
}: Pick<RunSummary, 'metrics'> & Partial<Pick<RunSummary, 'bounds'>>): Card[] {
  const subjects = Object.entries(SUBJECTS).filter(
    ([metric]) => (metrics[metric] ?? bounds[metric]?.lower ?? 0) > 0,
  );
  const wanted: Record<string, string> = Object.assign(
    {},
    COMMON_CARDS,
    ...subjects.map(([, labels]) => labels),
    OTHER_CARDS,
  );
  return Object.entries(wanted)
    .filter(([metric]) => isWorthACard(metric, knownOf({ metrics, bounds }, metric)))
    .slice(0, MOST_CARDS)
    .map(([metric, label]) => ({
      metric,
      label,
      value: formatFigure(metric, metrics[metric], bounds[metric]),
    }));
}

/** Not where it may still be anything: from 0 on, or a share from nothing to all. */
function isWorthACard(metric: string, figure: number | Bounds | undefined): boolean {
  if (!isBounds(figure)) return figure !== undefined;
  const { lower, upper } = figure;
  return lower > 0 || (upper !== null && !(metricUnit(metric) === 'ratio' && upper >= 1));
}
