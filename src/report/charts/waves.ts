/** Waves and steps of graphs as bars from their start to their end (Gantt), with what became of their tasks. */
import type { RunResult } from '../../lab/result.ts';
import type { WaveRecord } from '../../recording/record.ts';
import { formatCount, formatDuration, plural } from '../format.ts';
import { runLength, timeUnit } from './series.ts';
import { type ChartOptions, type ChartSpec, colourBy, finishChart, type Json, trim } from './theme.ts';

/** Rows drawn; a longer list is cut, and the chart says so. */
const MOST_ROWS = 40;

const ROW_HEIGHT = 34;

const OUTCOMES = [
  { label: 'all tasks completed', colour: 'blue' },
  { label: 'some tasks failed', colour: 'orange' },
  { label: 'not ended', colour: 'grey' },
] as const;

const ROWS = {
  field: 'row',
  type: 'ordinal',
  scale: { paddingInner: 0, paddingOuter: 0.1 },
  axis: null,
};

const TOOLTIP = ['wave', 'tasks', 'completed', 'failed', 'retried', 'from', 'took'].map((field) => ({
  field,
}));

// Names are text marks, not labels of an axis: two waves may have one name, and a name is never part of an expression.
const NAMES: ChartSpec = {
  mark: {
    type: 'text',
    style: 'muted',
    align: 'right',
    baseline: 'middle',
    fontSize: 11.5,
    dx: -8,
    limit: 160,
  },
  encoding: { x: { value: 0 }, y: ROWS, text: { field: 'label' } },
};

/** null when no wave has started. */
export function wavesChart(result: RunResult, options: ChartOptions): ChartSpec | null {
  const { waves } = result.record;
  return ganttChart(result, waves, { title: 'Waves', noun: 'wave' }, options);
}

/** null when no step has started. Those on the critical path say so. */
export function stepsChart(result: RunResult, options: ChartOptions): ChartSpec | null {
  const path = result.summary.critical_path;
  const steps = result.record.steps.map((step) =>
    path?.workload === step.workload && path.steps.includes(step.name) ? { ...step, critical: true } : step,
  );
  return ganttChart(result, steps, { title: 'Steps', noun: 'step' }, options);
}

interface Bar extends WaveRecord {
  readonly critical?: boolean;
}

function ganttChart(
  result: RunResult,
  waves: readonly Bar[],
  { title, noun }: { readonly title: string; readonly noun: string },
  options: ChartOptions,
): ChartSpec | null {
  if (!waves.some((wave) => wave.start !== null)) return null;
  const length = runLength(result);
  const unit = timeUnit(length);
  const several = new Set(waves.map((wave) => wave.workload)).size > 1;
  const rows = waves
    .slice(0, MOST_ROWS)
    .map((wave, row) => waveRow(wave, row, several, length, unit.seconds));
  const used = OUTCOMES.filter((outcome) => rows.some((row) => row.outcome === outcome.label));
  const x = timeAxis(length, unit);
  const body: ChartSpec = {
    width: options.width,
    height: rows.length * ROW_HEIGHT,
    data: { values: rows as unknown as Json },
    layer: [
      {
        mark: { type: 'bar', height: 11, yOffset: 8, cornerRadius: 2, minBandSize: 2 },
        encoding: {
          x: { ...x, field: 'start' },
          x2: { field: 'end' },
          y: ROWS,
          color: colourBy('outcome', used, options.shades, 'square'),
          ...(options.interactive ? { tooltip: TOOLTIP } : {}),
        },
      },
      NAMES,
      labels('left', x),
      labels('right', x),
    ],
  };
  return finishChart(title, statement(waves, length, noun), options, body);
}

function timeAxis(length: number, unit: ReturnType<typeof timeUnit>) {
  return {
    type: 'quantitative',
    scale: { domain: [0, trim(length / unit.seconds)], nice: false },
    axis: {
      title: `Time since start (${unit.name})`,
      format: ',.6~r',
      grid: true,
      tickCount: { expr: 'max(3, width / 90)' },
    },
  };
}

/** Labels of the bars that have room on this side. */
function labels(side: 'left' | 'right', x: ReturnType<typeof timeAxis>): ChartSpec {
  return {
    transform: [
      { filter: { field: 'side', equal: side } },
      { calculate: 'narrow ? datum.short : datum.text', as: 'shown' },
    ],
    mark: {
      type: 'text',
      style: 'label',
      align: side,
      baseline: 'middle',
      yOffset: -8,
      dx: side === 'left' ? 1 : -1,
    },
    encoding: { x: { ...x, field: side === 'left' ? 'start' : 'end' }, y: ROWS, text: { field: 'shown' } },
  };
}

function waveRow(wave: Bar, row: number, several: boolean, length: number, second: number) {
  const start = wave.start ?? length;
  const end = wave.start === null ? length : (wave.end ?? length);
  const took = wave.start === null ? '–' : formatDuration(end - start);
  return {
    row,
    label: several ? `${wave.workload}: ${wave.name}` : wave.name,
    start: trim(start / second),
    end: trim(end / second),
    outcome: OUTCOMES[wave.end === null ? 2 : wave.failed > 0 ? 1 : 0].label,
    text: barText(wave, took),
    short: barText(wave, null),
    side: start <= length / 2 ? 'left' : 'right',
    wave: wave.name,
    tasks: formatCount(wave.tasks),
    completed: formatCount(wave.completed),
    failed: formatCount(wave.failed),
    retried: formatCount(wave.retried),
    from: wave.start === null ? '–' : formatDuration(wave.start),
    took,
  };
}

function barText(wave: Bar, took: string | null): string {
  const tasks = plural(wave.tasks, 'task');
  if (wave.start === null) return `${tasks}, not started`;
  const parts = [wave.end === null ? `${formatCount(wave.completed)} of ${tasks}` : tasks];
  if (wave.failed > 0) parts.push(`${formatCount(wave.failed)} failed`);
  if (took !== null) parts.push(took);
  if (wave.critical === true) parts.push('critical');
  return parts.join(' · ');
}

function statement(waves: readonly WaveRecord[], length: number, noun: string): string {
  const ended = waves.filter((wave) => wave.start !== null && wave.end !== null);
  const head = `${formatCount(ended.length)} of ${plural(waves.length, noun)} ended`;
  const left = waves.length > MOST_ROWS ? ` The first ${MOST_ROWS} are shown.` : '';
  if (ended.length === 0) return `${head}.${left}`;
  const took = (wave: WaveRecord): number => (wave.end ?? length) - (wave.start ?? length);
  const longest = ended.reduce((best, wave) => (took(wave) > took(best) ? wave : best));
  return `${head}; the longest, “${longest.name}”, took ${formatDuration(took(longest))}.${left}`;
}
