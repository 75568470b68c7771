/** Every replication as a dot, with a line through the dots of one replication: how alike the alternatives move. */
import type { MetricComparison } from '../../../lab/experiment/compare-metric.ts';
import type { CompareResult } from '../../../lab/experiment/result.ts';
import { figureIn, isBounds } from '../../../recording/bounds.ts';
import { type ChartOptions, type ChartSpec, finishChart, type Json, trim } from '../../charts/theme.ts';
import { formatNumber } from '../../format.ts';
import { formatFigure } from '../../metrics.ts';
import { drawnFigures } from '../figures.ts';
import {
  cutText,
  hollow,
  hollowWhereOpen,
  MOST_ROWS,
  metricAxis,
  nameChannel,
  ROW_HEIGHT,
  rowsData,
  valueScale,
} from './parts.ts';

/** More lines than this are a grey area. */
const MOST_LINES = 60;
const MOST_DOTS = 6_000;

/** null when nothing was measured. */
export function replicationsChart(
  result: CompareResult,
  comparison: MetricComparison,
  options: ChartOptions,
): ChartSpec | null {
  const { metric, ranking } = comparison;
  const shown = ranking.slice(0, MOST_ROWS);
  const dots = dotsOf(result, metric, shown);
  if (dots.length === 0) return null;
  const low = Math.min(...dots.map(({ value }) => value));
  const means = comparison.alternatives.map((each) => drawnFigures(each).mean);
  const high = Math.max(...dots.map(({ value }) => value));
  const replications = new Set(dots.map(({ replication }) => replication)).size;
  const axis = { ...metricAxis(metric, high, means), grid: true, tickCount: { expr: 'max(3, width / 90)' } };
  const x = { field: 'value', type: 'quantitative', scale: valueScale(low, high), axis };
  const y = nameChannel('label', shown);
  const tooltip: Json = [
    { field: 'label', title: 'alternative' },
    { field: 'replication' },
    { field: 'text', title: metric },
  ];
  const lines: ChartSpec = {
    mark: { type: 'line', strokeWidth: 1, opacity: 0.45, color: options.shades.rule },
    encoding: { x, y, detail: { field: 'replication' }, order: { field: 'place', type: 'quantitative' } },
  };
  const body: ChartSpec = {
    width: options.width,
    height: shown.length * (ROW_HEIGHT + 8),
    data: rowsData(dots),
    layer: [
      ...(replications <= MOST_LINES && shown.length > 1 ? [lines] : []),
      {
        mark: { type: 'point', size: 34, opacity: 0.65, stroke: options.shades.blue, strokeWidth: 1.4 },
        encoding: {
          x,
          y,
          fill: hollowWhereOpen(options),
          ...(options.interactive ? { tooltip } : {}),
        },
      },
    ],
  };
  return finishChart(
    `${metric} in every replication`,
    statement(comparison) +
      (dots.some(({ open }) => open) ? hollow(metric) : '') +
      cutText(ranking.length, 'alternatives'),
    options,
    body,
  );
}

/** Of the alternatives shown, what is known of the metric in each run. */
function dotsOf(result: CompareResult, metric: string, shown: readonly string[]) {
  const labels = result.plan.alternatives.map(({ label }) => label);
  // Of every alternative as many.
  const most = Math.floor(MOST_DOTS / shown.length);
  return result.runs.flatMap((run) => {
    const label = labels[run.alternative];
    if (run.replication >= most || !shown.includes(label)) return [];
    const figure = figureIn(run.row, metric);
    if (figure === null) return [];
    const open = isBounds(figure);
    const value = open ? figure.lower : figure;
    return [
      {
        label,
        value: trim(value),
        replication: run.replication,
        place: shown.indexOf(label),
        open,
        text: formatFigure(metric, open ? null : figure, open ? figure : undefined),
      },
    ];
  });
}

function statement({ pairs }: MetricComparison): string {
  const gains = pairs.flatMap(({ pairing }) => (pairing ? [pairing.gain] : [])).sort((a, b) => a - b);
  if (gains.length === 0)
    return 'A line joins the runs of one replication, which meet the same arrivals and faults.';
  const middle = gains[Math.floor((gains.length - 1) / 2)];
  const saving =
    middle > 1.2
      ? `: comparing within them needs ${formatNumber(middle, 2)} times fewer replications than independent runs`
      : '';
  return `A line joins the runs of one replication, which meet the same arrivals and faults${saving}.`;
}
