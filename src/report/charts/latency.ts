/**
 * Latency by percentile, on the axis that HdrHistogram made customary: each step to the right is one more nine, so that the
 * slowest tenth, hundredth and thousandth get as much room as the fastest nine tenths.
 */
import type { RunResult } from '../../lab/result.ts';
import { formatDuration, formatRange, plural } from '../format.ts';
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

/** The curve is drawn up to this percentile at least, however few tasks there are. */
const LEAST_SHOWN = 99;

interface Point {
  readonly p: number;
  readonly x: number;
  /** Seconds; where tasks had not ended the least that it can be. */
  readonly y: number;
  /** The most that it can be; null where there is no limit, undefined where it is known. */
  readonly top?: number | null;
  readonly s: string;
  readonly text: string;
}

/** Room for what has no limit, above the largest value. */
const HEADROOM = { linear: 1.1, logarithmic: 2 };

/** null when nothing was measured. */
export function latencyChart(result: RunResult, options: ChartOptions): ChartSpec | null {
  const points = curvePoints(result);
  const shown = SERIES.filter(({ label }) => points.some((point) => point.s === label));
  if (shown.length === 0) return null;
  const right = Math.max(1, ...points.map((point) => point.x));
  const isOpen = points.some(({ top }) => top !== undefined);
  const highest = Math.max(...points.map((point) => Math.max(point.y, point.top ?? 0)));
  const positive = points.flatMap((point) => (point.y > 0 ? [point.y] : []));
  const smallest = Math.max(highest * SMALLEST_SHARE, Math.min(highest, ...positive));
  const logarithmic = smallest > 0 && highest / smallest > LOGARITHMIC_FROM;
  const room = isOpen ? HEADROOM[logarithmic ? 'logarithmic' : 'linear'] : 1;
  const largest = trim(highest * room);
  const least = logarithmic ? smallest : 0;
  const values = points.map(({ top, ...point }) => ({
    ...point,
    y: Math.max(point.y, least),
    ...(top === undefined ? {} : { top: Math.max(top ?? largest, least) }),
  }));
  const x: ChartSpec = {
    field: 'x',
    type: 'quantitative',
    scale: { domain: [0, right], nice: false },
    axis: percentileAxis(right),
  };
  const y: ChartSpec = {
    field: 'y',
    type: 'quantitative',
    ...durationScale(logarithmic, smallest, largest),
  };
  const color = colourBy('s', shown, options.shades, 'stroke');
  const body: ChartSpec = {
    width: options.width,
    height: 280,
    data: { values: values as unknown as Json },
    layer: [
      ...(isOpen ? [bandLayer(shown[0].label, { x, y, color })] : []),
      {
        mark: { type: 'line', strokeJoin: 'round' },
        encoding: {
          ...{ x, y, color },
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

/** Between the least and the most that a percentile of the first series can be once all tasks have ended: more bands hide each other. */
function bandLayer(first: string, encoding: ChartSpec): ChartSpec {
  return {
    transform: [{ filter: 'isValid(datum.top)' }, { filter: { field: 's', equal: first } }],
    mark: { type: 'area', opacity: 0.16, clip: true },
    encoding: { ...encoding, y2: { field: 'top' } },
  };
}

/** Place of a percentile below 100 on the axis: the number of nines. */
export function nines(percentile: number): number {
  return Math.log10(100 / (100 - percentile));
}

/**
 * Points of all series up to the percentile from which on every series stays at its largest value, and at least up to that above
 * which there is one task: constants are known as far as anything else.
 */
function curvePoints(result: RunResult): Point[] {
  const { percentiles, series: ended, open } = result.record.latency;
  const series: typeof ended = { ...ended, ...open?.lower };
  const names = SERIES.filter(({ name }) => series[name]?.some((value) => Number.isFinite(value)));
  const ends = names.map(({ name }) => series[name].indexOf(series[name][percentiles.length - 1]));
  const known = Math.max(LEAST_SHOWN, 100 - 100 / Math.max(1, tasksOf(result)));
  const last = Math.max(
    percentiles.findLastIndex((percentile) => percentile <= known),
    ...ends,
  );
  return names.flatMap(({ name, label }) =>
    percentiles.flatMap((p, place) => {
      const y = series[name][place];
      if (p >= 100 || place > last || !Number.isFinite(y)) return [];
      const upper = open?.lower[name] ? open.upper[name][place] : y;
      const range = { lower: y, upper };
      const isKnown = upper === y;
      return [
        {
          ...{ p, x: trim(nines(p)), y: trim(y), s: label },
          ...(open?.lower[name] ? { top: upper === null ? null : trim(upper) } : {}),
          text: isKnown ? formatDuration(y) : formatRange(range, 'duration'),
        },
      ];
    }),
  );
}

/** Tasks that the percentiles are of, those included that had not ended. */
function tasksOf({ summary: { metrics, bounds }, record }: RunResult): number {
  const completed = metrics['tasks.completed'] ?? bounds['tasks.completed']?.lower ?? 0;
  return completed + (record.latency.open?.tasks ?? 0);
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
    [series[key], open?.lower[key]].some((values) => values?.some((value) => Number.isFinite(value))),
  );
  if (name === undefined) return '';
  const lower = open?.lower[name] ?? series[name];
  const at = (percentile: number): string | null => {
    const place = percentiles.indexOf(percentile);
    const least = lower[place];
    if (least === undefined || !Number.isFinite(least)) return null;
    const upper = open?.lower[name] ? open.upper[name][place] : least;
    const known = upper === least ? formatDuration(least) : formatRange({ lower: least, upper }, 'duration');
    return Number.isFinite(upper) ? `at most ${known}` : known;
  };
  const shares = [
    [50, `Half of all tasks have a ${name} of`],
    [99, '99 %'],
    [99.9, '99.9 %'],
  ] as const;
  const parts = shares.flatMap(([percentile, words]) => {
    const value = at(percentile);
    return value === null ? [] : [`${words} ${value}`];
  });
  if (parts.length === 0) return '';
  const bands = open
    ? ` ${plural(open.tasks, 'task')} had not ended: lines are the least that percentiles come to; the band goes up to the most, and has no upper end where it reaches the top.`
    : '';
  return `${parts.join(', ')}.${bands}`;
}
