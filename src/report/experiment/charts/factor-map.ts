/** A metric over two factors, for each combination of the others: one cell an alternative, the better its rank the stronger its shade. */
import { type ChartOptions, type ChartSpec, finishChart, type Json } from '../../charts/theme.ts';
import { type FactorCell, type FactorPanel, type FactorTable, factorLegend, markedText } from '../factors.ts';
import { list } from '../sentences.ts';
import { rowsData } from './parts.ts';

const CELL_HEIGHT = 34;
/** Cells beyond this many in a row have no room for their figures. */
const MOST_FIGURES = 14;
/** Panels drawn; of more the chart says so. */
const MOST_PANELS = 12;
/** Opacity of the best cell and of the worst: text is readable on both, on light and dark pages alike. */
const SHADES = [0.5, 0.03];
const FRAME = '#e69f00';

/** Title of the tables of one metric: "makespan by agents.count and scheduler". */
export function factorTitle({ metric, factors }: FactorTable): string {
  return `${metric} by ${list(
    factors.map(({ path }) => path),
    'and',
  )}`;
}

export function factorMap(table: FactorTable, options: ChartOptions): ChartSpec {
  const { across, panels } = table;
  const shown = panels.slice(0, MOST_PANELS);
  const views = shown.map((panel) => panelView(panel, table, options));
  const figures = across.values.length <= MOST_FIGURES ? '' : ' Figures are in the tables.';
  const cut =
    shown.length < panels.length ? ` The first ${shown.length} of ${panels.length} panels are shown.` : '';
  const legend = factorLegend(table).map((text) => ` ${text}.`);
  const statement = `The stronger the shade, the better the rank of the mean among all ${table.cells.length}.${legend.join('')}${figures}${cut}`;
  const body: ChartSpec = views.length === 1 ? views[0] : { vconcat: views };
  return finishChart(factorTitle(table), statement, options, body);
}

function panelView({ title, cells }: FactorPanel, table: FactorTable, options: ChartOptions): ChartSpec {
  const { across, down, metric } = table;
  const rows = cells.flat().flatMap((cell) => (cell === null ? [] : [cellRow(cell, table)]));
  const x = {
    field: 'a',
    type: 'ordinal',
    scale: { domain: across.values, paddingInner: 0.03 },
    axis: {
      title: across.path,
      orient: 'top',
      labelAngle: 0,
      ticks: false,
      domain: false,
      labelLimit: { expr: `width / ${across.values.length} - 4` },
      labelOverlap: false,
    },
  };
  const y = {
    field: 'b',
    type: 'ordinal',
    scale: { domain: down.values, paddingInner: 0.06 },
    axis: { title: down.path, labelLimit: { expr: 'narrow ? 110 : 200' } },
  };
  const tooltip = [
    { field: 'a', title: across.path },
    { field: 'b', title: down.path },
    { field: 'text', title: metric },
    { field: 'reach', title: '95 % interval' },
  ];
  const rank = { domain: [0, 1], range: SHADES };
  const layers: Json[] = [
    {
      mark: { type: 'rect', cornerRadius: 2, color: options.shades.blue },
      encoding: {
        ...{ x, y },
        opacity: { field: 'rank', type: 'quantitative', scale: rank, legend: null },
        ...(options.interactive ? { tooltip } : {}),
      },
    },
    {
      transform: [{ filter: 'datum.best' }],
      mark: { type: 'rect', filled: false, stroke: FRAME, strokeWidth: 2.5, cornerRadius: 2 },
      encoding: { x, y },
    },
    ...(across.values.length <= MOST_FIGURES ? figures(x, y, across.values.length) : []),
  ];
  return {
    ...(title === '' ? {} : { title: { text: title, fontSize: 12, offset: 4 } }),
    width: options.width,
    height: down.values.length * CELL_HEIGHT,
    data: rowsData(rows),
    layer: layers,
  };
}

function cellRow(cell: FactorCell, { across, down }: FactorTable) {
  const { values, rank, reach, best } = cell;
  return { a: values[across.path], b: values[down.path], rank, text: markedText(cell), reach, best };
}

/** The mean of each cell, and below it how far its interval reaches. */
function figures(x: ChartSpec, y: ChartSpec, columns: number): ChartSpec[] {
  const line = (field: 'text' | 'reach', style: string, dy: number): ChartSpec => ({
    mark: { type: 'text', style, baseline: 'middle', dy, limit: { expr: `width / ${columns} - 6` } },
    encoding: { x, y, text: { field } },
  });
  return [line('text', 'label', -6), line('reach', 'muted', 7)];
}
