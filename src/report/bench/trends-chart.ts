/** The rows of a benchmark over the commits of its history, one panel each, with the commits at which levels changed. */
import type { Trend } from '../../lab/bench/history.ts';
import { type ChartOptions, type ChartSpec, finishChart, type Json, trim } from '../charts/theme.ts';
import { plural } from '../format.ts';

const PANEL_HEIGHT = 70;
/** Panels of one chart; the text lists the rest. */
const MOST_PANELS = 30;

/** The name of its file, without an ending. */
export function trendsFile(benchmark: string): string {
  return `trend-${benchmark.replace(/[^A-Za-z0-9._-]+/g, '-')}`;
}

export function trendsChart(benchmark: string, trends: readonly Trend[], options: ChartOptions): ChartSpec {
  const shown = trends.slice(0, MOST_PANELS);
  const left = trends.length - shown.length;
  const changes = shown.reduce((sum, trend) => sum + trend.changes.length, 0);
  const statement = `One point an entry, oldest first; lines are levels, dashes the commits at which they changed: ${plural(changes, 'change')}.${left > 0 ? ` ${left} more rows are not drawn.` : ''}`;
  const end = Math.max(...shown.flatMap(({ points }) => points.map(({ entry }) => entry)));
  const body: ChartSpec = {
    vconcat: shown.map((trend, index) => panel(trend, { end, last: index === shown.length - 1 }, options)),
    resolve: { scale: { x: 'shared', y: 'independent' } },
  };
  return finishChart(`History of ${benchmark}`, statement, options, body);
}

function panel(
  { measure, unit, points, changes }: Trend,
  { end: lastEntry, last }: { readonly end: number; readonly last: boolean },
  { width, shades }: ChartOptions,
): Json {
  const bounds = [0, ...changes.map(({ index }) => index), points.length];
  const levels = bounds.slice(1).map((end, i) => {
    const part = points.slice(bounds[i], end);
    const level = part.reduce((sum, { value }) => sum + value, 0) / part.length;
    return { from: part[0].entry - 0.4, to: part[part.length - 1].entry + 0.4, level: trim(level) };
  });
  const x = {
    type: 'quantitative',
    scale: { domain: [-0.5, lastEntry + 0.5], nice: false },
    axis: last ? { title: 'entry', tickMinStep: 1 } : null,
  };
  const y = {
    type: 'quantitative',
    scale: { zero: false, nice: true },
    axis: { title: null, tickCount: 3, format: '.4~r' },
  };
  return {
    width,
    height: PANEL_HEIGHT,
    title: { text: `${measure} (${unit})`, fontSize: 11.5, fontWeight: 'normal', offset: 4 },
    layer: [
      ...changeLayers(points, changes, x),
      {
        data: { values: levels },
        mark: { type: 'rule', strokeWidth: 2, opacity: 0.45, color: shades.blue },
        encoding: { x: { ...x, field: 'from' }, x2: { field: 'to' }, y: { ...y, field: 'level' } },
      },
      {
        data: { values: points.map(({ entry, value }) => ({ x: entry, y: trim(value) })) },
        mark: { type: 'point', filled: true, size: 22, opacity: 1, color: shades.blue },
        encoding: { x: { ...x, field: 'x' }, y: { ...y, field: 'y' } },
      },
    ],
  };
}

/** A line at every change of level, with its commit. */
function changeLayers(points: Trend['points'], changes: Trend['changes'], x: ChartSpec): Json[] {
  return [
    {
      data: {
        values: changes.map(({ index, worse }) => ({
          x: points[index].entry - 0.5,
          kind: worse ? 'worse' : 'better',
        })),
      },
      mark: { type: 'rule', strokeDash: [4, 3], strokeWidth: 1.4 },
      encoding: {
        x: { ...x, field: 'x' },
        color: {
          field: 'kind',
          type: 'nominal',
          legend: null,
          scale: { domain: ['better', 'worse'], range: ['#009E73', '#D55E00'] },
        },
      },
    },
    {
      data: {
        values: changes.map(({ index, revision }) => ({
          x: points[index].entry - 0.5,
          commit: revision.commit.slice(0, 10),
        })),
      },
      mark: { type: 'text', style: 'label', align: 'left', baseline: 'top', dx: 4, y: 0 },
      encoding: { x: { ...x, field: 'x' }, text: { field: 'commit' } },
    },
  ];
}
