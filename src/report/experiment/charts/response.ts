/** How a metric responds to what is varied: a curve with a band over the first axis of numbers, one curve for each rest. */

import type { SweepResult } from '../../../lab/experiment/result.ts';
import type { MetricSweep } from '../../../lab/experiment/sweep-metric.ts';
import { DURATIONS, logarithmicAxis } from '../../charts/latency.ts';
import { textWidth } from '../../charts/text-width.ts';
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

/** Of the legend: size of its text, most pixels of a label, and pixels of its symbol and the gap to the next. */
const LEGEND_FONT = 11.5;
const LEGEND_LIMIT = 240;
const LEGEND_SYMBOL = 40;

interface Row {
  readonly x: number;
  readonly series: string;
  readonly mean: number;
  readonly lower: number;
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
  const { axes } = result.plan;
  const numeric = axes.map(numericAxis).find((axis) => axis !== null && axis.numbers.size > 1);
  if (!numeric) return pointsChart(sweep, options);
  const rows = responseRows(result, sweep, numeric);
  if (rows.length === 0) return null;
  const names = [...new Set(rows.map(({ series }) => series))];
  const kept = evenly(names, SERIES_COLOURS.length);
  const shown = rows.filter(({ series }) => kept.includes(series));
  const colour = seriesColour(kept, options);
  const high = Math.max(...shown.map(({ upper }) => upper));
  const x = xChannel(numeric, shown);
  const y = { type: 'quantitative', ...yChannel(sweep.metric, shown, high) };
  const tooltip: Json = [
    { field: 'point' },
    { field: 'text', title: sweep.metric },
    { field: 'interval', title: '95 % interval' },
  ];
  const body: ChartSpec = {
    width: options.width,
    height: 280,
    data: rowsData(shown),
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
  const cut = kept.length < names.length ? ` ${kept.length} of ${names.length} curves are drawn.` : '';
  const statement = `Mean over replications with its 95 % interval.${openText(sweep)}${cut}`;
  return finishChart(`${sweep.metric} by ${numeric.path}`, statement, options, body);
}

function seriesColour(names: readonly string[], options: ChartOptions): ChartSpec {
  const series = names.map((label, index) => ({ label, colour: SERIES_COLOURS[index] }));
  const widest = Math.max(...names.map((name) => textWidth(name, LEGEND_FONT)));
  const columns = Math.max(1, Math.floor(options.width / (Math.min(widest, LEGEND_LIMIT) + LEGEND_SYMBOL)));
  const legend: ChartSpec =
    names.length > 1 ? { columns: { expr: `narrow ? 1 : ${columns}` } } : { disable: true };
  return colourBy('series', series, options.shades, 'stroke', legend);
}

function responseRows(result: SweepResult, sweep: MetricSweep, numeric: NumericAxis): Row[] {
  return result.plan.alternatives
    .flatMap(({ label, values }, index): Row[] => {
      const point = sweep.points[index];
      if (point === null) return [];
      const rest = Object.entries(values).filter(([path]) => path !== numeric.path);
      return [
        {
          x: numeric.numbers.get(values[numeric.path]) ?? Number.NaN,
          series: rest.map(([path, value]) => `${path.split('.').pop()} ${value}`).join(', '),
          ...trimmed(drawnFigures(point)),
          text: meanText(sweep.metric, point),
          interval: rangeText(sweep.metric, point.lower, point.upper),
          point: label,
        },
      ];
    })
    .sort((a, b) => a.x - b.x);
}

function trimmed({ mean, lower, upper }: ReturnType<typeof drawnFigures>) {
  return { mean: trim(mean), lower: trim(lower), upper: trim(upper) };
}

/** What is drawn of points that are open. */
function openText({ points }: MetricSweep): string {
  const open = points.filter((point) => point !== null && point.open > 0).length;
  return open === 0
    ? ''
    : ` At ${open} of ${points.length} points tasks had not ended: the dot is the least that the mean can be.`;
}

/** Where means differ by orders of magnitude a logarithmic axis shows all of them; intervals are cut below the least mean. */
function yChannel(metric: string, rows: readonly Row[], high: number): ChartSpec {
  const least = Math.min(...rows.map(({ mean }) => mean));
  const most = Math.max(...rows.map(({ mean }) => mean));
  if (least <= 0 || most < ORDERS * least) {
    const zero = Math.min(...rows.map(({ lower }) => lower)) >= 0;
    return { scale: { zero, nice: true }, axis: metricAxis(metric, high) };
  }
  const smallest = least / 2;
  const powers = Array.from({ length: 37 }, (_, exponent) => Number(`1e${exponent - 18}`));
  const ticks = metricUnit(metric) === 'duration' ? DURATIONS : powers;
  const text = (value: number) => formatMetric(metric, value);
  const { scale, axis } = logarithmicAxis(metric, ticks, text, smallest, high);
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
