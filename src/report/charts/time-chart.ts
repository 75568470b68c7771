/** The common shape of all charts over virtual time: panels that share one time axis, under a strip that names the faults. */
import type { RunResult } from '../../lab/result.ts';
import { faultRows } from './faults.ts';
import { bandLayer, edgeLayer, hoverLayer, lineLayer, stackLayer } from './layers.ts';
import { type Frame, highest, hoverName, type Panel, panelData, timeAxis } from './panel.ts';
import { runLength, timeUnit } from './series.ts';
import { type ChartOptions, type ChartSpec, finishChart, type Json, trim } from './theme.ts';

const LANE_HEIGHT = 16;

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
                  { field: 'name', title: 'what' },
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
    axis: { title: panel.axis, format: ',.6~r', tickCount: Math.max(2, Math.round(panel.height / 45)) },
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
