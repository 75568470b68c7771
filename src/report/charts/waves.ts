/** Waves and steps of graphs as bars from their start to their end (Gantt), with what became of their tasks. */
import type { RunResult } from '../../lab/result.ts';
import type { WaveRecord } from '../../recording/record.ts';
import { formatCount, formatDuration, plural } from '../format.ts';
import { type BackgroundBand, type BarRow, barRows, MOST_ROWS } from './bar-rows.ts';
import { faultRows } from './faults.ts';
import { longestTail, plannedStretches, planVerdict } from './plan-bars.ts';
import { runLength, timeUnit } from './series.ts';
import { type ChartOptions, type ChartSpec, finishChart, trim } from './theme.ts';

const OUTCOMES = [
  { label: 'all tasks completed', colour: 'blue' },
  { label: 'some tasks failed', colour: 'orange' },
  { label: 'not ended', colour: 'grey' },
] as const;

const PLAN = 'planned';
const TAIL = 'waiting for the last 1 % of the tasks';
/** More than this would hide the bars. */
const MOST_BANDS = 8;

const TOOLTIP = ['wave', 'tasks', 'completed', 'failed', 'retried', 'from', 'took'];

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
  const planned = plannedStretches(waves, result);
  const tailed = longestTail(waves);
  const second = unit.seconds;
  const rows = waves.slice(0, MOST_ROWS).map((wave, row): BarRow => {
    const plan = planned[row];
    return {
      ...waveRow(wave, row, several, length, second),
      ...(plan ? { planStart: trim(plan.start / second), planEnd: trim(plan.end / second) } : {}),
      ...(row === tailed ? { tail: trim((wave.tail as number) / second) } : {}),
    };
  });
  const last = Math.max(length, ...planned.map((plan) => plan?.end ?? 0));
  const verdict = planVerdict(waves, planned);
  const body = barRows(
    {
      rows,
      outcomes: OUTCOMES,
      axisTitle: `Time since start (${unit.name})`,
      end: last / second,
      tooltip: TOOLTIP,
      bands: backgroundBands(result, length, second),
      ...(planned.some((plan) => plan !== undefined) ? { planLabel: PLAN } : {}),
      ...(tailed >= 0 && tailed < MOST_ROWS ? { tailLabel: TAIL } : {}),
    },
    options,
  );
  const heading = verdict === null ? title : `${title}: ${verdict}`;
  return finishChart(heading, statement(waves, length, noun, tailed), options, body);
}

/** Faults behind the bars, where these stay visible. */
function backgroundBands(result: RunResult, length: number, second: number): BackgroundBand[] {
  const bands = faultRows(result.record.faults, length);
  if (bands.length > MOST_BANDS) return [];
  return bands.map(({ name, label, start, end }) => ({
    name: label === null ? '' : name,
    start: trim(start / second),
    end: trim(end / second),
  }));
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
    side: start <= length / 2 ? ('left' as const) : ('right' as const),
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
  const { completed, failed } = wave;
  const done = wave.end === null ? completed : completed + failed;
  // One that was stopped ends without some of its tasks.
  const parts = [done < wave.tasks ? `${formatCount(done)} of ${tasks}` : tasks];
  if (wave.gate !== undefined) parts.push(wave.gate === 'open' ? 'gate open' : wave.gate);
  if (wave.failed > 0) parts.push(`${formatCount(wave.failed)} failed`);
  if (took !== null) parts.push(took);
  if (wave.critical === true) parts.push('critical');
  return parts.join(' · ');
}

function statement(waves: readonly WaveRecord[], length: number, noun: string, tailed: number): string {
  const ended = waves.filter((wave) => wave.start !== null && wave.end !== null);
  const isOwn = ({ undoes }: WaveRecord) => undoes === undefined;
  const head = `${formatCount(ended.filter(isOwn).length)} of ${plural(waves.filter(isOwn).length, noun)} ended`;
  const left = waves.length > MOST_ROWS ? ` The first ${MOST_ROWS} are shown.` : '';
  if (ended.length === 0) return `${head}.${left}`;
  const took = (wave: WaveRecord): number => (wave.end ?? length) - (wave.start ?? length);
  const longest = ended.reduce((best, wave) => (took(wave) > took(best) ? wave : best));
  const tail = waves[tailed];
  const waited =
    tail === undefined
      ? ''
      : `, ${tail === longest ? '' : `and “${tail.name}” spent `}${formatDuration((tail.end ?? 0) - (tail.tail ?? 0))} ${tail === longest ? 'of it ' : ''}waiting for the last 1 % of its tasks`;
  return `${head}; the longest, “${longest.name}”, took ${formatDuration(took(longest))}${waited}.${left}`;
}
