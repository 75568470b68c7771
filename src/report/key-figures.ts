/** Which metrics a short report shows, under which heading, and which of them stand at its head. */
import type { MetricBounds, Metrics, RunSummary } from '../lab/result.ts';
import { isBounds } from '../recording/bounds.ts';
import { FIGURE_LABELS } from './figure-labels.ts';
import { formatRate } from './format.ts';
import { FIGURES } from './headings.ts';
import { formatFigure, isKnown, knownOf, metricLabel } from './metrics.ts';

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
  const groups = Object.entries(FIGURES).map(([title, entries]) => {
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
    speedup: 'times one agent',
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
  'agents.failed': {
    'tasks.retried': 'further attempts',
    'detection.time.p50': 'median time to detect a failure',
    'recovery.time.p99': 'recovery time, 99th percentile',
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
    .filter(([metric]) => isKnown({ metrics, bounds }, metric))
    .slice(0, MOST_CARDS)
    .map(([metric, label]) => ({
      metric,
      label,
      value: formatFigure(metric, metrics[metric], bounds[metric]),
    }));
}
