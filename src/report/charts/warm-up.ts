/** What the scenario's warm-up leaves out of the measurements, and what the MSER-5 rule would cut. */
import type { RunResult } from '../../lab/result.ts';
import type { WarmUpJudgement } from '../../lab/warm-up.ts';
import type { Timeline } from '../../recording/record.ts';
import { formatDuration, formatNumber } from '../format.ts';
import { seriesOf } from './series.ts';
import type { ChartOptions, ChartSpec } from './theme.ts';
import { timeChart } from './time-chart.ts';

const COLUMN = 'tasks.in_system';
const POINTS = 300;

/** null for a run without a warm-up, or one too short to be judged. */
export function warmUpChart(result: RunResult, options: ChartOptions): ChartSpec | null {
  const { warm_up: judgement, scenario } = result.summary;
  if (judgement === undefined) return null;
  const { warmup } = scenario;
  const { timeline } = result.record;
  const record = {
    ...result.record,
    timeline: {
      ...timeline,
      columns: { ...timeline.columns, [COLUMN]: inSystem(timeline) },
      descriptions: { ...timeline.descriptions, [COLUMN]: { kind: 'gauge', unit: 'tasks' } as const },
    },
    // The strip above the chart names stretches of time: here these.
    faults: [
      stretch(`left out: warmup of ${formatDuration(warmup)}`, warmup),
      ...(judgement.cut > 0
        ? [stretch(`MSER-5 would cut ${formatDuration(judgement.cut)}`, judgement.cut)]
        : []),
    ],
  };
  const drawn = { ...result, record };
  const panel = {
    series: seriesOf(drawn, [COLUMN], POINTS),
    axis: 'Tasks in the system',
    height: 200,
    stack: [],
    lines: [{ column: COLUMN, label: 'tasks in the system', colour: 'blue' }] as const,
  };
  return timeChart(drawn, 'Warm-up', statement(judgement), [panel], options);
}

function inSystem({ columns }: Timeline): number[] {
  const { 'tasks.waiting': waiting, 'tasks.queued': queued, 'tasks.running': running } = columns;
  return running.map((tasks, place) => tasks + waiting[place] + queued[place]);
}

function stretch(name: string, end: number) {
  return { name, kind: 'warm-up', start: 0, end, processes: 0 };
}

function statement({ says, settled, mean }: WarmUpJudgement): string {
  return settled
    ? `${says} From there on ${formatNumber(mean, 3)} tasks are in the system on average.`
    : says;
}
