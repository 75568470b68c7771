/** Tasks over time: arrivals, completions and failures a second above, what is not being executed below, on one time axis. */
import type { RunResult } from '../../lab/result.ts';
import { formatCount, formatDuration, formatRate, plural } from '../format.ts';
import { isMeasured } from '../metrics.ts';
import type { Panel, PanelSeries } from './panel.ts';
import { isUsed, peak, runLength, type Series, seriesOf, warmUpClause } from './series.ts';
import type { ChartOptions, ChartSpec } from './theme.ts';
import { timeChart } from './time-chart.ts';

const FLOWS: readonly PanelSeries[] = [
  { column: 'tasks.submitted', label: 'submitted', colour: 'grey', dashed: true, sparse: true },
  { column: 'tasks.completed', label: 'completed', colour: 'blue' },
  { column: 'tasks.retried', label: 'retried', colour: 'orange', sparse: true },
  { column: 'tasks.abandoned', label: 'gave up', colour: 'purple', sparse: true },
  { column: 'tasks.failed', label: 'failed for good', colour: 'vermillion', sparse: true },
];

const QUEUES: readonly PanelSeries[] = [
  { column: 'tasks.waiting', label: 'at coordinators or on the way', colour: 'purple' },
  { column: 'tasks.queued', label: 'queued at agents', colour: 'green' },
];

/** Flows are coarser than states: a rate needs enough events an interval to be more than noise. */
const FLOW_POINTS = 120;
const QUEUE_POINTS = 300;

/** null when nothing was submitted or completed, and nothing ever waited. */
export function throughputChart(result: RunResult, options: ChartOptions): ChartSpec | null {
  const { timeline } = result.record;
  const flows = FLOWS.filter(({ column }) => isUsed(timeline, column));
  const queues = QUEUES.filter(({ column }) => isUsed(timeline, column));
  const queued = queues.length > 0;
  const panels: Panel[] = [];
  const columns = (entries: readonly PanelSeries[]) => entries.map((entry) => entry.column);
  const waiting = seriesOf(result, columns(queues), QUEUE_POINTS);
  if (flows.length > 0) {
    const series = seriesOf(result, columns(flows), FLOW_POINTS);
    const { name, factor } = rateUnit(series, flows);
    panels.push({ series, axis: `Tasks per ${name}`, height: 200, stack: [], lines: flows, factor });
  }
  if (queued)
    panels.push({ series: waiting, axis: 'Tasks not running (mean)', height: 130, stack: queues, lines: [] });
  if (panels.length === 0) return null;
  const title = flows.length > 0 && queued ? 'Throughput and queues' : queued ? 'Queues' : 'Throughput';
  return timeChart(result, title, statement(result, waiting), panels, options);
}

/** The unit in which the highest rate is at least one. */
export function rateUnit(
  series: Series,
  shown: readonly PanelSeries[],
): { readonly name: string; readonly factor: number } {
  const highest = Math.max(0, ...shown.map(({ column }) => peak(series, column)?.value ?? 0));
  if (highest >= 1) return { name: 'second', factor: 1 };
  return highest * 60 >= 1 ? { name: 'minute', factor: 60 } : { name: 'hour', factor: 3_600 };
}

function statement(result: RunResult, queues: Series): string {
  const length = runLength(result);
  const completed = (result.record.timeline.columns['tasks.completed'] ?? []).reduce(
    (sum, count) => sum + count,
    0,
  );
  const parts = [
    `${plural(completed, 'task')} completed in ${formatDuration(length)}`,
    ...(length > 0 ? [`${formatRate(completed / length)} on average`] : []),
  ];
  const waiting = peak(queues, 'tasks.waiting');
  const most = result.summary.metrics['queue.depth.max'];
  if (isMeasured(most) && most > 0) parts.push(`at most ${formatCount(most)} not running at a time`);
  else if (waiting !== null && waiting.value > 0)
    parts.push(`most at coordinators or on the way after ${formatDuration(waiting.at)}`);
  return `${parts.join('; ')}.${warmUpClause(result)}`;
}
