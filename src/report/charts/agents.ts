/** Agents by state over time: a stack of what agents are doing, and over it how many the coordinators suspect. */
import type { RunResult } from '../../lab/result.ts';
import { formatCount, formatDuration, formatRatio, plural } from '../format.ts';
import type { PanelSeries } from './panel.ts';
import { isUsed, meanOf, peak, presentColumns, seriesOf } from './series.ts';
import type { ChartOptions, ChartSpec } from './theme.ts';
import { timeChart } from './time-chart.ts';

/** Bottom first: failed agents start at zero, so that the line of suspected ones can be compared with them. */
const STATES: readonly PanelSeries[] = [
  { column: 'agents.failed', label: 'failed', colour: 'vermillion' },
  { column: 'agents.paused', label: 'paused', colour: 'orange' },
  { column: 'agents.busy', label: 'busy', colour: 'blue' },
  { column: 'agents.idle', label: 'idle', colour: 'idle' },
  { column: 'agents.hibernated', label: 'hibernated', colour: 'purple' },
];

const SUSPECTED: PanelSeries = {
  column: 'agents.suspected',
  label: 'suspected',
  colour: 'text',
  dashed: true,
  sparse: true,
};

const POINTS = 300;

/** null when the timeline has no agents. */
export function agentsChart(result: RunResult, options: ChartOptions): ChartSpec | null {
  const { timeline } = result.record;
  const present = presentColumns(
    timeline,
    STATES.map((state) => state.column),
  );
  const stack = STATES.filter(
    ({ column }) =>
      present.includes(column) &&
      (column === 'agents.idle' || column === 'agents.busy' || isUsed(timeline, column)),
  );
  if (stack.length === 0) return null;
  const lines = isUsed(timeline, SUSPECTED.column) ? [SUSPECTED] : [];
  const series = seriesOf(
    result,
    [...stack, ...lines].map((entry) => entry.column),
    POINTS,
  );
  const total = Math.max(
    ...series.start.map((_, place) =>
      stack.reduce((sum, { column }) => sum + series.columns[column][place], 0),
    ),
  );
  const panel = { series, axis: 'Agents', height: 260, stack, lines, top: Math.ceil(total - 1e-3) };
  return timeChart(result, 'Agents by state', statement(series), [panel], options);
}

function statement(series: ReturnType<typeof seriesOf>): string {
  const total = STATES.reduce((sum, state) => sum + meanOf(series, state.column), 0);
  const parts = [plural(Math.round(total), 'agent')];
  if (total > 0) parts.push(`busy ${formatRatio(meanOf(series, 'agents.busy') / total)} of the time`);
  const failed = peak(series, 'agents.failed');
  if (failed !== null && failed.value > 0)
    parts.push(
      `at most ${formatCount(Math.ceil(failed.value))} failed at once, after ${formatDuration(failed.at)}`,
    );
  return `${parts.join('; ')}.`;
}
