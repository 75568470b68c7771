/** Pictures of two runs side by side: what changed, and both over time with the moment at which they part. */
import type { DiffResult, DiffSide } from '../../lab/diff/result.ts';
import type { RunResult } from '../../lab/result.ts';
import { isUsed, seriesOf, type TimeUnit, timeUnit } from '../charts/series.ts';
import {
  type ChartOptions,
  type ChartSpec,
  colourBy,
  finishChart,
  type Json,
  trim,
} from '../charts/theme.ts';
import { nameChannel, ROW_HEIGHT } from '../experiment/charts/parts.ts';
import { formatDuration, plural } from '../format.ts';
import { formatFigure } from '../metrics.ts';
import { changeText } from './text.ts';

const MOST_BARS = 24;
const POINTS = 160;
const PANEL_HEIGHT = 110;
const MOST_PANELS = 4;

/** Columns of the timeline worth seeing side by side, the most telling first. */
const COLUMNS: readonly (readonly [string, string])[] = [
  ['tasks.completed', 'Completed per second'],
  ['tasks.waiting', 'At coordinators or on the way'],
  ['tasks.queued', 'Queued at agents'],
  ['agents.busy', 'Agents busy'],
  ['tasks.failed', 'Failed per second'],
  ['tasks.retried', 'Retried per second'],
];

const SIDES = [
  { label: 'A', colour: 'blue' },
  { label: 'B', colour: 'orange' },
] as const;

/** The charts that have something to show, by name. */
export function diffCharts(
  result: DiffResult,
  options: ChartOptions,
): { readonly name: string; readonly spec: ChartSpec }[] {
  return [
    { name: 'metrics', spec: metricsChart(result, options) },
    { name: 'over-time', spec: timelineChart(result, options) },
  ].flatMap(({ name, spec }) => (spec === null ? [] : [{ name, spec }]));
}

/** Relative changes from A to B as bars; null where no metric has one. */
function metricsChart(result: DiffResult, options: ChartOptions): ChartSpec | null {
  const finite = result.metrics.filter(({ relative }) => relative !== null);
  if (finite.length === 0) return null;
  const rows = finite.slice(0, MOST_BARS).map((difference) => ({
    metric: difference.metric,
    // A bar a thousand times as long as the others would hide them.
    change: trim(Math.max(-1, Math.min(10, difference.relative ?? 0))),
    text: changeText(difference),
    a: formatFigure(difference.metric, difference.a),
    b: formatFigure(difference.metric, difference.b),
  }));
  const x = {
    field: 'change',
    type: 'quantitative',
    // Room for the texts beside the longest bars.
    scale: { padding: 56, nice: false },
    axis: { title: 'Change from A to B (%)', labelExpr: "format(datum.value * 100, ',.4~r')", grid: true },
  };
  const y = nameChannel(
    'metric',
    rows.map(({ metric }) => metric),
  );
  const tooltip: Json = [{ field: 'metric' }, { field: 'a', title: 'A' }, { field: 'b', title: 'B' }];
  const beyond = rows.some(({ change }) => change === 10) ? ' Bars end at +1,000 %.' : '';
  const cut = finite.length > MOST_BARS ? ` The ${MOST_BARS} largest of ${finite.length} are shown.` : '';
  const label = (side: 'left' | 'right'): ChartSpec => ({
    transform: [{ filter: side === 'left' ? 'datum.change < 0' : 'datum.change >= 0' }],
    mark: {
      type: 'text',
      style: 'label',
      align: side === 'left' ? 'right' : 'left',
      dx: side === 'left' ? -4 : 4,
    },
    encoding: { x, y, text: { field: 'text' } },
  });
  const body: ChartSpec = {
    width: options.width,
    height: rows.length * ROW_HEIGHT,
    data: { values: rows },
    layer: [
      {
        mark: { type: 'bar', color: options.shades.blue, height: { band: 0.62 } },
        encoding: { x, y, ...(options.interactive ? { tooltip } : {}) },
      },
      label('left'),
      label('right'),
    ],
  };
  const statement = `One run each: one draw of the random numbers, not a ranking.${cut}${beyond}`;
  return finishChart(`${plural(result.metrics.length, 'metric')} differ`, statement, options, body);
}

/** Both runs over virtual time, with a line where their histories part; null where neither did anything. */
function timelineChart(result: DiffResult, options: ChartOptions): ChartSpec | null {
  const { a, b, history } = result;
  const columns = COLUMNS.filter(([name]) =>
    [a, b].some(({ timeline }) => timeline !== null && isUsed(timeline, name)),
  ).slice(0, MOST_PANELS);
  if (columns.length === 0) return null;
  const length = Math.max(a.summary.simulated, b.summary.simulated);
  const unit = timeUnit(length);
  const parted = history.kind === 'parted' ? partedAt(history.divergence) : null;
  const panels = columns.map(([name, title], index) => {
    const values = [...pointsOf(a, 'A', name, unit), ...pointsOf(b, 'B', name, unit)];
    return panel(title, values, { unit, length, parted, isLast: index === columns.length - 1, options });
  });
  const statement =
    parted === null
      ? 'A and B over virtual time.'
      : `The dashed line is where the histories part: ${formatDuration(parted)}.`;
  return finishChart('Both runs over time', statement, options, {
    vconcat: panels,
    resolve: { scale: { x: 'shared', color: 'shared' } },
  });
}

function partedAt({
  a,
  b,
}: {
  readonly a: readonly { time: number }[];
  readonly b: readonly { time: number }[];
}): number {
  return Math.min(...[a, b].flatMap((events) => (events.length > 0 ? [events[0].time] : [])));
}

function pointsOf({ summary, timeline }: DiffSide, side: string, column: string, unit: TimeUnit) {
  if (timeline === null) return [];
  const run = { summary, record: { timeline } } as unknown as RunResult;
  const series = seriesOf(run, [column], POINTS);
  const values = series.columns[column] ?? [];
  return values.map((value, place) => ({
    side,
    t: trim((series.start[place] + series.end[place]) / 2 / unit.seconds),
    value: trim(value),
  }));
}

interface PanelFrame {
  readonly unit: TimeUnit;
  readonly length: number;
  readonly parted: number | null;
  readonly isLast: boolean;
  readonly options: ChartOptions;
}

function panel(
  title: string,
  values: readonly { readonly side: string; readonly t: number; readonly value: number }[],
  { unit, length, parted, isLast, options }: PanelFrame,
): ChartSpec {
  const x = {
    type: 'quantitative',
    scale: { domain: [0, trim(length / unit.seconds)], nice: false },
    axis: { title: isLast ? `Virtual time (${unit.name})` : null, labels: isLast, ticks: isLast },
  };
  const rule: Json[] =
    parted === null
      ? []
      : [
          {
            data: { values: [{ t: trim(parted / unit.seconds) }] },
            mark: { type: 'rule', strokeDash: [5, 4], color: options.shades.edge },
            encoding: { x: { ...x, field: 't' } },
          },
        ];
  return {
    width: options.width,
    height: PANEL_HEIGHT,
    layer: [
      {
        data: { values: [...values] },
        mark: { type: 'line', strokeWidth: 1.6, strokeJoin: 'round' },
        encoding: {
          x: { ...x, field: 't' },
          y: { field: 'value', type: 'quantitative', axis: { title, tickCount: 3, format: ',.6~r' } },
          color: colourBy('side', SIDES, options.shades, 'stroke'),
        },
      },
      ...rule,
    ],
  };
}
