/**
 * Reading metric names. A metric's name is all that a report knows of it, so names follow rules: dotted parts from the
 * general to the special, base units, and a last part that says which statistic it is. Here the rules are turned into units
 * and groups.
 */
import type { Metrics } from '../lab/result.ts';
import { formatValue, type Unit } from './format.ts';

/** Statistics of a distribution in the order in which tables show them, with their headings. */
export const STATISTICS = {
  mean: 'mean',
  p50: 'p50',
  p90: 'p90',
  p95: 'p95',
  p99: 'p99',
  p999: 'p99.9',
  p9999: 'p99.99',
  max: 'max',
} as const;

export type Statistic = keyof typeof STATISTICS;

const OTHER_STATISTICS = new Set(['min', 'sd', 'cv', 'variance', 'p10', 'p25', 'p75']);

/** Last words that name a number of things, whatever comes before: recovery.count is no duration. */
const COUNTS =
  /^(count|number|total|samples|open|length|depth|size_count|events|tasks|agents|messages|crashes|restarts|completed|submitted|failed|retried|lost|sent|dropped|duplicated|rejected|shed|suspicions|terms|elections|attempts)$/;

const DURATIONS =
  /(^|_)(time|latency|wait|service|sojourn|delay|duration|makespan|assignment|detection|recovery|interval|age|downtime|uptime|timeout|lag|seconds|elapsed|response|queueing|failover|span)$/;

const RATIOS =
  /(^|_)(ratio|fraction|share|utilisation|utilization|availability|probability|success|fairness|balance|jain|loss|efficiency|accuracy|participation|percent|hit_rate|success_rate|failure_rate|error_rate|miss_rate|loss_rate|cpu_load)$/;

const SIZES = /(^|_)(bytes|size|payload|memory|bandwidth)$/;

const RATES = /(^|_)(rate|throughput|per_second|frequency)$/;

/** The unit of a metric by its name: the last part that tells decides, statistics aside. */
export function metricUnit(name: string): Unit {
  const parts = splitMetric(name).base.split('.');
  for (let place = parts.length - 1; place >= 0; place--) {
    const part = parts[place];
    if (/_per_(second|s)$/.test(part)) return 'rate';
    if (COUNTS.test(part)) return 'number';
    if (RATIOS.test(part)) return 'ratio';
    if (SIZES.test(part)) return 'size';
    if (RATES.test(part)) return 'rate';
    if (DURATIONS.test(part)) return 'duration';
    if (/s$/.test(part) && place === parts.length - 1 && parts.length > 1) return 'number';
  }
  return 'number';
}

/** A metric's value in its unit. */
export function formatMetric(name: string, value: number | null): string {
  return formatValue(value, metricUnit(name));
}

/** Splits `task.latency.p99` into `task.latency` and `p99`; the statistic is null where the last part is none. */
export function splitMetric(name: string): { readonly base: string; readonly statistic: string | null } {
  const dot = name.lastIndexOf('.');
  const last = name.slice(dot + 1);
  if (dot < 0 || !(last in STATISTICS || OTHER_STATISTICS.has(last))) return { base: name, statistic: null };
  return { base: name.slice(0, dot), statistic: last };
}

/** `task.latency` as words: "task latency". */
export function metricLabel(base: string): string {
  return base.replace(/[._]/g, ' ');
}

/** A distribution: all statistics under one name. */
export interface DistributionRow {
  readonly base: string;
  readonly label: string;
  readonly unit: Unit;
  readonly values: Readonly<Partial<Record<Statistic, number | null>>>;
}

export interface ScalarRow {
  readonly name: string;
  readonly label: string;
  readonly unit: Unit;
  readonly value: number | null;
}

/** Metrics sorted out: distributions with at least two statistics and a value, and all others with a value, by first part. */
export interface MetricGroups {
  readonly distributions: readonly DistributionRow[];
  readonly scalars: ReadonlyMap<string, readonly ScalarRow[]>;
}

/** Sorts metrics out in the order in which they come. What was not measured is left out. */
export function groupMetrics(metrics: Metrics): MetricGroups {
  const bases = new Map<string, Partial<Record<Statistic, number | null>>>();
  for (const [name, value] of Object.entries(metrics)) {
    const { base, statistic } = splitMetric(name);
    if (statistic === null || !(statistic in STATISTICS) || value === null) continue;
    bases.set(base, { ...bases.get(base), [statistic]: value });
  }
  const distributions: DistributionRow[] = [];
  for (const [base, values] of bases)
    if (isDistribution(values))
      distributions.push({ base, label: metricLabel(base), unit: metricUnit(base), values });
  const scalars = new Map<string, ScalarRow[]>();
  for (const [name, value] of Object.entries(metrics)) {
    const { base } = splitMetric(name);
    if (value === null || distributions.some((row) => row.base === base)) continue;
    const group = name.split('.')[0];
    const rows = scalars.get(group) ?? [];
    rows.push({ name, label: metricLabel(name), unit: metricUnit(name), value });
    scalars.set(group, rows);
  }
  return { distributions, scalars };
}

/** A mean and a maximum alone are better read as two figures than as a row of a table. */
function isDistribution(values: Partial<Record<Statistic, number | null>>): boolean {
  return Object.keys(values).some((statistic) => statistic.startsWith('p')) && Object.keys(values).length > 1;
}
