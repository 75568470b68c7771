/** What each thing varied does on its own: small multiples, a panel for each, over one axis of the metric. */
import {
  type ChartOptions,
  type ChartSpec,
  type Coloured,
  colourBy,
  finishChart,
  type Json,
  trim,
} from '../../charts/theme.ts';
import { formatMetric } from '../../metrics.ts';
import { type Factor, type FactorTable, markedText } from '../factors.ts';
import { metricAxis, nameChannel, rowsData, valueScale } from './parts.ts';

const ROW_HEIGHT = 22;
/** Values of one thing that are drawn; of more the chart says so. */
const MOST_VALUES = 30;

const LEADS: Coloured = { label: 'best, or not told apart from it', colour: 'blue' };
const OTHERS: Coloured = { label: 'other alternatives', colour: 'grey' };

export function effectsChart(table: FactorTable, options: ChartOptions): ChartSpec {
  const { metric, factors, cells } = table;
  const means = cells.map(({ mean }) => mean);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const axis = { ...metricAxis(metric, high, means), grid: true, tickCount: { expr: 'max(3, width / 90)' } };
  const scale = valueScale(low, high);
  const views = factors.map((factor, place) =>
    panelView(factor, table, {
      x: {
        type: 'quantitative',
        scale,
        axis: place === factors.length - 1 ? axis : { ...axis, title: null, labels: false, ticks: false },
      },
      options,
    }),
  );
  const cut = factors.filter(({ values }) => values.length > MOST_VALUES).map(({ path }) => path);
  const left = cut.length === 0 ? '' : ` The first ${MOST_VALUES} values of ${cut.join(', ')} are shown.`;
  const statement = `Each dot is an alternative; the line is the mean over all alternatives with that value.${left}`;
  const body: ChartSpec = {
    vconcat: views,
    resolve: { scale: { x: 'shared', y: 'independent', color: 'shared' } },
  };
  return finishChart(`${metric} by each thing varied`, statement, options, body);
}

interface Frame {
  readonly x: ChartSpec;
  readonly options: ChartOptions;
}

function panelView(factor: Factor, table: FactorTable, { x, options }: Frame): ChartSpec {
  const { metric } = table;
  const values = factor.values.slice(0, MOST_VALUES);
  const cells = table.cells.filter((cell) => values.includes(cell.values[factor.path]));
  const used = [LEADS, OTHERS].filter(({ label }) =>
    table.cells.some(({ leads }) => (leads ? LEADS : OTHERS).label === label),
  );
  // The few that lead are drawn over the others.
  const dots = cells.toReversed().map((cell) => ({
    value: cell.values[factor.path],
    mean: trim(cell.mean),
    kind: (cell.leads ? LEADS : OTHERS).label,
    label: cell.label,
    text: `${markedText(cell)} ${cell.reach}`.trim(),
  }));
  const lines = values.flatMap((value): Json[] => {
    const own = cells.filter((cell) => cell.values[factor.path] === value);
    const mean = own.reduce((sum, cell) => sum + cell.mean, 0) / own.length;
    return own.length === 0 ? [] : [{ value, mean: trim(mean), text: formatMetric(metric, mean) }];
  });
  const y = nameChannel('value', values);
  const tooltip = (first: string): Json => [{ field: first }, { field: 'text', title: metric }];
  return {
    // From the names of the values on: a long path is wider than a narrow plot.
    title: { text: factor.path, fontSize: 12, offset: 4, frame: 'bounds' },
    width: options.width,
    height: values.length * ROW_HEIGHT,
    layer: [
      {
        data: rowsData(dots),
        mark: { type: 'point', filled: true, size: 34, opacity: 0.55 },
        encoding: {
          ...{ x: { ...x, field: 'mean' }, y },
          color: colourBy('kind', used, options.shades, 'square', used.length > 1 ? {} : { disable: true }),
          ...(options.interactive ? { tooltip: tooltip('label') } : {}),
        },
      },
      {
        data: { values: lines },
        mark: { type: 'tick', thickness: 2.5, size: ROW_HEIGHT - 6, color: options.shades.text },
        encoding: {
          ...{ x: { ...x, field: 'mean' }, y },
          ...(options.interactive ? { tooltip: tooltip('value') } : {}),
        },
      },
    ],
  };
}
