/** Agents by state over time: a stack of what agents are doing; below, how many processes the coordinators suspect, and memory. */
import type { RunResult } from '../../lab/result.ts';
import { formatCount, formatDuration, formatRatio, plural } from '../format.ts';
import type { Panel, PanelSeries } from './panel.ts';
import {
  isUsed,
  meanOf,
  peak,
  presentColumns,
  type Series,
  seriesOf,
  stepOf,
  warmUpClause,
} from './series.ts';
import type { ChartOptions, ChartSpec } from './theme.ts';
import { timeChart } from './time-chart.ts';

/** Bottom first: failed agents start at zero, so that those suspected can be compared with them. */
const STATES: readonly PanelSeries[] = [
  { column: 'agents.failed', label: 'failed', colour: 'vermillion' },
  { column: 'agents.paused', label: 'paused', colour: 'orange' },
  { column: 'agents.busy', label: 'busy', colour: 'blue' },
  { column: 'agents.idle', label: 'idle', colour: 'idle' },
  { column: 'agents.hibernated', label: 'hibernated', colour: 'purple' },
];

const SUSPECTED: PanelSeries = { column: 'agents.suspected', label: 'suspected', colour: 'purple' };

const EJECTED: PanelSeries = { column: 'agents.ejected', label: 'ejected', colour: 'orange' };

const MEMORY: PanelSeries = { column: 'agents.memory', label: 'memory', colour: 'green' };

/** Bytes, the largest first. */
const UNITS = [
  ['TB', 1e12],
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
] as const;

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
  const suspected = isUsed(timeline, SUSPECTED.column) ? [SUSPECTED] : [];
  const ejected = isUsed(timeline, EJECTED.column) ? [EJECTED] : [];
  const memory = isUsed(timeline, MEMORY.column) ? [MEMORY] : [];
  const series = seriesOf(
    result,
    [...stack, ...suspected, ...ejected, ...memory].map((entry) => entry.column),
    POINTS,
  );
  const most = Math.max(
    ...series.start.map((_, place) =>
      stack.reduce((sum, { column }) => sum + series.columns[column][place], 0),
    ),
  );
  const panels: Panel[] = [
    { series, axis: 'Agents', height: 260, stack, lines: [], top: Math.ceil(most - 1e-3) },
    // A band of its own: over the states it would hide them, and where it comes and goes be a blot.
    ...(suspected.length > 0 ? [{ series, axis: 'Suspected', height: 56, stack: suspected, lines: [] }] : []),
    ...(ejected.length > 0 ? [{ series, axis: 'Ejected', height: 56, stack: ejected, lines: [] }] : []),
    ...(memory.length > 0 ? [memoryPanel(series)] : []),
  ];
  return timeChart(
    result,
    'Agents by state',
    statement(series, most) + warmUpClause(result),
    panels,
    options,
  );
}

/** Where agents are spawned: what they and spares for them hold. */
function memoryPanel(series: Series): Panel {
  const most = peak(series, MEMORY.column)?.value ?? 0;
  const [unit, bytes] = UNITS.find(([, size]) => most >= size) ?? ['bytes', 1];
  return { series, axis: `Memory (${unit})`, height: 110, stack: [], lines: [MEMORY], factor: 1 / bytes };
}

/** @param most agents at a time */
function statement(series: ReturnType<typeof seriesOf>, most: number): string {
  const total = STATES.reduce((sum, state) => sum + meanOf(series, state.column), 0);
  const varies = Math.round(most) !== Math.round(total);
  const parts = [`${plural(Math.round(total), 'agent')}${varies ? ' on average' : ''}`];
  // Agents that are still starting are provided, which agents.utilization counts, and cannot be busy.
  const there = varies ? ' that they were up' : '';
  if (total > 0) parts.push(`busy ${formatRatio(meanOf(series, 'agents.busy') / total)} of the time${there}`);
  const failed = peak(series, 'agents.failed');
  if (failed !== null && failed.value > 0)
    parts.push(
      `up to ${formatCount(Math.ceil(failed.value))} failed on average over ${stepOf(series)}, after ${formatDuration(failed.at)}`,
    );
  return `${parts.join('; ')}.`;
}
