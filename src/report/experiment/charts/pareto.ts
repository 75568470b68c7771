/** Two metrics against each other: every point of a sweep, and the front of those that no other beats in both. */
import type { ParetoFront, ParetoPoint } from '../../../lab/experiment/pareto.ts';
import {
  type ChartOptions,
  type ChartSpec,
  colourBy,
  finishChart,
  type Json,
  trim,
} from '../../charts/theme.ts';
import { plural } from '../../format.ts';
import { formatMetric } from '../../metrics.ts';
import { shareText } from '../figures.ts';
import { metricAxis, rowsData, valueScale } from './parts.ts';

const KINDS = [
  { label: 'on the front', colour: 'blue' },
  { label: 'beaten', colour: 'grey' },
] as const;

/** Names beside points of the front, as long as there are no more than this. */
const MOST_NAMES = 12;

export function paretoChart(pareto: ParetoFront, options: ChartOptions): ChartSpec {
  const { x: horizontal, y: vertical, points, open } = pareto;
  const rows = points.map((point) => pointRow(point, horizontal.metric, vertical.metric));
  const front = rows.filter((row) => row.front).sort((a, b) => a.x - b.x);
  const channel = (field: 'x' | 'y', metric: string) => {
    const values = rows.map((row) => row[field]);
    const high = Math.max(...values);
    return {
      field,
      type: 'quantitative',
      scale: valueScale(Math.min(...values), high),
      axis: {
        ...metricAxis(metric, high, values),
        grid: true,
        ...(field === 'x' ? { tickCount: { expr: 'max(3, width / 90)' } } : {}),
      },
    };
  };
  const x = channel('x', horizontal.metric);
  const y = channel('y', vertical.metric);
  const used = KINDS.filter(({ label }) => rows.some(({ kind }) => kind === label));
  const colour = colourBy('kind', used, options.shades, 'square');
  const tooltip = [
    { field: 'label', title: 'point' },
    { field: 'first', title: horizontal.metric },
    { field: 'second', title: vertical.metric },
    { field: 'share', title: 'on the front in' },
  ];
  const body: ChartSpec = {
    width: options.width,
    height: 320,
    data: rowsData(rows),
    layer: [
      {
        data: rowsData(front),
        mark: {
          type: 'line',
          interpolate: stepOf(horizontal.better),
          color: options.shades.blue,
          opacity: 0.5,
        },
        encoding: { x, y, order: { field: 'x', type: 'quantitative' } },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 0.9 },
        encoding: { x, y, color: colour, ...(options.interactive ? { tooltip } : {}) },
      },
      ...(front.length <= MOST_NAMES ? [nameLayer(front, { x, y })] : []),
    ],
  };
  const left =
    open.length === 0 ? '' : ` Not shown: ${plural(open.length, 'point')} with figures that are not known.`;
  const statement = `${plural(front.length, 'point')} of ${points.length}: no other is better in both.${left}`;
  return finishChart(`${vertical.metric} against ${horizontal.metric}`, statement, options, body);
}

/** Names stand on the side of their point that has more room, and take no more than that. */
function nameLayer(front: readonly object[], place: { readonly x: Json; readonly y: Json }): ChartSpec {
  const onLeft = "scale('x', datum.x) > width / 2";
  return {
    data: rowsData(front),
    mark: {
      type: 'text',
      style: 'label',
      align: { expr: `${onLeft} ? 'right' : 'left'` },
      baseline: 'bottom',
      dx: { expr: `${onLeft} ? -6 : 6` },
      dy: -4,
      limit: { expr: 'min(280, width / 2)' },
    },
    encoding: { ...place, text: { condition: { test: 'narrow', field: 'short' }, field: 'label' } },
  };
}

function pointRow(point: ParetoPoint, horizontal: string, vertical: string) {
  return {
    x: trim(point.x),
    y: trim(point.y),
    label: point.label,
    short: point.label.replace(/(^| )[^ =]+=/g, (_, space) => (space === '' ? '' : ' · ')),
    kind: KINDS[point.front ? 0 : 1].label,
    front: point.front,
    first: formatMetric(horizontal, point.x),
    second: formatMetric(vertical, point.y),
    share: shareText(point.probability),
  };
}

/** What a point beats lies on its bad side: the front goes on level towards larger x where less is better, else before it. */
function stepOf(better: 'lower' | 'higher'): string {
  return better === 'lower' ? 'step-after' : 'step-before';
}
