/** Paired differences with their intervals: left of zero is less, right of it more. */

import type { MetricComparison, PairFigures } from '../../../lab/experiment/compare-metric.ts';
import { stillOpen } from '../../../recording/still-open.ts';
import {
  type ChartOptions,
  type ChartSpec,
  colourBy,
  finishChart,
  type Json,
  trim,
} from '../../charts/theme.ts';
import { formatNumber } from '../../format.ts';
import { formatMetric, metricUnit } from '../../metrics.ts';
import { isCorrected, rankedPairs } from '../figures.ts';
import { percent } from '../sentences.ts';
import { cutText, intervalLayers, MOST_ROWS, nameChannel, ROW_HEIGHT, rowsData, valueAxis } from './parts.ts';

const KINDS = [
  { label: 'better', colour: 'green' },
  { label: 'worse', colour: 'vermillion' },
  { label: 'not told apart', colour: 'grey' },
] as const;

/** null when there is nothing to compare with. */
export function differencesChart(comparison: MetricComparison, options: ChartOptions): ChartSpec | null {
  const { pairs, metric, confidence } = comparison;
  if (pairs.length === 0) return null;
  const points = metricUnit(metric) === 'ratio';
  const single = new Set(pairs.map(({ baseline }) => baseline)).size === 1;
  // What has no end cannot be drawn.
  const drawable = rankedPairs(comparison).filter(({ difference }) => difference.estimate !== null);
  if (drawable.length === 0) return null;
  const inPercent = !points && drawable.every(({ relative }) => relative !== null);
  const rows = drawable
    .slice(0, MOST_ROWS)
    .map((pair) => pairRow(comparison, pair, { inPercent, points, single }));
  const used = KINDS.filter(({ label }) => rows.some(({ kind }) => kind === label));
  const largest = Math.max(...rows.flatMap(({ lower, upper }) => [Math.abs(lower), Math.abs(upper)]));
  const title = `Difference of ${metric}`;
  const axis =
    inPercent || points
      ? {
          title: `${title} (${points ? 'percentage points' : '%'})`,
          labelExpr: "datum.value == 0 ? '0' : format(datum.value * 100, '+,.4~r')",
        }
      : valueAxis(title, metricUnit(metric), largest);
  const x = {
    type: 'quantitative',
    scale: { zero: true, nice: true },
    axis: { ...axis, grid: true, tickCount: { expr: 'max(3, width / 90)' } },
  };
  const y = nameChannel(
    'label',
    rows.map(({ label }) => label),
  );
  const colour = colourBy('kind', used, options.shades, 'stroke');
  const tooltip = tooltipOf(comparison);
  const body: ChartSpec = {
    width: options.width,
    height: rows.length * ROW_HEIGHT,
    data: rowsData(rows),
    layer: [
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: 'rule', color: options.shades.rule, strokeDash: [4, 3] },
        encoding: { x: { field: 'zero', type: 'quantitative' } },
      },
      ...intervalLayers(x, y, colour, 'estimate', options.interactive ? tooltip : null),
    ],
  };
  const left = pairs.length - drawable.length;
  const leftOut =
    left === 0 ? '' : ` ${left} of ${pairs.length} pairs are not drawn, as ${stillOpen(comparison.metric)}.`;
  const against = single ? ` against ${pairs[0].baseline}` : '';
  const statement = `Differences within replications${against}; the ${percent(confidence)} intervals hold for all pairs together.${cutText(drawable.length, 'pairs')}${leftOut}`;
  return finishChart(`Differences in ${metric}`, statement, options, body);
}

function tooltipOf(comparison: MetricComparison): Json {
  return [
    { field: 'label', title: 'pair' },
    { field: 'text', title: 'difference' },
    { field: 'interval', title: 'interval' },
    { field: 'p', title: isCorrected(comparison) ? 'p (Holm)' : 'p' },
  ];
}

interface Style {
  readonly inPercent: boolean;
  readonly points: boolean;
  /** All pairs have one baseline, which need not be named. */
  readonly single: boolean;
}

function pairRow({ metric, better }: MetricComparison, pair: PairFigures, style: Style) {
  const { inPercent, points, single } = style;
  const { estimate: known, lower, upper } = inPercent && pair.relative ? pair.relative : pair.difference;
  const estimate = known ?? 0;
  const show = (value: number) =>
    inPercent || points
      ? `${formatNumber(value * 100, 2)} ${points ? 'points' : '%'}`
      : formatMetric(metric, value);
  return {
    label: single ? pair.candidate : `${pair.candidate} − ${pair.baseline}`,
    estimate: trim(estimate),
    lower: trim(lower),
    upper: trim(upper),
    kind: KINDS[kindOf(pair, better)].label,
    text: show(estimate),
    interval: `${show(lower)} to ${show(upper)}`,
    p: formatNumber(pair.adjusted_p, 2),
  };
}

function kindOf({ different, difference }: PairFigures, better: 'lower' | 'higher'): 0 | 1 | 2 {
  if (!different) return 2;
  return (difference.estimate ?? 0) < 0 === (better === 'lower') ? 0 : 1;
}
