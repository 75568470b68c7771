/** What the charts of experiments have in common: axes in the unit of a metric, rows with names, colours of series. */
import { stillOpen } from '../../../recording/still-open.ts';
import {
  type ChartOptions,
  type ChartSpec,
  type ColourName,
  type Json,
  NAME_LABELS,
} from '../../charts/theme.ts';
import type { Unit } from '../../format.ts';
import { metricUnit } from '../../metrics.ts';

export const ROW_HEIGHT = 26;

/** Rows drawn; a longer list is cut, and the chart says so. */
export const MOST_ROWS = 30;

/** Series in one chart that can be told apart by colour. */
export const SERIES_COLOURS: readonly ColourName[] = [
  'blue',
  'orange',
  'green',
  'vermillion',
  'purple',
  'text',
  'grey',
];

const DURATION_UNITS: readonly (readonly [string, number, number])[] = [
  ['µs', 1e-6, 1e-3],
  ['ms', 1e-3, 1],
  ['s', 1, 120],
  ['min', 60, 7_200],
  ['h', 3_600, 172_800],
  ['d', 86_400, Number.POSITIVE_INFINITY],
];

type ValueAxis = {
  readonly title: string;
  readonly labelExpr: string;
  /** Ticks, where those that would be chosen are not round in the axis's unit; those outside the scale are not drawn. */
  readonly values?: readonly number[];
};

/** Steps in minutes, hours and days that a reader can count in. */
const ROUND_STEPS = [0.25, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 500, 1000] as const;
const MOST_TICKS = 10;

/** Round numbers of a unit of so many seconds from 0 to a little more than the largest value. */
function ticksIn(seconds: number, largest: number): number[] {
  const most = (1.2 * largest) / seconds;
  const step =
    ROUND_STEPS.find((each) => most / each <= MOST_TICKS) ?? 10 ** Math.ceil(Math.log10(most / 10));
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step * seconds);
}

/**
 * Title and labels of an axis of values up to `largest`.
 * @param typical what the unit of durations is chosen by: the same in all charts of a metric, whatever their ranges
 */
export function valueAxis(name: string, unit: Unit, largest: number, typical = largest): ValueAxis {
  switch (unit) {
    case 'duration': {
      const [symbol, seconds] =
        DURATION_UNITS.find(([, , limit]) => typical < limit) ?? DURATION_UNITS[DURATION_UNITS.length - 1];
      const axis = { title: `${name} (${symbol})`, labelExpr: `format(datum.value / ${seconds}, ',.4~r')` };
      return seconds < 60 ? axis : { ...axis, values: ticksIn(seconds, largest) };
    }
    case 'ratio':
      return { title: `${name} (%)`, labelExpr: `format(datum.value * 100, ',.4~r')` };
    case 'rate':
      return { title: `${name} (per second)`, labelExpr: `format(datum.value, ',.4~r')` };
    case 'size':
      return { title: `${name} (bytes)`, labelExpr: `format(datum.value, '.3~s')` };
    case 'number':
      return { title: name, labelExpr: `format(datum.value, ',.4~r')` };
  }
}

/** The same for a metric. @param means of all alternatives, in base units */
export function metricAxis(metric: string, largest: number, means: readonly number[]) {
  return valueAxis(metric, metricUnit(metric), largest, Math.max(...means));
}

/** The horizontal value channel. Starts at zero where that does not squeeze the differences. */
export function valueScale(lower: number, upper: number): ChartSpec {
  const zero = lower >= 0 && lower < 0.5 * upper;
  return { zero, nice: true };
}

/** What a reader is told where dots are hollow. */
export const hollow = (metric: string) => ` Hollow: at least that, as ${stillOpen(metric)}.`;

/** The fill of dots, of which those of rows with `open` have none. */
export function hollowWhereOpen({ shades }: ChartOptions): ChartSpec {
  return { condition: { test: 'datum.open', value: 'transparent' }, value: shades.blue };
}

/** The vertical channel that names alternatives, in this order from the top. */
export function nameChannel(field: string, names: readonly string[], axis: ChartSpec = {}): ChartSpec {
  return {
    field,
    type: 'nominal',
    scale: { domain: names },
    axis: { title: null, ...NAME_LABELS, labelPadding: 8, ...axis },
  };
}

export function rowsData(rows: readonly object[]): ChartSpec {
  return { values: rows as unknown as Json };
}

/** "task.latency.p99" as a part of a file name and of an identifier. */
export function chartName(kind: string, metric: string): string {
  return `${kind}-${metric.replace(/[^A-Za-z0-9_]+/g, '-')}`;
}

/** Text at the end of a list that is cut. */
export function cutText(all: number, what: string): string {
  return all > MOST_ROWS ? ` The first ${MOST_ROWS} of ${all} ${what} are shown.` : '';
}

/** Rows of a name, an interval and a point on it: the common core of charts of intervals. */
export function intervalLayers(
  x: ChartSpec,
  y: ChartSpec,
  colour: ChartSpec,
  point: string,
  tooltip: Json | null,
): Json[] {
  return [
    {
      mark: { type: 'rule', strokeWidth: 3, strokeCap: 'round', opacity: 0.55 },
      encoding: { x: { ...x, field: 'lower' }, x2: { field: 'upper' }, y, color: colour },
    },
    {
      mark: { type: 'point', filled: true, size: 70, opacity: 1 },
      encoding: { x: { ...x, field: point }, y, color: colour, ...(tooltip === null ? {} : { tooltip }) },
    },
  ];
}

/** In order of a ranking of labels; what is not in it comes last, in the order given. */
export function bestFirst<One extends { readonly label: string }>(
  list: readonly One[],
  ranking: readonly string[] = [],
): One[] {
  const places = new Map(ranking.map((label, place) => [label, place]));
  const place = ({ label }: One): number => places.get(label) ?? ranking.length;
  return [...list].sort((a, b) => place(a) - place(b));
}
