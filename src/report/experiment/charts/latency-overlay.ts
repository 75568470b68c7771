/** Latency by percentile of all alternatives in one chart. */
import type { CompareResult, LatencyBand } from '../../../lab/experiment/result.ts';
import { durationScale, nines, percentileAxis } from '../../charts/latency.ts';
import { type ChartOptions, type ChartSpec, colourBy, finishChart, trim } from '../../charts/theme.ts';
import { formatDuration } from '../../format.ts';
import { bestFirst, rowsData, SERIES_COLOURS } from './parts.ts';

/** A logarithmic axis from this ratio of largest to smallest on. */
const LOGARITHMIC_FROM = 30;
const SMALLEST_SHARE = 1e-7;

/** null when no task ended anywhere. */
export function latencyOverlay(result: CompareResult, options: ChartOptions): ChartSpec | null {
  const { latency, metrics } = result;
  if (latency.length === 0) return null;
  const bands = bestFirst(latency, metrics[0]?.ranking).slice(0, SERIES_COLOURS.length);
  const points = pointsOf(bands);
  const largest = Math.max(...points.map(({ high }) => high));
  const smallest = Math.max(largest * SMALLEST_SHARE, Math.min(...points.map(({ y }) => y)));
  const logarithmic = smallest > 0 && largest / smallest > LOGARITHMIC_FROM;
  const least = logarithmic ? smallest : 0;
  const values = points.map((point) => ({
    ...point,
    y: trim(Math.max(point.y, least)),
    low: trim(Math.max(point.low, least)),
    high: trim(Math.max(point.high, least)),
    text: formatDuration(point.y),
  }));
  const right = Math.max(1, ...points.map(({ x }) => x));
  const x = {
    field: 'x',
    type: 'quantitative',
    scale: { domain: [0, right], nice: false },
    axis: percentileAxis(right),
  };
  const y = { type: 'quantitative', ...durationScale(logarithmic, smallest, largest) };
  const series = bands.map(({ label }, index) => ({ label, colour: SERIES_COLOURS[index] }));
  const colour = colourBy('s', series, options.shades, 'stroke', { symbolOpacity: 1 });
  const body: ChartSpec = {
    width: options.width,
    height: 300,
    data: rowsData(values),
    layer: [
      {
        mark: { type: 'area', opacity: 0.14, clip: true },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color: colour },
      },
      {
        mark: { type: 'line', strokeJoin: 'round', clip: true },
        // Curves may lie on each other: a wider line shows at both sides.
        encoding: {
          x,
          y: { ...y, field: 'y' },
          color: colour,
          strokeWidth: { condition: { test: { field: 'n', equal: 0 }, value: 4 }, value: 1.8 },
          order: { field: 'x', type: 'quantitative' },
        },
      },
      ...(options.interactive ? [pointer(x, y, colour)] : []),
    ],
  };
  const left = latency.length - bands.length;
  const others = left === 1 ? 'The last alternative' : `The last ${left} alternatives`;
  const order = metrics.length > 0 ? ` in order of ${metrics[0].metric}` : '';
  const more = left > 0 ? ` ${others}${order} ${left === 1 ? 'is' : 'are'} not drawn.` : '';
  const { of, open } = unendedText(result);
  const statement = `Mean of each percentile${of} over replications, with its 95 % interval.${open}${more}`;
  return finishChart('Task latency by percentile', statement, options, body);
}

/** The curves are of the tasks that ended. */
function unendedText({ alternatives }: CompareResult): { readonly of: string; readonly open: string } {
  const unended = alternatives.filter(({ load }) => load !== null && load.unfinished > 0).length;
  if (unended === 0) return { of: '', open: '' };
  const open = ` Under ${unended} of ${alternatives.length} alternatives others had not: these curves are lower than those of all tasks.`;
  return { of: ' of the tasks that ended', open };
}

function pointsOf(bands: readonly LatencyBand[]) {
  const last = lastPlace(bands);
  // By number, as a name must never be a part of an expression.
  return bands.flatMap(({ label, percentiles, mean, lower, upper }, n) =>
    percentiles.flatMap((percentile, place) => {
      if (percentile >= 100 || place > last) return [];
      const x = trim(nines(percentile));
      return [{ n, s: label, p: percentile, x, y: mean[place], low: lower[place], high: upper[place] }];
    }),
  );
}

/** The place from which on every curve stays at its largest value. */
function lastPlace(bands: readonly LatencyBand[]): number {
  return Math.max(...bands.map(({ mean }) => mean.indexOf(mean[mean.length - 1])));
}

function pointer(x: ChartSpec, y: ChartSpec, colour: ChartSpec): ChartSpec {
  return {
    params: [
      {
        name: 'near',
        select: { type: 'point', on: 'pointerover', nearest: true, clear: 'pointerout', fields: ['x', 's'] },
      },
    ],
    mark: { type: 'point', filled: true, size: 70 },
    encoding: {
      x,
      y: { ...y, field: 'y' },
      color: colour,
      opacity: { condition: { param: 'near', empty: false, value: 1 }, value: 0 },
      tooltip: [
        { field: 's', title: 'alternative' },
        { field: 'p', type: 'quantitative', title: 'percentile', format: '.6~r' },
        { field: 'text', title: 'mean' },
      ],
    },
  };
}
