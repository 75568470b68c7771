/**
 * A plan's estimate beside what its simulation measured.
 */
import pc from 'picocolors';
import type { PlanComparison, WaveComparison } from '../lab/planning.ts';
import type { RunSummary } from '../lab/result.ts';
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatRatio,
  NO_VALUE,
  plural,
} from '../report/format.ts';
import { formatFigure, measuredText, undecidedBecause } from '../report/metrics.ts';
import { type TextStyle, wrap } from './plan-text.ts';

const GAP = '  ';
const HEAD = ['', '', 'planned', 'simulated', 'difference', 'retried', 'failed'];
/** Columns before the figures. */
const NAMES = 2;

const STATES = { ended: '', unfinished: 'did not end', not_started: 'did not start' } as const;

const WHY =
  'The plan adds up mean durations. In the simulation durations vary and a wave ends with its slowest task, messages ' +
  'take time, coordinators handle one message at a time, and attempts that fail are made again.';

/** The table of waves, the total, and what the run says besides; no line break at its end. */
export function comparisonText(comparison: PlanComparison, summary: RunSummary, style: TextStyle): string {
  const colors = pc.createColors(style.color);
  const rows = [HEAD, ...comparison.waves.map(waveRow), totalRow(comparison)];
  const shown = rows[0].map(
    (title, column) =>
      column < NAMES + 3 || comparison.waves.some((wave) => wave[title as 'retried' | 'failed'] > 0),
  );
  const kept = rows.map((row) => row.filter((_, column) => shown[column]));
  const widths = kept[0].map((_, column) => Math.max(...kept.map((row) => row[column].length)));
  const table = kept.map((row, i) => {
    const cells = row.map((cell, column) =>
      column < NAMES ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
    );
    const line = cells.join(GAP).trimEnd();
    return i === 0 ? colors.dim(line) : i === kept.length - 1 ? colors.bold(line) : line;
  });
  return [
    colors.bold('PLANNED AND SIMULATED:'),
    ...table,
    '',
    ...wrap('', WHY, style.width, ''),
    '',
    ...factLines(summary, comparison),
    ...requiredLines(comparison, colors),
    ...verdictLines(summary, colors),
    ...summary.notes.flatMap((note) => wrap(`${colors.yellow('!')} `, note, style.width, '  ')),
    `${colors.dim('fingerprint')} ${summary.fingerprint} ${colors.dim(`seed ${summary.seed}, version ${summary.version}`)}`,
  ].join('\n');
}

function waveRow(wave: WaveComparison): string[] {
  const { index, name, planned, simulated, state, retried, failed } = wave;
  return [
    `Wave ${index}`,
    name,
    formatDuration(planned),
    simulated === null ? STATES[state] : formatDuration(simulated),
    difference(planned, simulated),
    formatCount(retried),
    formatCount(failed),
  ];
}

function totalRow({ planned, simulated, waves }: PlanComparison): string[] {
  const sum = (field: 'retried' | 'failed') => formatCount(waves.reduce((n, wave) => n + wave[field], 0));
  const measured = simulated === null ? 'did not end' : formatDuration(simulated);
  const head = ['Total', '', formatDuration(planned), measured, difference(planned, simulated)];
  return [...head, sum('retried'), sum('failed')];
}

/** "+12 %": how much longer the simulation took. */
function difference(planned: number, simulated: number | null): string {
  if (simulated === null || planned === 0) return NO_VALUE;
  const percent = (simulated / planned - 1) * 100;
  const rounded = Math.abs(percent) < 9.95 ? Math.round(percent * 10) / 10 : Math.round(percent);
  return `${rounded < 0 ? '−' : '+'}${formatNumber(Math.abs(rounded))} %`;
}

function factLines({ metrics, bounds, simulated, events }: RunSummary, { waves }: PlanComparison): string[] {
  const bundle = Math.max(...waves.map((wave) => wave.bundle));
  const figure = (name: string) => formatFigure(name, metrics[name], bounds[name]);
  const facts = {
    'tasks completed': `${figure('tasks.completed')}${bundle > 1 ? `, each of up to ${formatCount(bundle)} tasks of the plan` : ''}`,
    'agents busy': figure('agents.utilization'),
    'busiest coordinator': figure('coordinators.utilization.max'),
    'messages sent': figure('messages.sent'),
    'virtual time': `${formatDuration(simulated)}, ${plural(events, 'event')}`,
  };
  const column = Math.max(...Object.keys(facts).map((label) => label.length)) + GAP.length;
  return Object.entries(facts).map(([label, value]) => label.padEnd(column) + value);
}

/** By wave that the plan goes on from only with enough success. */
function requiredLines({ waves }: PlanComparison, colors: ReturnType<typeof pc.createColors>): string[] {
  return waves.flatMap(({ name, required, completed, state }) => {
    if (required === null) return [];
    const { met, share, count, of } = required;
    const mark = met === null ? colors.yellow('?') : met ? colors.green('✓') : colors.red('✗');
    const found =
      state === 'not_started'
        ? STATES.not_started
        : `${formatCount(completed)} of ${formatCount(of)} succeeded${met === null ? ' so far' : ''}`;
    return [
      `${mark} ${name}: ${formatRatio(share)} must succeed, ${formatCount(count)} of ${formatCount(of)}; ${found}`,
    ];
  });
}

function verdictLines({ expectations }: RunSummary, colors: ReturnType<typeof pc.createColors>): string[] {
  return expectations.map((result) => {
    const { text, verdict } = result;
    if (verdict === 'met') return `${colors.green('✓')} ${text}`;
    const value = measuredText(result);
    if (verdict === 'unmet') return `${colors.red('✗')} ${text}  ${colors.red(value)}`;
    return `${colors.yellow('?')} ${text}  ${colors.yellow(value)}; undecided: ${undecidedBecause(result)}`;
  });
}
