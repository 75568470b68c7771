/** Messages over time: what the network carries, and what of it is heartbeats. */
import type { RunResult } from '../../lab/result.ts';
import { formatRate } from '../format.ts';
import { isUsed, meanOf, peak, seriesOf } from './series.ts';
import type { ChartOptions, ChartSpec } from './theme.ts';
import { rateUnit } from './throughput.ts';
import { type PanelSeries, timeChart } from './time-chart.ts';

const FLOWS: readonly PanelSeries[] = [
  { column: 'messages.sent', label: 'messages sent', colour: 'blue' },
  { column: 'heartbeats.processed', label: 'heartbeats processed', colour: 'vermillion' },
];

const POINTS = 200;

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
  const first = lines[0];
  const highest = peak(series, first.column)?.value ?? 0;
  const statement = `${formatRate(meanOf(series, first.column))} ${first.label} on average, ${formatRate(highest)} at the peak.`;
  const panel = { series, axis: `Messages per ${name}`, height: 200, stack: [], lines, factor };
  return timeChart(result, 'Messages', statement, [panel], options);
}
