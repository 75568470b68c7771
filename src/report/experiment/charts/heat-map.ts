/** A metric over two axes: one cell a combination, the better the darker. */

import type { SweepResult } from '../../../lab/experiment/result.ts';
import type { MetricSweep } from '../../../lab/experiment/sweep-metric.ts';
import { type ChartOptions, type ChartSpec, finishChart, trim } from '../../charts/theme.ts';
import { formatMetric } from '../../metrics.ts';
import { drawnFigures, meanText } from '../figures.ts';
import { rowsData } from './parts.ts';

const CELL_HEIGHT = 34;
/** Cells beyond this many in a row have no room for their figures. */
const MOST_FIGURES = 14;

/** From good to bad: dark blue to pale yellow; readable without colour vision, on light and dark pages alike. */
const RANGE = ['#08306b', '#1d6fb8', '#5ba3cf', '#a8cfe3', '#e3ecd2', '#fff3b0'];

/** null unless exactly two things are varied, each with several values. */
export function heatMap(result: SweepResult, sweep: MetricSweep, options: ChartOptions): ChartSpec | null {
  const { axes } = result.plan;
  const [across, down] = axes;
  if (axes.length !== 2 || axes.some(({ values }) => values.length < 2)) return null;
  const cells = cellsOf(result, sweep, across.path, down.path);
  if (cells.length === 0) return null;
  const low = Math.min(...cells.map(({ v }) => v));
  const high = Math.max(...cells.map(({ v }) => v));
  const lowerIsBetter = sweep.better === 'lower';
  const x = {
    field: 'a',
    type: 'ordinal',
    scale: { domain: across.values, paddingInner: 0.03 },
    axis: { title: across.path, labelAngle: 0, ticks: false, domain: false, labelOverlap: 'greedy' },
  };
  const y = {
    field: 'b',
    type: 'ordinal',
    scale: { domain: [...down.values].reverse(), paddingInner: 0.06 },
    axis: { title: down.path, labelLimit: 160 },
  };
  const colour = {
    field: 'v',
    type: 'quantitative',
    scale: {
      domain: high > low ? [low, high] : [low, low + 1],
      range: lowerIsBetter ? RANGE : [...RANGE].reverse(),
    },
    legend: null,
  };
  const tooltip = [
    { field: 'a', title: across.path },
    { field: 'b', title: down.path },
    { field: 'text', title: sweep.metric },
  ];
  const body: ChartSpec = {
    width: options.width,
    height: down.values.length * CELL_HEIGHT,
    data: rowsData(cells),
    layer: [
      {
        mark: { type: 'rect', cornerRadius: 2 },
        encoding: { x, y, color: colour, ...(options.interactive ? { tooltip } : {}) },
      },
      {
        transform: [{ filter: 'datum.best' }],
        mark: { type: 'rect', filled: false, stroke: '#e69f00', strokeWidth: 3, cornerRadius: 2 },
        encoding: { x, y },
      },
      ...(across.values.length <= MOST_FIGURES ? [figuresLayer(x, y, lowerIsBetter, low, high)] : []),
    ],
  };
  const statement = `Darker is better; the best mean, ${formatMetric(sweep.metric, lowerIsBetter ? low : high)}, is framed.`;
  return finishChart(`${sweep.metric} over ${across.path} and ${down.path}`, statement, options, body);
}

function cellsOf({ plan }: SweepResult, sweep: MetricSweep, across: string, down: string) {
  return plan.alternatives.flatMap(({ label, values }, index) => {
    const point = sweep.points[index];
    if (point === null) return [];
    return [
      {
        a: values[across],
        b: values[down],
        v: trim(drawnFigures(point).mean),
        text:
          point.open > 0
            ? `≥ ${formatMetric(sweep.metric, drawnFigures(point).mean)}`
            : meanText(sweep.metric, point),
        best: label === sweep.best && sweep.too_few === null,
      },
    ];
  });
}

/** White on dark cells, dark on pale ones. */
function figuresLayer(
  x: ChartSpec,
  y: ChartSpec,
  lowerIsBetter: boolean,
  low: number,
  high: number,
): ChartSpec {
  const share = high > low ? `(datum.v - ${low}) / ${high - low}` : '0';
  const badness = lowerIsBetter ? share : `1 - ${share}`;
  return {
    mark: { type: 'text', fontSize: 10.5, baseline: 'middle' },
    encoding: {
      x,
      y,
      text: { field: 'text' },
      color: { condition: { test: `${badness} < 0.4`, value: '#ffffff' }, value: '#1b1f24' },
    },
  };
}
