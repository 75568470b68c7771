/**
 * Latency by percentile, on the axis that HdrHistogram made customary: each step to the right is one more nine, so that the
 * slowest tenth, hundredth and thousandth get as much room as the fastest nine tenths.
 */
import type { RunResult } from '../../lab/result.ts';
import { formatDuration, plural } from '../format.ts';
import {
  type ChartOptions,
  type ChartSpec,
  type Coloured,
  colourBy,
  finishChart,
  type Json,
  trim,
} from './theme.ts';

const SERIES = [
  { name: 'latency', label: 'total latency', colour: 'blue' },
  { name: 'wait', label: 'wait for an agent', colour: 'orange' },
  { name: 'service', label: 'service', colour: 'green' },
  { name: 'assignment', label: 'assignment', colour: 'purple' },
] as const;

/** Percentiles that may carry a label, with their place on the axis. */
const MARKS = [0, 50, 90, 99, 99.9, 99.99, 99.999, 99.9999];

/** Labels of a logarithmic axis, in seconds: powers of ten below a minute, then the units of the clock. */
export const DURATIONS = [
  1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 60, 600, 3_600, 36_000, 86_400, 864_000, 8_640_000,
];

/** A logarithmic axis from this ratio of largest to smallest on. */
const LOGARITHMIC_FROM = 30;

/** Values smaller than this share of the largest are drawn at it: a logarithm has no zero. */
const SMALLEST_SHARE = 1e-7;

/** The curve is drawn up to this percentile at least. */
const LEAST_SHOWN = 99;

interface Point {
  readonly p: number;
  readonly x: number;
  readonly y: number;
  readonly s: string;
  readonly text: string;
}

/** null when nothing was measured. */
export function latencyChart(result: RunResult, options: ChartOptions): ChartSpec | null {
  const points = curvePoints(result);
  const shown = SERIES.filter(({ label }) => points.some((point) => point.s === label));
  if (shown.length === 0) return null;
  const right = Math.max(1, ...points.map((point) => point.x));
  const largest = Math.max(...points.map((point) => point.y));
  const smallest = Math.max(largest * SMALLEST_SHARE, Math.min(...points.map((point) => point.y)));
  const logarithmic = smallest > 0 && largest / smallest > LOGARITHMIC_FROM;
  const values = points.map((point) => ({
    ...point,
    y: logarithmic ? Math.max(point.y, smallest) : point.y,
  }));
  const body: ChartSpec = {
    width: options.width,
    height: 280,
    data: { values: values as unknown as Json },
    layer: [
      {
        mark: { type: 'line', strokeJoin: 'round' },
        encoding: {
          x: {
            field: 'x',
            type: 'quantitative',
            scale: { domain: [0, right], nice: false },
            axis: percentileAxis(right),
          },
          y: { field: 'y', type: 'quantitative', ...durationScale(logarithmic, smallest, largest) },
          color: colourBy('s', shown, options.shades, 'stroke'),
          // The total often lies under one of its parts: a wider line shows at both sides.
          strokeWidth: {
            condition: { test: { field: 's', equal: SERIES[0].label }, value: 4.5 },
            value: 1.8,
          },
          order: { field: 'x', type: 'quantitative' },
        },
      },
      ...(options.interactive ? [pointLayer(shown, options)] : []),
    ],
  };
  return finishChart('Latency by percentile', statement(result), options, body);
}

/** Place of a percentile below 100 on the axis: the number of nines. */
export function nines(percentile: number): number {
  return Math.log10(100 / (100 - percentile));
}

/** Points of all series up to the percentile from which on every series stays at its largest value. */
function curvePoints(result: RunResult): Point[] {
  const { percentiles, series } = result.record.latency;
  const names = SERIES.filter(({ name }) => series[name]?.some((value) => Number.isFinite(value)));
  const ends = names.map(({ name }) => series[name].indexOf(series[name][percentiles.length - 1]));
  // A constant is a line as well.
  const last = Math.max(percentiles.indexOf(LEAST_SHOWN), ...ends);
  return names.flatMap(({ name, label }) =>
    percentiles.flatMap((p, place) => {
      const y = series[name][place];
      if (p >= 100 || place > last || !Number.isFinite(y)) return [];
      return [{ p, x: trim(nines(p)), y: trim(y), s: label, text: formatDuration(y) }];
    }),
  );
}

export function percentileAxis(right: number): ChartSpec {
  const marks = MARKS.filter((mark) => nines(mark) <= right + 1e-6);
  const labels = Object.fromEntries(marks.map((mark) => [nines(mark).toFixed(3), `${mark}`]));
  return {
    title: 'Percentile of tasks',
    values: marks.map(nines),
    labelExpr: `${JSON.stringify(labels)}[format(datum.value, '.3f')]`,
    grid: true,
    labelOverlap: 'greedy',
    labelSeparation: 6,
  };
}

export function durationScale(logarithmic: boolean, smallest: number, largest: number): ChartSpec {
  if (!logarithmic) {
    const unit =
      largest < 1e-3
        ? ['µs', 1e6]
        : largest < 1
          ? ['ms', 1e3]
          : largest < 120
            ? ['s', 1]
            : largest < 7_200
              ? ['min', 1 / 60]
              : ['h', 1 / 3_600];
    return {
      // An axis from 0 to 0 would have no place for its zero.
      scale: { zero: true, nice: true, ...(largest > 0 ? {} : { domain: [0, 1e-6] }) },
      axis: { title: `Time (${unit[0]})`, labelExpr: `format(datum.value * ${unit[1]}, ',.4~r')` },
    };
  }
  return logarithmicAxis('Time', DURATIONS, formatDuration, smallest, largest);
}

/** A scale over the given positive range with those of the ticks that lie in it, each with its text. */
export function logarithmicAxis(
  title: string,
  ticks: readonly number[],
  format: (value: number) => string,
  smallest: number,
  largest: number,
): ChartSpec {
  const values = ticks.filter((tick) => tick >= smallest * 0.999 && tick <= largest * 1.001);
  const labels = Object.fromEntries(values.map((tick) => [tick.toExponential(3), format(tick)]));
  return {
    scale: { type: 'log', domain: [smallest, largest], nice: false },
    axis: {
      title: `${title} (logarithmic)`,
      values,
      labelExpr: `${JSON.stringify(labels)}[replace(format(datum.value, '.3e'), '−', '-')]`,
    },
  };
}

function pointLayer(shown: readonly Coloured[], options: ChartOptions): ChartSpec {
  return {
    params: [
      {
        name: 'near',
        select: { type: 'point', on: 'pointerover', nearest: true, clear: 'pointerout', fields: ['x', 's'] },
      },
    ],
    mark: { type: 'point', filled: true, size: 70 },
    encoding: {
      x: { field: 'x', type: 'quantitative' },
      y: { field: 'y', type: 'quantitative' },
      color: colourBy('s', shown, options.shades, 'stroke'),
      opacity: { condition: { param: 'near', empty: false, value: 1 }, value: 0 },
      tooltip: [
        { field: 's', title: 'what' },
        { field: 'p', type: 'quantitative', title: 'percentile', format: '.6~r' },
        { field: 'text', title: 'at most' },
      ],
    },
  };
}

function statement(result: RunResult): string {
  const { percentiles, series, open } = result.record.latency;
  const name = ['latency', 'service', 'wait', 'assignment'].find((key) =>
    series[key]?.some((value) => Number.isFinite(value)),
  );
  if (name === undefined) return '';
  const at = (percentile: number): number | undefined => series[name][percentiles.indexOf(percentile)];
  const all = open ? 'Of those that ended, half' : 'Half of all tasks';
  const parts = [[50, `${all} have`], [99, '99 %'], ...(open ? [] : [[99.9, '99.9 %']])].flatMap(
    ([percentile, words]) => {
      const value = at(percentile as number);
      return value === undefined || !Number.isFinite(value)
        ? []
        : [`${words} at most ${formatDuration(value)}`];
    },
  );
  if (parts.length === 0) return '';
  const kind = name === 'wait' ? 'wait' : name;
  const said = [parts[0].replace('have at most', `have a ${kind} of at most`), ...parts.slice(1)].join(', ');
  // A curve of those that ended is lower than that of all will be.
  return open ? `${said}. ${plural(open.tasks, 'task')} had not ended: not shown.` : `${said}.`;
}
