/** The chart of a condition: what it reads, with its limits drawn. */
import type { OverRuns } from '../../lab/experiment/over-runs.ts';
import type { RunRow } from '../../lab/experiment/types.ts';
import type { ConditionOutcome } from '../../lab/testing/judge.ts';
import type { LevelHistory } from '../../lab/testing/levels.ts';
import { figureIn, isBounds } from '../../recording/bounds.ts';
import { type FigureExpectation, isFigureExpectation, type Limit } from '../../scenario/scenario.ts';
import { timeUnit } from '../charts/series.ts';
import { type ChartOptions, type ChartSpec, finishChart, type Json, trim } from '../charts/theme.ts';
import { metricAxis, rowsData, valueScale } from '../experiment/charts/parts.ts';
import { formatMetric } from '../metrics.ts';
import { numbersText } from './outcome.ts';

const HEIGHT = 260;
const MOST_RUNS = 5_000;
const LIMIT_COLOUR = '#D55E00';

/** A horizontal line at a value. */
interface Line {
  readonly value: number;
  readonly label: string;
}

/** @param file of the scenario @param history where the condition reads a level; null where it does not. null: nothing to draw */
export function conditionChart(
  outcome: ConditionOutcome,
  rows: readonly RunRow[],
  { file, history }: { readonly file: string; readonly history: LevelHistory | null },
  options: ChartOptions,
): ChartSpec | null {
  const { expectation, over, replication } = outcome;
  if (!isFigureExpectation(expectation)) return null;
  const limits = limitsOf(expectation);
  const used = rows.slice(0, Math.max(outcome.runs, 1));
  const isMany = used.length > 1;
  // A limit that is another one in each run has a mark there, and no line.
  const lines = limits
    .filter(({ times }) => times === undefined || !isMany || history !== null)
    .flatMap((limit) => lineOf(limit, expectation, rows[replication]));
  const text = `${file}: ${numbersText(outcome)}`;
  if (history !== null)
    return finishChart(
      expectation.text,
      `${text}. Area: least to largest value; line: mean`,
      options,
      levelBody(expectation, history, lines, options),
    );
  const marks = limits.filter(({ times }) => times !== undefined && isMany);
  const body = runsBody(expectation, used, { lines, marks, over }, options);
  return body === null ? null : finishChart(expectation.text, text, options, body);
}

function limitsOf({ operator, value, times, and }: FigureExpectation): Limit[] {
  return [
    { operator, value, ...(times === undefined ? {} : { times }) },
    ...(and === undefined ? [] : [and]),
  ];
}

/** None where the limit is a multiple of a metric that the run does not know exactly. */
function lineOf({ operator, value, times }: Limit, { metric }: FigureExpectation, row: RunRow): Line[] {
  const other = times === undefined ? 1 : row.metrics[times];
  if (typeof other !== 'number') return [];
  const limit = value * other;
  return [{ value: trim(limit), label: `${operator} ${formatMetric(metric, limit)}` }];
}

interface Drawn {
  readonly lines: readonly Line[];
  /** Limits that are multiples of another metric, to be drawn in each run. */
  readonly marks: readonly Limit[];
  readonly over: OverRuns | null;
}

/** One dot for each run, and a bar over what the end of a run left open; behind them what is known of the mean. */
function runsBody(
  { metric }: FigureExpectation,
  rows: readonly RunRow[],
  { lines, marks, over }: Drawn,
  { width, shades }: ChartOptions,
): ChartSpec | null {
  const shown = rows.slice(0, MOST_RUNS);
  const found = shown.flatMap((row, index) => {
    const figure = figureIn(row, metric);
    if (figure === null) return [];
    return isBounds(figure)
      ? [{ run: index + 1, lower: figure.lower, upper: figure.upper }]
      : [{ run: index + 1, lower: figure, upper: figure }];
  });
  if (found.length === 0) return null;
  const limits = shown.flatMap(({ metrics }, index) =>
    marks.flatMap(({ times, value }) => {
      const other = metrics[times ?? ''];
      return typeof other === 'number' ? [{ run: index + 1, value: trim(other * value) }] : [];
    }),
  );
  const values = [...lines, ...limits].map(({ value }) => value);
  const ends = [...found.flatMap(({ lower, upper }) => [lower, upper ?? lower]), ...values];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  // What has no upper bound is drawn to the top of the chart.
  const top = high > 0 ? high * 1.15 : 1;
  const data = found.map(({ run, lower, upper }) => ({ run, lower: trim(lower), upper: trim(upper ?? top) }));
  const isOne = rows.length === 1;
  const x = {
    field: 'run',
    type: 'quantitative',
    scale: { domain: [0.5, shown.length + 0.5], nice: false },
    axis: isOne ? null : { title: 'Run', tickMinStep: 1, format: 'd', grid: false },
  };
  // One value alone is read by its distance from 0.
  const scale = isOne && low >= 0 ? { zero: true, nice: true } : valueScale(low, high);
  const y = { type: 'quantitative', scale, axis: metricAxis(metric, high, ends) };
  return {
    width,
    height: HEIGHT,
    layer: [
      ...meanLayers(over, y, top, shades.idle),
      ...runLayers(data, limits, { x, y, size: rows.length > 100 ? 20 : 60, colour: shades.blue }),
      ...lineLayers(lines, y, shades.text),
    ],
  };
}

/** Bars and dots of the runs, and the limits that are others in each. */
function runLayers(
  data: readonly object[],
  limits: readonly object[],
  {
    x,
    y,
    size,
    colour,
  }: { readonly x: ChartSpec; readonly y: ChartSpec; readonly size: number; readonly colour: string },
): Json[] {
  const ticks: Json = {
    data: rowsData(limits),
    mark: { type: 'tick', thickness: 2, size: 18, color: LIMIT_COLOUR },
    encoding: { x, y: { ...y, field: 'value' } },
  };
  return [
    {
      data: rowsData(data),
      mark: { type: 'rule', strokeWidth: 4, opacity: 0.45, color: colour },
      encoding: { x, y: { ...y, field: 'lower' }, y2: { field: 'upper' } },
    },
    {
      data: rowsData(data),
      mark: { type: 'point', filled: true, size, opacity: 1, color: colour },
      encoding: { x, y: { ...y, field: 'lower' } },
    },
    ...(limits.length === 0 ? [] : [ticks]),
  ];
}

/** A band over the values that the mean may have. */
function meanLayers(over: OverRuns | null, y: ChartSpec, top: number, colour: string): Json[] {
  if (over === null || over.of !== 'mean' || !Number.isFinite(over.lower)) return [];
  const band = { lower: trim(over.lower), upper: trim(Number.isFinite(over.upper) ? over.upper : top) };
  return [
    {
      data: rowsData([band]),
      mark: { type: 'rect', opacity: 0.5, color: colour },
      encoding: { y: { ...y, field: 'lower' }, y2: { field: 'upper' } },
    },
  ];
}

/** The range of the level in each part of the run, its mean, and the stretch of time that the condition reads. */
function levelBody(
  { metric, window }: FigureExpectation,
  { series, parts }: LevelHistory,
  lines: readonly Line[],
  { width, shades }: ChartOptions,
): ChartSpec {
  const end = parts[parts.length - 1].to;
  const unit = timeUnit(end);
  const data = parts.flatMap(({ from, to, min, mean, max }, place) => {
    const row = (at: number) => ({ t: trim(at / unit.seconds), min, mean: trim(mean), max });
    return place === parts.length - 1 ? [row(from), row(to)] : [row(from)];
  });
  const high = Math.max(...parts.map(({ max }) => max), ...lines.map(({ value }) => value));
  const x = {
    field: 't',
    type: 'quantitative',
    scale: { domain: [0, trim(end / unit.seconds)], nice: false, zero: false },
    axis: { title: `Time since start (${unit.name})`, format: ',.6~r', grid: false },
  };
  const y = {
    type: 'quantitative',
    scale: { domain: [0, high > 0 ? high * 1.08 : 1] },
    axis: { ...metricAxis(metric, high, [high]), title: series },
  };
  const band = window
    ? [{ from: trim(window.from / unit.seconds), to: trim(Math.min(window.to, end) / unit.seconds) }]
    : [];
  return {
    width,
    height: HEIGHT,
    layer: [
      {
        data: rowsData(band),
        mark: { type: 'rect', opacity: 0.5, color: shades.grid, clip: true },
        encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' } },
      },
      {
        data: rowsData(data),
        mark: { type: 'area', interpolate: 'step-after', opacity: 0.35, color: shades.blue },
        encoding: { x, y: { ...y, field: 'min' }, y2: { field: 'max' } },
      },
      {
        data: rowsData(data),
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.5, color: shades.blue },
        encoding: { x, y: { ...y, field: 'mean' } },
      },
      ...lineLayers(lines, y, shades.text),
    ],
  };
}

function lineLayers(lines: readonly Line[], y: ChartSpec, colour: string): Json[] {
  if (lines.length === 0) return [];
  const data = rowsData(lines);
  return [
    {
      data,
      mark: { type: 'rule', strokeWidth: 2, strokeDash: [6, 3], color: LIMIT_COLOUR },
      encoding: { y: { ...y, field: 'value' } },
    },
    {
      data,
      mark: {
        type: 'text',
        style: 'label',
        align: 'right',
        baseline: 'bottom',
        dx: -4,
        dy: -3,
        color: colour,
      },
      encoding: { y: { ...y, field: 'value' }, x: { value: { expr: 'width' } }, text: { field: 'label' } },
    },
  ];
}
