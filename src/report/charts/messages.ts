/** Messages over time: what the network or the coordinators have to carry, and the heartbeats that coordinators handle. */
import type { RunResult } from '../../lab/result.ts';
import { formatRate } from '../format.ts';
import type { PanelSeries } from './panel.ts';
import { isUsed, meanOf, peak, seriesOf, stepOf } from './series.ts';
import type { ChartOptions, ChartSpec } from './theme.ts';
import { rateUnit } from './throughput.ts';
import { timeChart } from './time-chart.ts';

const FLOWS: readonly (PanelSeries & { readonly title: string })[] = [
  { column: 'messages.sent', label: 'messages sent', title: 'Messages sent', colour: 'blue' },
  {
    column: 'messages.processed',
    label: 'messages handled',
    title: 'Messages handled by coordinators',
    colour: 'blue',
  },
  {
    column: 'heartbeats.processed',
    label: 'heartbeats handled',
    title: 'heartbeats',
    colour: 'vermillion',
  },
];

const POINTS = 120;

/** null when no message was sent. */
export function messagesChart(result: RunResult, options: ChartOptions): ChartSpec | null {
  const lines = FLOWS.filter(({ column }) => isUsed(result.record.timeline, column));
  if (lines.length === 0) return null;
  const series = seriesOf(
    result,
    lines.map((entry) => entry.column),
    POINTS,
  );
  const { name, factor } = rateUnit(series, lines);
  const parts = lines.map(({ column, title }) => {
    const highest = peak(series, column)?.value ?? 0;
    return `${title} ${formatRate(meanOf(series, column))} on average, up to ${formatRate(highest)} over ${stepOf(series)}`;
  });
  const statement = `${parts.join('; ')}.`;
  const panel = { series, axis: `Messages per ${name}`, height: 200, stack: [], lines, factor };
  return timeChart(result, 'Messages', statement, [panel], options);
}
