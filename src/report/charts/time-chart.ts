/** The common shape of all charts over virtual time: panels that share one time axis, under a strip that names the faults. */
import type { RunResult } from '../../lab/result.ts';
import { type BandRow, faultRows } from './faults.ts';
import { runLength, type Series, type TimeUnit, timeUnit } from './series.ts';
import {
  type ChartOptions,
  type ChartSpec,
  type ColourName,
  colourBy,
  finishChart,
  type Json,
  trim,
} from './theme.ts';

/** One drawn column. */
export interface PanelSeries {
  /** Timeline column. */
  readonly column: string;
  readonly label: string;
  readonly colour: ColourName;
  /** Lines only: drawn dashed. */
  readonly dashed?: boolean;
  /** Lines only: not drawn along the axis while it stays zero. */
  readonly sparse?: boolean;
}

/** One panel of a time chart: a stack of areas, lines, or lines over a stack. */
export interface Panel {
  readonly series: Series;
  readonly axis: string;
  readonly height: number;
  /** Bottom first. */
  readonly stack: readonly PanelSeries[];
  readonly lines: readonly PanelSeries[];
  /** End of the vertical axis; chosen from the data when absent. */
  readonly top?: number;
  /** Multiplies every value, to turn a rate per second into one per minute. */
  readonly factor?: number;
}

const LANE_HEIGHT = 16;

const SOLID = [1, 0];
const DASH = [4, 3];

/** More edges than this would hide the data. */
const MOST_EDGES = 16;

/** Builds the specification of a time chart. */
export function timeChart(
  result: RunResult,
  title: string,
  subtitle: string,
  panels: readonly Panel[],
  options: ChartOptions,
): ChartSpec {
  const length = runLength(result);
  const unit = timeUnit(length);
  const rows = faultRows(result.record.faults, length);
  const frame: Frame = { length, unit, rows, options };
  const views: Json[] = panels.map((panel, index) =>
    panelView(panel, index, index === panels.length - 1, frame),
  );
  if (rows.length > 0) views.unshift(stripView(frame));
  const body: ChartSpec = {
    datasets: {
      faults: rows.map((row) => ({
        ...row,
        start: trim(row.start / unit.seconds),
        end: trim(row.end / unit.seconds),
      })),
      ...Object.fromEntries(panels.map((panel, index) => [`panel${index}`, panelData(panel, unit)])),
    },
    vconcat: views,
    resolve: { scale: { x: 'shared', color: 'independent', y: 'independent', strokeDash: 'independent' } },
  };
  return finishChart(title, subtitle, options, body, options.interactive ? interactions(panels.length) : []);
}

interface Frame {
  readonly length: number;
  readonly unit: TimeUnit;
  readonly rows: readonly BandRow[];
  readonly options: ChartOptions;
}

/** The layer of each panel that answers the pointer carries both: zoom, and lighting up the interval under the pointer. */
function interactions(panels: number): Json[] {
  const views = Array.from({ length: panels }, (_, index) => hoverName(index));
  const zoom: Json = {
    name: 'zoom',
    views,
    bind: 'scales',
    select: {
      type: 'interval',
      encodings: ['x'],
      zoom: 'wheel![event.ctrlKey || event.metaKey]',
      clear: 'dblclick',
    },
  };
  const lights = views.map((view, index) => ({
    name: `interval${index}`,
    views: [view],
    select: { type: 'point', on: 'pointerover', clear: 'pointerout', fields: ['t'] },
  }));
  return [zoom, ...lights];
}

function hoverName(panel: number): string {
  return `hover${panel}`;
}

function timeAxis(frame: Frame, labelled: boolean): ChartSpec {
  const end = trim(frame.length / frame.unit.seconds);
  const axis: ChartSpec = labelled
    ? {
        title: `Time since start (${frame.unit.name})`,
        format: ',.6~r',
        tickCount: { expr: 'max(3, width / 90)' },
      }
    : { title: null, labels: false, ticks: false, tickCount: { expr: 'max(3, width / 90)' } };
  return { type: 'quantitative', scale: { domain: [0, end], nice: false, zero: false }, axis };
}

/** Bars with the faults' names, above the first panel. */
function stripView(frame: Frame): ChartSpec {
  const lanes = Math.max(...frame.rows.map((row) => row.lane)) + 1;
  const x = { ...timeAxis(frame, false), axis: null };
  const y = { field: 'lane', type: 'ordinal', axis: null, scale: { paddingInner: 0.15, paddingOuter: 0 } };
  const text = (side: 'after' | 'before' | 'on'): ChartSpec => ({
    transform: [
      { filter: { field: 'side', equal: side } },
      { calculate: 'narrow ? datum.name : datum.label', as: 'shown' },
    ],
    mark: {
      type: 'text',
      style: 'label',
      align: side === 'before' ? 'right' : 'left',
      dx: side === 'before' ? -5 : 5,
      baseline: 'middle',
      limit: { expr: 'narrow ? 120 : 360' },
      clip: true,
    },
    encoding: { x: { ...x, field: side === 'after' ? 'end' : 'start' }, y, text: { field: 'shown' } },
  });
  return {
    name: 'strip',
    width: frame.options.width,
    height: lanes * LANE_HEIGHT,
    data: { name: 'faults' },
    layer: [
      {
        mark: { type: 'bar', style: 'fault', opacity: 0.55, clip: true, minBandSize: 2 },
        encoding: {
          x: { ...x, field: 'start' },
          x2: { field: 'end' },
          y,
          ...(frame.options.interactive
            ? {
                tooltip: [
                  { field: 'name', title: 'fault' },
                  { field: 'kind', title: 'kind' },
                  {
                    field: 'start',
                    title: `from (${frame.unit.name})`,
                    type: 'quantitative',
                    format: ',.4~r',
                  },
                  { field: 'end', title: `to (${frame.unit.name})`, type: 'quantitative', format: ',.4~r' },
                  { field: 'stretches', title: 'times', type: 'quantitative' },
                ],
              }
            : {}),
        },
      },
      text('after'),
      text('before'),
      text('on'),
    ],
  };
}

function panelView(panel: Panel, index: number, last: boolean, frame: Frame): ChartSpec {
  const x = timeAxis(frame, last);
  const y: ChartSpec = {
    type: 'quantitative',
    axis: { title: panel.axis, format: ',.6~r', tickCount: Math.max(3, Math.round(panel.height / 45)) },
    scale:
      panel.top === undefined
        ? { domain: [0, highest(panel) * 1.04], nice: true }
        : { domain: [0, panel.top] },
  };
  const layers: Json[] = [];
  // Areas up to the top hide the bands behind them.
  const edges = panel.top !== undefined && frame.rows.length <= MOST_EDGES / 2;
  if (frame.rows.length > 0) layers.push(bandLayer(x));
  if (panel.stack.length > 0) layers.push(stackLayer(panel, x, y, frame));
  if (panel.lines.length > 0) layers.push(lineLayer(panel, x, y, frame));
  if (frame.rows.length > 0 && edges) layers.push(edgeLayer(x, 'start'), edgeLayer(x, 'end'));
  if (frame.options.interactive) layers.push(hoverLayer(panel, index, x, frame.unit));
  return {
    name: `panel${index}`,
    width: frame.options.width,
    height: panel.height,
    data: { name: `panel${index}` },
    layer: layers,
    resolve: { scale: { color: 'independent' } },
  };
}

function bandLayer(x: ChartSpec): ChartSpec {
  return {
    data: { name: 'faults' },
    mark: { type: 'rect', style: 'fault', opacity: 0.13, clip: true },
    encoding: { x: { ...x, field: 'start' }, x2: { field: 'end' } },
  };
}

function edgeLayer(x: ChartSpec, field: 'start' | 'end'): ChartSpec {
  return {
    data: { name: 'faults' },
    mark: {
      type: 'rule',
      style: 'faultedge',
      strokeDash: [3, 3],
      strokeWidth: 0.8,
      opacity: 0.8,
      clip: true,
    },
    encoding: { x: { ...x, field } },
  };
}

/** Turns the columns v0, v1 ... from `offset` on into rows of a name and a value. */
function folded(series: readonly PanelSeries[], offset: number): Json[] {
  const keys = series.map((_, index) => `v${index + offset}`);
  const values = series.map((entry, rank) => ({ key: keys[rank], name: entry.label, rank }));
  return [
    { fold: keys, as: ['key', 'value'] },
    { lookup: 'key', from: { data: { values }, key: 'key', fields: ['name', 'rank'] } },
  ];
}

function stackLayer(panel: Panel, x: ChartSpec, y: ChartSpec, frame: Frame): ChartSpec {
  return {
    transform: folded(panel.stack, 0),
    mark: { type: 'area', interpolate: 'step-after', clip: true, opacity: 0.92, line: false },
    encoding: {
      x: { ...x, field: 't' },
      y: { ...y, field: 'value', stack: 'zero' },
      color: colourBy('name', panel.stack, frame.options.shades, 'square'),
      order: { field: 'rank', type: 'quantitative' },
    },
  };
}

function lineLayer(panel: Panel, x: ChartSpec, y: ChartSpec, frame: Frame): ChartSpec {
  const transform = folded(panel.lines, panel.stack.length);
  const mark = { type: 'line', interpolate: 'step-after', clip: true, strokeJoin: 'round' };
  const place = { x: { ...x, field: 't' }, y: { ...y, field: 'value' } };
  const dashes: Json = {
    field: 'name',
    type: 'nominal',
    legend: null,
    scale: {
      domain: panel.lines.map((entry) => entry.label),
      range: panel.lines.map((entry) => (entry.dashed === true ? DASH : SOLID)),
    },
  };
  const dashed = panel.lines.filter((entry) => entry.dashed === true).map((entry) => entry.label);
  const symbols = `indexof(${JSON.stringify(dashed)}, datum.label) < 0 ? ${JSON.stringify(SOLID)} : ${JSON.stringify(DASH)}`;
  const line: ChartSpec = {
    transform,
    mark: { ...mark, strokeWidth: 1.8 },
    encoding: {
      ...place,
      color: colourBy('name', panel.lines, frame.options.shades, 'stroke', {
        encode: { symbols: { update: { strokeDash: { signal: symbols } } } },
      }),
      ...(dashed.length > 0 ? { strokeDash: dashes } : {}),
    },
  };
  if (panel.stack.length === 0) return line;
  // A light edge keeps a line apart from the areas under it.
  const edge = {
    transform,
    mark: { ...mark, strokeWidth: 4, color: frame.options.shades.halo, opacity: 0.85 },
    encoding: { ...place, detail: { field: 'name' } },
  };
  return { layer: [edge, line] };
}

/** The highest line or the highest stack, whichever is higher. */
function highest(panel: Panel): number {
  const values = (entry: PanelSeries): readonly number[] => panel.series.columns[entry.column] ?? [];
  const sums = panel.series.start.map((_, place) =>
    panel.stack.reduce((sum, entry) => sum + (values(entry)[place] ?? 0), 0),
  );
  return Math.max(1e-9, ...sums, ...panel.lines.flatMap(values)) * (panel.factor ?? 1);
}

/** Invisible columns, one an interval, that light up and show its figures. */
function hoverLayer(panel: Panel, index: number, x: ChartSpec, unit: TimeUnit): ChartSpec {
  const shown = [...panel.stack, ...panel.lines];
  return {
    name: hoverName(index),
    transform: [{ filter: 'datum.u > datum.t' }],
    mark: { type: 'rect', style: 'fault', clip: true },
    encoding: {
      x: { ...x, field: 't' },
      x2: { field: 'u' },
      opacity: { condition: { param: `interval${index}`, empty: false, value: 0.25 }, value: 0 },
      tooltip: [
        { field: 't', type: 'quantitative', title: `from (${unit.name})`, format: ',.5~r' },
        ...shown.map((entry, place) => ({
          field: `v${place}`,
          type: 'quantitative',
          title: entry.label,
          format: ',.4~r',
        })),
      ],
    },
  };
}

/** One row an interval, from t to u, with v0, v1 ... for the series; a last row closes the steps. */
function panelData(panel: Panel, unit: TimeUnit): Json[] {
  const shown = [...panel.stack, ...panel.lines];
  const factor = panel.factor ?? 1;
  const value = (entry: PanelSeries, place: number): number | null => {
    const values = panel.series.columns[entry.column];
    const found = values?.[place] ?? 0;
    const hidden = entry.sparse === true && found === 0 && !values?.[place - 1] && !values?.[place + 1];
    return hidden ? null : trim(found * factor);
  };
  const row = (place: number, from: number, to: number): Json => ({
    t: trim(from / unit.seconds),
    u: trim(to / unit.seconds),
    ...Object.fromEntries(shown.map((entry, index) => [`v${index}`, value(entry, place)])),
  });
  const rows = panel.series.start.map((from, place) => row(place, from, panel.series.end[place]));
  const last = panel.series.start.length - 1;
  if (last >= 0) rows.push(row(last, panel.series.end[last], panel.series.end[last]));
  return rows;
}
