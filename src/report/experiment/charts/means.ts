/** The mean of a metric with its interval, one row an alternative, best first. */

import type { MetricComparison } from '../../../lab/experiment/compare-metric.ts';
import { stillOpen } from '../../../recording/still-open.ts';
import {
  type ChartOptions,
  type ChartSpec,
  colourBy,
  finishChart,
  type Json,
  trim,
} from '../../charts/theme.ts';
import { drawnFigures, meanText, rangeText } from '../figures.ts';
import { percent } from '../sentences.ts';
import {
  cutText,
  intervalLayers,
  MOST_ROWS,
  metricAxis,
  nameChannel,
  ROW_HEIGHT,
  rowsData,
  valueScale,
} from './parts.ts';

const KINDS = [
  { label: 'best, or not told apart from it', colour: 'blue' },
  { label: 'worse', colour: 'grey' },
] as const;

/** Where values are open, the dot is the least that the mean can be. */
export const OPEN_MARK = '≥';

export interface IntervalRow {
  readonly label: string;
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
  readonly text: string;
  readonly interval: string;
  /** Whether it may be the best. */
  readonly leads: boolean;
  /** Group letters, or nothing. */
  readonly mark: string;
}

export function meansChart(comparison: MetricComparison, options: ChartOptions): ChartSpec {
  const { metric, ranking, alternatives, leaders, confidence } = comparison;
  const figures = new Map(alternatives.map((each) => [each.label, each]));
  const rows = ranking.flatMap((label): IntervalRow[] => {
    const each = figures.get(label);
    if (each === undefined) return [];
    const text = meanText(metric, each);
    const mark = each.open > 0 ? `${each.letters} ${OPEN_MARK}`.trim() : each.letters;
    const leads = leaders.includes(label) && comparison.too_few === null;
    return [
      {
        label,
        ...drawnFigures(each),
        text,
        interval: rangeText(metric, each.lower, each.upper),
        leads,
        mark,
      },
    ];
  });
  const lettered = alternatives.some(({ letters }) => letters !== '');
  const open = alternatives.some((each) => each.open > 0);
  const statement = `Mean over replications with its ${percent(confidence)} interval.${
    lettered && rows.length > 1 ? ' Alternatives that share a letter cannot be told apart.' : ''
  }${open ? ` ${OPEN_MARK}: at least that, as ${stillOpen(metric)}.` : ''}`;
  return intervalChart(`${metric} by alternative`, statement, metric, rows, options);
}

/** Also for the points of a sweep that has no numbers to draw a curve over. */
export function intervalChart(
  title: string,
  statement: string,
  metric: string,
  rows: readonly IntervalRow[],
  options: ChartOptions,
): ChartSpec {
  const shown = rows.slice(0, MOST_ROWS);
  const names = shown.map(({ label }) => label);
  const low = Math.min(...shown.map(({ lower }) => lower));
  const high = Math.max(...shown.map(({ upper }) => upper));
  const values = shown.map((row) => ({
    label: row.label,
    mean: trim(row.mean),
    lower: trim(row.lower),
    upper: trim(row.upper),
    mark: row.mark,
    kind: KINDS[row.leads ? 0 : 1].label,
    text: row.text,
    interval: row.interval,
  }));
  const used = KINDS.filter(({ label }) => values.some(({ kind }) => kind === label));
  const y = nameChannel('label', names);
  const axis = {
    ...metricAxis(
      metric,
      high,
      rows.map(({ mean }) => mean),
    ),
    grid: true,
    tickCount: { expr: 'max(3, width / 90)' },
  };
  const x = { type: 'quantitative', scale: valueScale(low, high), axis };
  const colour = colourBy('kind', used, options.shades, 'stroke', used.length > 1 ? {} : { disable: true });
  const tooltip: Json = [
    { field: 'label', title: 'alternative' },
    { field: 'text', title: 'mean' },
    { field: 'interval' },
    ...(shown.some(({ mark }) => mark !== '') ? [{ field: 'mark', title: 'group' }] : []),
  ];
  const body: ChartSpec = {
    width: options.width,
    height: shown.length * ROW_HEIGHT,
    data: rowsData(values),
    layer: [
      ...intervalLayers(x, y, colour, 'mean', options.interactive ? tooltip : null),
      {
        mark: { type: 'text', style: 'label', align: 'left', baseline: 'middle', dx: 7 },
        encoding: { x: { ...x, field: 'upper' }, y, text: { field: 'mark' } },
      },
    ],
  };
  return finishChart(title, statement + cutText(rows.length, 'points'), options, body);
}
