/** The parts of the page, each a function from a run to markup. */
import type { ExpectationResult, RunResult, RunSummary } from '../../lab/result.ts';
import type { WaveRecord } from '../../recording/record.ts';
import { cards } from '../cards.ts';
import { reproduceWords, runFacts } from '../facts.ts';
import { formatCount, formatDuration, keepUnits, NO_VALUE, plural } from '../format.ts';
import { headline } from '../headline.ts';
import { loadWarning } from '../load-text.ts';
import {
  distributions,
  formatFigure,
  isKnown,
  isMeasured,
  measuredText,
  metricDescription,
  STATISTICS,
  statisticText,
  undecidedBecause,
  usedStatistics,
} from '../metrics.ts';
import { escapeHtml } from './escape.ts';
import { type Column, commandMarkup, section, table, verdictBadge } from './markup.ts';
import { scenarioDetails } from './scenario-details.ts';
import { type VerdictRow, verdictSection } from './verdict-section.ts';

/** Characters above which the value on a card is set smaller. */
const LONG_VALUE = 14;
/** Rows of waves and faults on the page; the tables hold all of them. */
const MOST_ROWS = 200;

export function headSection(summary: RunSummary): string {
  const description =
    summary.scenario.description === '' ? '' : `<p>${escapeHtml(summary.scenario.description)}</p>`;
  return `<div class="head"><div><h1>${escapeHtml(summary.name)}</h1>${description}
<p class="muted">seed <span class="mono">${escapeHtml(summary.seed)}</span> · ${escapeHtml(formatDuration(summary.simulated))} simulated · ${escapeHtml(plural(summary.events, 'event'))}</p></div>
${verdictBadge(headline(summary))}</div>`;
}

/** Before the figures where the run has no steady state. */
export function loadSection(summary: RunSummary): string {
  const warning = loadWarning(summary);
  return warning === null ? '' : `<p class="warning" role="alert">${escapeHtml(keepUnits(warning))}</p>`;
}

export function cardsSection(summary: RunSummary): string {
  const shown = cards(summary);
  if (shown.length === 0) return '';
  const body = shown.map(
    (card) =>
      `<div class="card" title="${escapeHtml(`${card.metric}: ${metricDescription(card.metric)}`)}"><b${card.value.length > LONG_VALUE ? ' class="long"' : ''}>${escapeHtml(keepUnits(card.value))}</b><span>${escapeHtml(card.label)}</span></div>`,
  );
  return `<div class="cards">${body.join('\n')}</div>`;
}

export function notesSection(summary: RunSummary): string {
  if (summary.notes.length === 0) return '';
  return section(
    'Notes',
    `<ul>${summary.notes.map((note) => `<li>${escapeHtml(keepUnits(note))}</li>`).join('')}</ul>`,
  );
}

export function expectationsSection({ expectations }: RunSummary): string {
  return verdictSection('expect', 'Measured', expectations.map(verdictRow));
}

/** What somebody said would hold, and whether the run bears it out. */
export function claimsSection({ claims }: RunSummary): string {
  return verdictSection('claims', 'Measured', claims.map(verdictRow));
}

function verdictRow(result: ExpectationResult): VerdictRow {
  const { text, verdict } = result;
  return { text, verdict, measured: measuredText(result), why: undecidedBecause(result) };
}

export function factsSection(summary: RunSummary): string {
  const facts = runFacts(summary).map(
    (fact) => `<dt>${escapeHtml(fact.label)}</dt><dd>${escapeHtml(keepUnits(fact.value))}</dd>`,
  );
  return section('What ran', `<dl>${facts.join('\n')}</dl>`);
}

export function distributionsSection(summary: RunSummary): string {
  const found = distributions(summary.metrics, summary.bounds);
  if (found.length === 0) return '';
  const used = usedStatistics(found);
  const columns = [
    { title: '' },
    ...used.map((statistic) => ({ title: STATISTICS[statistic], numeric: true })),
  ];
  const rows = found.map((row) => [row.label, ...used.map((statistic) => statisticText(row, statistic))]);
  return section('Times', table(columns, rows));
}

export function chartSection(name: string, title: string, statement: string, hint: string): string {
  return section(
    title,
    `<p class="statement">${escapeHtml(keepUnits(statement))}</p>
<div class="chart" id="chart-${name}" role="img" aria-label="${escapeHtml(`${title}. ${statement}`)}"></div>
${hint === '' ? '' : `<p class="hint">${escapeHtml(hint)}</p>`}`,
    'figure',
  );
}

export function wavesSection({ record }: RunResult): string {
  return stretchesSection('Wave', record.waves) + stretchesSection('Step', record.steps);
}

function stretchesSection(noun: 'Wave' | 'Step', waves: readonly WaveRecord[]): string {
  if (waves.length === 0) return '';
  const withGates = waves.some(({ gate }) => gate !== undefined);
  const columns: Column[] = [
    { title: noun },
    ...['Tasks', 'Completed', 'Failed', 'Retried', 'Start', 'End', 'Took'].map((title) => ({
      title,
      numeric: true,
    })),
    ...(withGates ? [{ title: 'Gate' }] : []),
  ];
  const rows = waves
    .slice(0, MOST_ROWS)
    .map((wave) => [
      wave.name,
      ...[wave.tasks, wave.completed, wave.failed, wave.retried].map(formatCount),
      wave.start === null ? 'not started' : formatDuration(wave.start),
      wave.end === null ? NO_VALUE : formatDuration(wave.end),
      wave.start === null || wave.end === null ? NO_VALUE : formatDuration(wave.end - wave.start),
      ...(withGates ? [gateText(wave)] : []),
    ]);
  return section(
    `${noun}s in figures`,
    table(columns, rows) + cut(waves.length, `${noun.toLowerCase()}s.csv`),
  );
}

/** What a gate has decided, and by what. */
function gateText({ gate, gate_looked, gate_failures }: WaveRecord): string {
  if (gate === undefined) return NO_VALUE;
  if (gate_looked === undefined) return gate;
  return `${gate} after ${plural(gate_looked, 'result')}, ${plural(gate_failures ?? 0, 'failure')}`;
}

export function faultsSection(result: RunResult): string {
  const { faults } = result.record;
  const others = unlistedFaults(result.summary.scenario);
  if (faults.length === 0) return others === '' ? '' : section('Faults', others);
  const columns: Column[] = [
    { title: 'Fault' },
    { title: 'Kind' },
    ...['Start', 'End', 'Lasted', 'Processes'].map((title) => ({ title, numeric: true })),
  ];
  const rows = faults
    .slice(0, MOST_ROWS)
    .map((fault) => [
      fault.name,
      fault.kind,
      formatDuration(fault.start),
      fault.end === null ? 'end of run' : formatDuration(fault.end),
      formatDuration((fault.end ?? result.summary.simulated) - fault.start),
      fault.processes === null ? NO_VALUE : formatCount(fault.processes),
    ]);
  return section('Faults', table(columns, rows) + cut(faults.length, 'faults.csv') + others);
}

/** Faults that are counted and not listed, process by process as they come; empty where there are none. */
function unlistedFaults({ faults }: RunSummary['scenario']): string {
  const names = faults.filter(({ schedule }) => schedule.kind === 'mtbf').map(({ name }) => name);
  if (names.length === 0) return '';
  return `<p class="muted">Not listed one by one, as each process has its own times (mtbf): ${escapeHtml(names.join(', '))}.</p>`;
}

function cut(rows: number, file: string): string {
  return rows > MOST_ROWS
    ? `<p class="muted">The first ${MOST_ROWS} of ${formatCount(rows)}; ${file} has all.</p>`
    : '';
}

export function metricsSection(summary: RunSummary): string {
  const { metrics, bounds } = summary;
  const names = Object.keys(metrics).sort();
  if (names.length === 0) return '';
  const known = names.filter((name) => isKnown(summary, name));
  const unmeasured = names.filter((name) => !isKnown(summary, name));
  const meaning = { title: 'What it says' };
  const body = table(
    [
      { title: 'Metric', mono: true },
      { title: 'Value', numeric: true },
      { title: 'In base units', numeric: true },
      meaning,
    ],
    known.map((name) => [
      name,
      formatFigure(name, metrics[name], bounds[name]),
      baseUnits(metrics[name]),
      keepUnits(metricDescription(name)),
    ]),
    'metrics',
  );
  const rest = table(
    [{ title: 'Metric', mono: true }, meaning],
    unmeasured.map((name) => [name, keepUnits(metricDescription(name))]),
    'unmeasured',
  );
  const folded =
    unmeasured.length === 0
      ? ''
      : `<details id="rest"><summary>${plural(unmeasured.length, 'metric')} without anything to measure in this run</summary>${rest}</details>`;
  return section(
    'All metrics',
    `<input type="search" id="search" placeholder="Search ${formatCount(names.length)} metrics" aria-label="Search metrics">
<p class="muted" id="none" hidden>No metric has this name.</p>
<details id="all" open><summary>${plural(known.length, 'metric')} of this run</summary>${body}</details>
${folded}`,
    'long',
  );
}

/** Seven digits say more than anybody reads; summary.json has all. */
function baseUnits(value: number | null): string {
  if (!isMeasured(value)) return NO_VALUE;
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(7)));
}

export function originSection(summary: RunSummary): string {
  const { run } = summary;
  const rows = [
    ['fingerprint', summary.fingerprint],
    ['version', summary.version],
    ['seed', summary.seed],
    ['started', run.started],
    [
      'machine',
      `${run.host.cpu}, ${plural(run.host.cores, 'core')}, ${run.host.platform}, Node ${run.host.node}, ${plural(run.workers, 'worker')}`,
    ],
  ];
  return section(
    'Where this comes from',
    `<dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd class="mono">${escapeHtml(value)}</dd>`).join('\n')}</dl>
<p>The same scenario, seed and version give the same fingerprint on every machine:</p>
${commandMarkup(reproduceWords(summary))}
${scenarioDetails(summary.scenario)}`,
    'long',
  );
}
