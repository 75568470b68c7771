/** Metrics as a reader sees them: units and meanings from the catalogue, statistics of one distribution side by side. */
import type { ExpectationResult, MetricBounds, Metrics, RunSummary } from '../lab/result.ts';
import type { Bounds } from '../recording/bounds.ts';
import { describeFigure } from '../recording/describe-figure.ts';
import type { MetricDescription, MetricUnit } from '../recording/metrics.ts';
import { formatBounds, formatRange, formatValue, type Unit } from './format.ts';

/** Statistics of a distribution in the order in which tables show them, with their headings. */
export const STATISTICS = {
  mean: 'mean',
  p50: 'p50',
  p90: 'p90',
  p95: 'p95',
  p99: 'p99',
  p999: 'p99.9',
  max: 'max',
} as const;

export type Statistic = keyof typeof STATISTICS;

const UNITS: Readonly<Record<MetricUnit, Unit>> = {
  seconds: 'duration',
  count: 'number',
  ratio: 'ratio',
  bytes: 'size',
  per_second: 'rate',
};

/** Ratios of which nobody speaks in per cent. */
const PLAIN = new Set(['speedup', 'balance.jain']);

/** What modules of the user's own have added to the catalogue: their names differ from all others in a process. */
const added = new Map<string, MetricDescription>();

/** Makes known what a result says of metrics that are not the program's. To be called before any of them is shown. */
export function introduceMetrics(descriptions: readonly MetricDescription[] = []): void {
  for (const description of descriptions) added.set(description.name, description);
}

/** The same of the modules of one run, whose metrics are otherwise shown without a unit. */
export function introduceModules({ modules = [] }: Pick<RunSummary, 'modules'>): void {
  introduceMetrics(modules.flatMap(({ metrics }) => metrics));
}

/** Names of the metrics of modules of the user's own that a run has, in the order in which they were made known. */
export function ownMetrics(metrics: Metrics): string[] {
  return [...added.keys()].filter((name) => Object.hasOwn(metrics, name));
}

function descriptionOf(name: string): MetricDescription | undefined {
  return describeFigure(name) ?? added.get(name);
}

/** The unit of a metric; a plain number for a name that is not in the catalogue. */
export function metricUnit(name: string): Unit {
  const unit = descriptionOf(name)?.unit;
  return unit === undefined || PLAIN.has(name) ? 'number' : UNITS[unit];
}

/** What a metric says, without a full stop; empty for a name that is not in the catalogue. */
export function metricDescription(name: string): string {
  return descriptionOf(name)?.description ?? '';
}

/** A metric's value in its unit. */
export function formatMetric(name: string, value: number | null): string {
  return formatValue(value, metricUnit(name));
}

/** What is known of a metric: its value, its bounds, or that it was not measured. */
export function formatFigure(name: string, value: number | null | undefined, bounds?: Bounds): string {
  if (isMeasured(value)) return formatMetric(name, value);
  return bounds ? formatBounds(bounds, metricUnit(name)) : 'not measured';
}

/** What a run measured of what a condition reads: "40, limit 38" where the limit is a multiple of another metric. */
export function measuredText({ metric, actual, bounds, fingerprint, ...limits }: ExpectationResult): string {
  if (fingerprint)
    return fingerprint.expected === null || fingerprint.expected === fingerprint.actual
      ? fingerprint.actual
      : `${fingerprint.actual}, not ${fingerprint.expected}`;
  const computed = [limits, ...(limits.and ? [limits.and] : [])].filter(({ times }) => times !== undefined);
  const shown = computed.map(
    ({ expected, expected_bounds }) => `, limit ${formatFigure(metric, expected, expected_bounds)}`,
  );
  return formatFigure(metric, actual, bounds) + shown.join('');
}

/** Why a condition is undecided and what would decide it; empty where it is decided. */
export function undecidedBecause({ reason, remedy }: ExpectationResult): string {
  if (reason === undefined) return '';
  return `${reason}${remedy === undefined ? '' : `: ${remedy}`}`;
}

/** `task.success_rate` as words: "task success rate". */
export function metricLabel(name: string): string {
  return name.replace(/[._]/g, ' ');
}

/** A distribution: all statistics under one name. */
export interface DistributionRow {
  /** `task.latency` for `task.latency.p99`. */
  readonly base: string;
  readonly label: string;
  readonly unit: Unit;
  readonly values: Readonly<Partial<Record<Statistic, number | Bounds>>>;
}

/**
 * The distributions among the metrics, in the order in which they come: names with a median that was measured or bounded. One of
 * which it is open whether it has any value, and no more is known, is left out.
 */
export function distributions(metrics: Metrics, bounds: MetricBounds = {}): DistributionRow[] {
  const rows: DistributionRow[] = [];
  const known = (name: string) => knownOf({ metrics, bounds }, name);
  for (const name of Object.keys(metrics)) {
    if (!name.endsWith('.p50') || known(name) === undefined) continue;
    const base = name.slice(0, -'.p50'.length);
    const values: Partial<Record<Statistic, number | Bounds>> = {};
    for (const statistic of Object.keys(STATISTICS) as Statistic[]) {
      const found = known(`${base}.${statistic}`);
      if (found !== undefined) values[statistic] = found;
    }
    if (Object.values(values).every(saysNothing)) continue;
    rows.push({ base, label: metricLabel(base), unit: metricUnit(name), values });
  }
  return rows;
}

/** Whether a figure may be any value or none. */
function saysNothing(figure: number | Bounds): boolean {
  return typeof figure === 'object' && figure.or_none === true && figure.lower <= 0 && figure.upper === null;
}

/** A statistic in a table: its value, its bounds in short, or a dash. */
export function statisticText({ values, unit }: DistributionRow, statistic: Statistic): string {
  const value = values[statistic];
  return typeof value === 'object' ? formatRange(value, unit) : formatValue(value, unit);
}

/** Statistics that at least one of the rows has. */
export function usedStatistics(rows: readonly DistributionRow[]): Statistic[] {
  return (Object.keys(STATISTICS) as Statistic[]).filter((statistic) =>
    rows.some((row) => row.values[statistic] !== undefined),
  );
}

/** Figures of a run, and bounds of those that its end left open. */
export interface Figures {
  readonly metrics: Metrics;
  readonly bounds?: MetricBounds;
}

/** The value of a metric, or its bounds where the end of the run left it open; undefined: not measured. */
export function knownOf({ metrics, bounds = {} }: Figures, name: string): number | Bounds | undefined {
  const value = metrics[name];
  return isMeasured(value) ? value : bounds[name];
}

export function isKnown(figures: Figures, name: string): boolean {
  return knownOf(figures, name) !== undefined;
}

export function isMeasured(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && !Number.isNaN(value);
}
