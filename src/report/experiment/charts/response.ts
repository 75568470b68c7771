/** How a metric responds to what is varied: a curve with a band over the first axis of numbers, one curve for each rest. */

import type { SweepResult } from '../../../lab/experiment/result.ts';
import type { MetricSweep } from '../../../lab/experiment/sweep-metric.ts';
import { stillOpen } from '../../../recording/still-open.ts';
import { DURATIONS, logarithmicAxis } from '../../charts/latency.ts';
import {
  type ChartOptions,
  type ChartSpec,
  colourBy,
  finishChart,
  type Json,
  trim,
} from '../../charts/theme.ts';
import { formatMetric, metricUnit } from '../../metrics.ts';
import { drawnFigures, meanText, rangeText } from '../figures.ts';
import { type NumericAxis, numericAxis } from './axis-values.ts';
import { intervalChart, OPEN_MARK } from './means.ts';
import { bestFirst, metricAxis, rowsData, SERIES_COLOURS, valueAxis } from './parts.ts';

/** A logarithmic axis for values that multiply: when the last gap is this many times the first. */
const LOGARITHMIC_FROM = 8;

/** Means that differ by this factor are drawn on a logarithmic axis. */
const ORDERS = 100;

/** Where intervals have no upper end, the axis goes so many times as far as all that has one. */
const HEADROOM = 1.08;

/** Combinations of all further things varied that are drawn. */
const MOST_PANELS = 6;

interface Row {
  readonly x: number;
  readonly series: string;
  /** Empty where there is one panel. */
  readonly panel: string;
  readonly mean: number;
  readonly lower: number;
  /** Infinity: nothing is known. */
  readonly upper: number;
  readonly text: string;
  readonly interval: string;
  readonly point: string;
}

/** null when the metric has no point. */
export function responseChart(
  result: SweepResult,
  sweep: MetricSweep,
  options: ChartOptions,
): ChartSpec | null {
  const axes = result.plan.axes.filter(({ values }) => values.length > 1);
  const numeric = axes.map(numericAxis).find((axis) => axis !== null);
  if (!numeric) return pointsChart(sweep, options);
  // One thing varied besides makes the curves, and any others a panel for each of their combinations.
  const others = axes.filter(({ path }) => path !== numeric.path);
  const [curves] = [...others].sort((a, b) => b.values.length - a.values.length);
  const rows = responseRows(result, sweep, numeric, others.length > 1 ? curves.path : null);
  if (rows.length === 0) return null;
  const names = [...new Set(rows.map(({ series }) => series))];
  const kept = evenly(names, SERIES_COLOURS.length);
  const panels = [...new Set(rows.map(({ panel }) => panel))];
  const chosen = rows.filter(
    ({ series, panel }) => kept.includes(series) && panels.indexOf(panel) < MOST_PANELS,
  );
  const high = Math.max(...chosen.map(({ mean, upper }) => (upper < Infinity ? upper : mean)));
  const top = chosen.every(({ upper }) => upper < Infinity) ? null : high * HEADROOM;
  const shown = chosen.map((row) => ({ ...row, upper: Math.min(row.upper, top ?? Infinity) }));
  const frame = {
    x: xChannel(numeric, shown),
    y: { type: 'quantitative', ...yChannel(sweep.metric, shown, high, top) },
    colour: seriesColour(kept, options),
    metric: sweep.metric,
    options,
  };
  const views = panels.slice(0, MOST_PANELS).map((panel) =>
    panelView(
      panel,
      shown.filter((row) => row.panel === panel),
      frame,
    ),
  );
  const body: ChartSpec =
    views.length === 1 ? views[0] : { vconcat: views, resolve: { scale: { x: 'shared', y: 'shared' } } };
  const cut = [
    ...(kept.length < names.length ? [` ${kept.length} of ${names.length} curves are drawn.`] : []),
    ...(views.length < panels.length ? [` ${views.length} of ${panels.length} panels are drawn.`] : []),
  ];
  const endless = top === null ? '' : ' A band that reaches the top has no upper end.';
  const statement = `Mean over replications with its 95 % interval.${openText(sweep)}${endless}${cut.join('')}`;
  return finishChart(`${sweep.metric} by ${numeric.path}`, statement, options, body);
}

interface Frame {
  readonly x: ChartSpec;
  readonly y: ChartSpec;
  readonly colour: ChartSpec;
  readonly metric: string;
  readonly options: ChartOptions;
}

function panelView(title: string, rows: readonly Row[], { x, y, colour, metric, options }: Frame): ChartSpec {
  const tooltip: Json = [
    { field: 'point' },
    { field: 'text', title: metric },
    { field: 'interval', title: '95 % interval' },
  ];
  return {
    ...(title === '' ? {} : { title: { text: title, fontSize: 12, offset: 4 } }),
    width: options.width,
    height: title === '' ? 280 : 170,
    data: rowsData(rows),
    layer: [
      {
        mark: { type: 'area', opacity: 0.16 },
        encoding: { x, y: { ...y, field: 'lower' }, y2: { field: 'upper' }, color: colour },
      },
      {
        mark: { type: 'line', strokeWidth: 1.8, strokeJoin: 'round' },
        encoding: { x, y: { ...y, field: 'mean' }, color: colour },
      },
      {
        mark: { type: 'point', filled: true, size: 42, opacity: 1 },
        encoding: {
          x,
          y: { ...y, field: 'mean' },
          color: colour,
          ...(options.interactive ? { tooltip } : {}),
        },
      },
    ],
  };
}

function seriesColour(names: readonly string[], options: ChartOptions): ChartSpec {
  const series = names.map((label, index) => ({ label, colour: SERIES_COLOURS[index] }));
  return colourBy('series', series, options.shades, 'stroke', names.length > 1 ? {} : { disable: true });
}

/** @param curves path of what makes the curves; null where that is all but the horizontal axis */
function responseRows(
  result: SweepResult,
  sweep: MetricSweep,
  numeric: NumericAxis,
  curves: string | null,
): Row[] {
  const several = new Map(result.plan.axes.map(({ path, values }) => [path, values.length > 1]));
  return result.plan.alternatives
    .flatMap(({ label, values }, index): Row[] => {
      const point = sweep.points[index];
      if (point === null) return [];
      const rest = Object.entries(values).filter(([path]) => path !== numeric.path);
      return [
        {
          x: numeric.numbers.get(values[numeric.path]) ?? Number.NaN,
          series: named(rest.filter(([path]) => curves === null || path === curves)),
          panel: named(rest.filter(([path]) => curves !== null && path !== curves && several.get(path))),
          ...trimmed(drawnFigures(point)),
          ...(Number.isFinite(point.upper) ? {} : { upper: Infinity }),
          text: meanText(sweep.metric, point),
          interval: rangeText(sweep.metric, point.lower, point.upper),
          point: label,
        },
      ];
    })
    .sort((a, b) => a.x - b.x);
}

function named(values: readonly (readonly [string, string])[]): string {
  return values.map(([path, value]) => `${path.split('.').pop()} ${value}`).join(', ');
}

function trimmed({ mean, lower, upper }: ReturnType<typeof drawnFigures>) {
  return { mean: trim(mean), lower: trim(lower), upper: trim(upper) };
}

/** What is drawn of points that are open. */
function openText({ metric, points }: MetricSweep): string {
  const open = points.filter((point) => point !== null && point.open > 0).length;
  return open === 0
    ? ''
    : ` At ${open} of ${points.length} points ${stillOpen(metric)}: the dot is the least that the mean can be.`;
}

/**
 * Where means differ by orders of magnitude a logarithmic axis shows all of them; intervals are cut below the least mean.
 * @param top where intervals without an upper end are cut; null: there are none
 */
function yChannel(metric: string, rows: readonly Row[], high: number, top: number | null): ChartSpec {
  const least = Math.min(...rows.map(({ mean }) => mean));
  const most = Math.max(...rows.map(({ mean }) => mean));
  if (least <= 0 || most < ORDERS * least) {
    const zero = Math.min(...rows.map(({ lower }) => lower)) >= 0;
    const scale: ChartSpec = top === null ? { zero, nice: true } : { zero, nice: false, domainMax: top };
    return { scale, axis: metricAxis(metric, high, [most]) };
  }
  const smallest = least / 2;
  const powers = Array.from({ length: 37 }, (_, exponent) => Number(`1e${exponent - 18}`));
  const ticks = metricUnit(metric) === 'duration' ? DURATIONS : powers;
  const text = (value: number) => formatMetric(metric, value);
  const { scale, axis } = logarithmicAxis(metric, ticks, text, smallest, top ?? high);
  return { scale: { ...(scale as ChartSpec), clamp: true }, axis: { ...(axis as ChartSpec), grid: true } };
}

function xChannel({ path, unit, numbers }: NumericAxis, rows: readonly Row[]): ChartSpec {
  const places = [...new Set(numbers.values())].sort((a, b) => a - b);
  const [first, second] = places;
  const last = places[places.length - 1];
  const multiplies =
    places.length > 3 && first > 0 && last - places[places.length - 2] > LOGARITHMIC_FROM * (second - first);
  const used = new Set(rows.map(({ x }) => x));
  const ticks = places.filter((place) => used.has(place));
  return {
    field: 'x',
    type: 'quantitative',
    scale: { ...(multiplies ? { type: 'log' } : { zero: false }), nice: false, padding: 8 },
    axis: {
      ...valueAxis(path, unit, last),
      grid: true,
      ...(multiplies || ticks.length <= 12 ? { values: ticks } : {}),
      labelOverlap: 'greedy',
      labelSeparation: 6,
    },
  };
}

/** At most `most` of them, the first and the last among these. */
function evenly(names: readonly string[], most: number): string[] {
  if (names.length <= most) return [...names];
  return Array.from(
    { length: most },
    (_, index) => names[Math.round((index * (names.length - 1)) / (most - 1))],
  );
}

function pointsChart(sweep: MetricSweep, options: ChartOptions): ChartSpec | null {
  const points = sweep.points.flatMap((point) => point ?? []);
  const rows = bestFirst(points, sweep.ranking).map((point) => {
    const { label, lower, upper, open } = point;
    const leads = sweep.too_few === null && (label === sweep.best || sweep.leaders.includes(label));
    const words = { text: meanText(sweep.metric, point), interval: rangeText(sweep.metric, lower, upper) };
    return { label, ...drawnFigures(point), ...words, leads, mark: open > 0 ? OPEN_MARK : '' };
  });
  if (rows.length === 0) return null;
  const statement = `Mean over replications with its 95 % interval.${openText(sweep)}`;
  return intervalChart(`${sweep.metric} by point`, statement, sweep.metric, rows, options);
}
