/** The layers of one panel of a time chart, from back to front: fault bands, stacked areas, lines, edges, the pointer's column. */
import { type Frame, hoverName, type Panel, type PanelSeries } from './panel.ts';
import type { TimeUnit } from './series.ts';
import { type ChartSpec, colourBy, type Json } from './theme.ts';

const SOLID = [1, 0];
const DASH = [4, 3];

export function bandLayer(x: ChartSpec): ChartSpec {
  return {
    data: { name: 'faults' },
    mark: { type: 'rect', style: 'fault', opacity: 0.13, clip: true },
    encoding: { x: { ...x, field: 'start' }, x2: { field: 'end' } },
  };
}

export function edgeLayer(x: ChartSpec, field: 'start' | 'end'): ChartSpec {
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

export function stackLayer(panel: Panel, x: ChartSpec, y: ChartSpec, frame: Frame): ChartSpec {
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

export function lineLayer(panel: Panel, x: ChartSpec, y: ChartSpec, frame: Frame): ChartSpec {
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
  return {
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
}

/** Invisible columns, one an interval, that light up and show its figures. */
export function hoverLayer(panel: Panel, index: number, x: ChartSpec, unit: TimeUnit): ChartSpec {
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
