/** How much each figure varies from run to run: every run as a dot, relative to the mean, and the interval of the mean. */
import type { RepeatedFigure, RepeatedResult } from '../../../lab/experiment/repeated.ts';
import { type ChartOptions, type ChartSpec, finishChart, type Json, trim } from '../../charts/theme.ts';
import { plural } from '../../format.ts';
import { formatMetric } from '../../metrics.ts';
import { shownFigures } from '../repeated-text.ts';
import { cutText, intervalLayers, MOST_ROWS, nameChannel, ROW_HEIGHT, rowsData } from './parts.ts';

const MOST_DOTS = 6_000;

/** null where nothing varies, or values are open. */
export function variationChart(result: RepeatedResult, options: ChartOptions): ChartSpec | null {
  const figures = shownFigures(result).filter(varies);
  if (figures.length === 0) return null;
  const shown = figures.slice(0, MOST_ROWS);
  const dots = shown
    .flatMap(({ metric, mean, values }) =>
      values.flatMap((value, replication) =>
        typeof value === 'number'
          ? [
              {
                label: metric,
                value: trim(value / (mean ?? 1)),
                replication,
                text: formatMetric(metric, value),
              },
            ]
          : [],
      ),
    )
    .slice(0, MOST_DOTS);
  const means = shown.map(({ metric, mean, lower, upper }) => ({
    label: metric,
    mean: 1,
    lower: trim(lower / (mean ?? 1)),
    upper: trim(upper / (mean ?? 1)),
    text: formatMetric(metric, mean ?? 0),
  }));
  const axis = {
    title: 'Relative to the mean (%)',
    labelExpr: "format(datum.value * 100, ',.4~r')",
    grid: true,
    tickCount: { expr: 'max(3, width / 90)' },
  };
  const x = { type: 'quantitative', scale: { zero: false, nice: true }, axis };
  const y = nameChannel(
    'label',
    shown.map(({ metric }) => metric),
  );
  const tooltip: Json = [
    { field: 'label', title: 'metric' },
    { field: 'replication' },
    { field: 'text', title: 'value' },
  ];
  const colour = { value: options.shades.blue };
  const body: ChartSpec = {
    width: options.width,
    height: shown.length * ROW_HEIGHT,
    layer: [
      {
        data: rowsData(dots),
        mark: { type: 'point', filled: true, size: 22, opacity: 0.5, color: options.shades.edge },
        encoding: { x: { ...x, field: 'value' }, y, ...(options.interactive ? { tooltip } : {}) },
      },
      { data: rowsData(means), layer: intervalLayers(x, y, colour, 'mean', null) },
    ],
  };
  const statement = `Each dot is one of ${plural(result.runs.length, 'run')}${fewerText(shown)}; the bar is the 95 % interval of the mean.${cutText(figures.length, 'metrics')}`;
  return finishChart('How much each figure varies', statement, options, body);
}

/** Metrics that not all runs have measured, and how many have. */
function fewerText(figures: readonly RepeatedFigure[]): string {
  const fewer = figures
    .filter(({ unmeasured }) => unmeasured > 0)
    .map(({ metric, replications }) => `${metric} was measured in ${replications} of them`);
  return fewer.length === 0 ? '' : ` (${fewer.join(', ')})`;
}

function varies({ mean, sd }: RepeatedFigure): boolean {
  return mean !== null && mean > 0 && sd !== null && sd > 0;
}
