/** Which metrics a short report shows, and under which heading. */
import type { MetricBounds, Metrics } from '../lab/result.ts';
import { isBounds } from '../recording/bounds.ts';
import { FIGURE_LABELS } from './figure-labels.ts';
import { formatRate } from './format.ts';
import { FIGURES } from './headings.ts';
import { formatFigure, isKnown, knownOf, metricLabel, ownMetrics } from './metrics.ts';

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
  return [
    ...groups,
    { title: 'Tenants', rows: tenantRows(metrics, bounds) },
    { title: 'Of your modules', rows: ownRows(metrics, bounds) },
  ].filter(({ rows }) => rows.length > 0);
}

/** All that modules of the user's own measure, since somebody wrote them to see that; under the name by which conditions know each. */
function ownRows(metrics: Metrics, bounds: MetricBounds): Figure[] {
  return ownMetrics(metrics).map((name) => ({
    name,
    label: name,
    value: formatFigure(name, metrics[name], bounds[name]),
  }));
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
