/** What a search has seen: means with intervals where it looked, the target, and the interval that it answers with. */
import type { FindPlan } from '../../../lab/experiment/plan.ts';
import type { FindResult, FoundPoint } from '../../../lab/experiment/result.ts';
import { type ChartOptions, type ChartSpec, finishChart, type Json, trim } from '../../charts/theme.ts';
import { drawnFigures, meanText, rangeText } from '../figures.ts';
import { placeText } from '../find-sentence.ts';
import { isOpenCrossing } from '../undecided-search.ts';
import { hollow, hollowWhereOpen, metricAxis, rowsData, valueAxis } from './parts.ts';

/** null when nothing was evaluated. */
export function findChart(result: FindResult, options: ChartOptions): ChartSpec | null {
  const { plan, points } = result;
  if (points.length === 0) return null;
  const { question, range } = plan;
  const { metric, path } = question;
  const rows = points.map((point) => pointRow(point, plan));
  const high = Math.max(...rows.map(({ upper }) => upper));
  const x = {
    field: 'x',
    type: 'quantitative',
    scale: { zero: false, nice: false, padding: 8 },
    axis: {
      ...valueAxis(path, range.unit, range.upper * range.factor),
      grid: true,
      tickCount: { expr: 'max(3, width / 90)' },
    },
  };
  const y = {
    type: 'quantitative',
    scale: { nice: true },
    axis: metricAxis(
      metric,
      high,
      rows.map(({ mean }) => mean),
    ),
  };
  const tooltip: Json = [
    { field: 'place', title: path },
    { field: 'text', title: metric },
    { field: 'interval', title: '95 % interval' },
    { field: 'runs' },
  ];
  const body: ChartSpec = {
    width: options.width,
    height: 300,
    data: rowsData(rows),
    layer: [
      ...answerLayers(result, x, options),
      ...targetLayers(result, y, options),
      ...pointLayers(x, y, options, tooltip),
    ],
  };
  const target = question.kind === 'crossing' ? ' The dashed line is the target.' : '';
  const open = rows.some((row) => row.open) ? hollow(metric) : '';
  const statement = `Means where the search has looked, with 95 % intervals${bandText(result)}.${target}${open}`;
  return finishChart(`${metric} by ${path}`, statement, options, body);
}

/** What the band shows. Where neither end of it was shown to be beyond the answer there is none: it would be the whole range. */
function bandText({ answer }: FindResult): string {
  if (answer === null || !hasBand(answer)) return '';
  const isOpen = answer.kind === 'crossing' && isOpenCrossing(answer.result);
  return isOpen ? '; the band is where the answer may lie' : '; the band is where the answer lies';
}

function hasBand({ kind, result }: NonNullable<FindResult['answer']>): boolean {
  if (!Number.isFinite(result.lower) || !Number.isFinite(result.upper)) return false;
  return kind === 'optimum' || result.lower_confirmed || result.upper_confirmed;
}

/** Means with their intervals, joined by a thin line. */
function pointLayers(x: ChartSpec, y: ChartSpec, options: ChartOptions, tooltip: Json): Json[] {
  return [
    {
      mark: { type: 'line', strokeWidth: 1.2, opacity: 0.5, color: options.shades.blue },
      encoding: { x, y: { ...y, field: 'mean' } },
    },
    {
      mark: {
        type: 'rule',
        strokeWidth: 2.2,
        strokeCap: 'round',
        opacity: 0.6,
        color: options.shades.blue,
      },
      encoding: { x, y: { ...y, field: 'lower' }, y2: { field: 'upper' } },
    },
    {
      mark: { type: 'point', size: 50, opacity: 1, stroke: options.shades.blue, strokeWidth: 1.6 },
      encoding: {
        x,
        y: { ...y, field: 'mean' },
        fill: hollowWhereOpen(options),
        ...(options.interactive ? { tooltip } : {}),
      },
    },
  ];
}

function pointRow(point: FoundPoint, plan: FindPlan) {
  const { metric } = plan.question;
  const drawn = drawnFigures(point);
  return {
    x: trim(point.x * plan.range.factor),
    mean: trim(drawn.mean),
    open: point.mean === null,
    lower: trim(drawn.lower),
    upper: trim(drawn.upper),
    place: placeText(point.x, plan),
    text: meanText(metric, point),
    interval: rangeText(metric, point.lower, point.upper),
    runs: point.replications,
  };
}

function answerLayers({ answer, plan }: FindResult, x: ChartSpec, options: ChartOptions): Json[] {
  if (answer === null || !hasBand(answer)) return [];
  const { lower, upper } = answer.result;
  const { factor } = plan.range;
  const values = [{ x: trim(lower * factor), end: trim(upper * factor) }];
  const mark: ChartSpec =
    lower === upper
      ? { type: 'rule', color: options.shades.edge, strokeWidth: 2 }
      : { type: 'rect', style: 'fault', opacity: 0.25 };
  return [{ data: { values }, mark, encoding: { x, ...(lower === upper ? {} : { x2: { field: 'end' } }) } }];
}

function targetLayers({ plan }: FindResult, y: ChartSpec, options: ChartOptions): Json[] {
  const { question } = plan;
  if (question.kind !== 'crossing') return [];
  return [
    {
      data: { values: [{ target: question.target }] },
      mark: { type: 'rule', color: options.shades.rule, strokeDash: [4, 3] },
      encoding: { y: { ...y, field: 'target' } },
    },
  ];
}
