/** The steps of flows in a row, each as long as it took on average: where the time of a flow goes. */
import type { RunResult } from '../../lab/result.ts';
import type { FlowStepRecord } from '../../recording/record.ts';
import { formatCount, formatDuration, formatRatio, plural } from '../format.ts';
import { barRows, MOST_ROWS } from './bar-rows.ts';
import { timeUnit } from './series.ts';
import { type ChartOptions, type ChartSpec, finishChart, trim } from './theme.ts';

const OUTCOMES = [
  { label: 'always done at the first try', colour: 'blue' },
  { label: 'sometimes failed', colour: 'orange' },
] as const;

const TOOLTIP = ['step', 'done', 'retried', 'failed', 'mean', 'median', 'p99', 'longest'];

/** null in a run without flows, or when no step was ever done. */
export function flowsChart(result: RunResult, options: ChartOptions): ChartSpec | null {
  const steps = (result.record.flow_steps ?? []).filter(({ mean }) => mean !== null);
  if (steps.length === 0) return null;
  const bars = place(steps.slice(0, MOST_ROWS));
  const length = bars.reduce((most, { end }) => Math.max(most, end), 0);
  const unit = timeUnit(length);
  const several = new Set(steps.map(({ workload }) => workload)).size > 1;
  const rows = bars.map((bar, row) => stepRow(bar, row, several, length, unit.seconds));
  const body = barRows(
    {
      rows,
      outcomes: OUTCOMES,
      axisTitle: `Time since a flow began, mean (${unit.name})`,
      end: Math.max(length, 1e-6) / unit.seconds,
      tooltip: TOOLTIP,
    },
    options,
  );
  return finishChart('Steps of flows', statement(steps), options, body);
}

interface Bar extends FlowStepRecord {
  /** Seconds: the sum of the means of the steps before, and with this one. */
  readonly begin: number;
  readonly end: number;
}

/** One step of a flow begins where the one before it ends. */
function place(steps: readonly FlowStepRecord[]): Bar[] {
  let end = 0;
  return steps.map((step, i) => {
    const begin = steps[i - 1]?.workload === step.workload ? end : 0;
    end = begin + (step.mean ?? 0);
    return { ...step, begin, end };
  });
}

function stepRow(bar: Bar, row: number, several: boolean, length: number, second: number) {
  const time = (value: number | null) => formatDuration(value ?? 0);
  const failed = bar.retried + bar.skipped + bar.failed;
  const parts = [time(bar.mean), `99 % within ${time(bar.p99)}`];
  if (failed > 0) parts.push(`${formatCount(failed)} of ${formatCount(failed + bar.done)} failed`);
  return {
    row,
    label: several ? `${bar.workload}: ${bar.name}` : bar.name,
    start: trim(bar.begin / second),
    end: trim(bar.end / second),
    outcome: OUTCOMES[failed > 0 ? 1 : 0].label,
    text: parts.join(' · '),
    short: parts[0],
    side: bar.begin <= length / 2 ? ('left' as const) : ('right' as const),
    step: bar.name,
    done: formatCount(bar.done),
    retried: formatCount(bar.retried),
    failed: formatCount(bar.failed + bar.skipped),
    mean: time(bar.mean),
    median: time(bar.p50),
    p99: time(bar.p99),
    longest: time(bar.max),
  };
}

function statement(steps: readonly FlowStepRecord[]): string {
  const mean = (step: FlowStepRecord) => step.mean ?? 0;
  const longest = steps.reduce((best, step) => (mean(step) > mean(best) ? step : best));
  const all = steps
    .filter(({ workload }) => workload === longest.workload)
    .reduce((sum, step) => sum + mean(step), 0);
  const share = all > 0 ? ` (${formatRatio(mean(longest) / all)} of its flow)` : '';
  const left = steps.length > MOST_ROWS ? ` The first ${MOST_ROWS} are shown.` : '';
  const head = `${plural(steps.length, 'step')}, from handing in its task to the event that it is done`;
  return `${head}; the longest, “${longest.name}”, takes ${formatDuration(mean(longest))}${share}.${left}`;
}
