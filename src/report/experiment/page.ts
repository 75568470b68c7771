/** The report of a comparison, a sweep or a search as one page. */
import type { RepeatedResult } from '../../lab/experiment/repeated.ts';
import type {
  ExperimentEnvironment,
  ExperimentResult,
  FindResult,
  Outcome,
} from '../../lab/experiment/result.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { formatCount, plural } from '../format.ts';
import { type Headline, repeatedHeadline } from '../headline.ts';
import { escapeHtml } from '../html/escape.ts';
import { commandMarkup, section, table, verdictBadge } from '../html/markup.ts';
import { PAGE_OPTIONS } from '../html/page.ts';
import { scenarioDetails } from '../html/scenario-details.ts';
import { verdictSection } from '../html/verdict-section.ts';
import { findChart } from './charts/find.ts';
import { experimentCharts } from './charts/index.ts';
import { variationChart } from './charts/variation.ts';
import { meanText, rangeText } from './figures.ts';
import { findSentence, placeText } from './find-sentence.ts';
import {
  alternativesSection,
  answersSection,
  factorSections,
  figuresSections,
  pairsSections,
  sweepSection,
} from './page-sections.ts';
import { pageOf } from './page-shell.ts';
import { conditionRow, figureCells, shownFigures } from './repeated-text.ts';
import { unmeasuredNotes } from './unmeasured-text.ts';

/** report.html of a comparison or a sweep. */
export function experimentPage(
  result: ExperimentResult,
  run: ExperimentEnvironment,
  options: { readonly charts: boolean },
): Promise<string> {
  const { plan, outcome, runs } = result;
  const compare = 'latency' in result;
  const what = compare ? 'comparison' : 'sweep';
  const [first] = plan.alternatives;
  const points = plural(plan.alternatives.length, compare ? 'alternative' : 'point');
  return pageOf({
    title: `${plan.name}, ${what}`,
    version: result.version,
    before: [
      headSection({
        name: plan.name,
        about: first.scenario.description,
        facts: [`${what} of ${points}`, plural(runs.length, 'run')],
        seed: plan.seed,
        verdict: completeness(outcome),
      }),
      answersSection(result),
      notesSection([...unmeasuredNotes(result), ...result.notes]),
      ...factorSections(result),
      ...(compare ? figuresSections(result) : [sweepSection(result)]),
    ],
    charts: options.charts ? experimentCharts(result, PAGE_OPTIONS) : [],
    after: [
      ...(compare ? pairsSections(result) : []),
      alternativesSection(result),
      originSection({ ...result, seed: plan.seed, label: first.label, scenario: first.scenario }, run),
    ],
  });
}

/** report.html of a search. */
export function findPage(
  result: FindResult,
  run: ExperimentEnvironment,
  options: { readonly charts: boolean },
): Promise<string> {
  const { plan, runs, points } = result;
  const { metric, path, text } = plan.question;
  const chart = options.charts ? findChart(result, PAGE_OPTIONS) : null;
  const rows = points.map((point) => [
    placeText(point.x, plan),
    meanText(metric, point) + (point.overloaded > 0 ? ', no steady state' : ''),
    rangeText(metric, point.lower, point.upper),
    formatCount(point.replications),
  ]);
  const numeric = (title: string) => ({ title, numeric: true });
  const columns = [numeric(path), numeric(metric), numeric('95 % interval'), numeric('Runs')];
  return pageOf({
    title: `${plan.name}, search`,
    version: result.version,
    before: [
      headSection({
        name: plan.name,
        about: plan.scenario.description,
        facts: ['search', plural(runs.length, 'run')],
        seed: plan.seed,
        verdict: completeness(result),
      }),
      section(
        'Answer',
        `<p>${escapeHtml(findSentence(result))}</p>\n<p class="muted">Asked: ${escapeHtml(text)}</p>`,
      ),
      notesSection(result.notes),
    ],
    charts: chart === null ? [] : [{ name: 'find', spec: chart }],
    after: [
      rows.length === 0 ? '' : section('Places looked at', table(columns, rows)),
      originSection({ ...result, seed: plan.seed, label: plan.file, scenario: plan.scenario }, run),
    ],
  });
}

/** report.html of many runs of one scenario. */
export function repeatedPage(
  result: RepeatedResult,
  run: ExperimentEnvironment,
  options: { readonly charts: boolean },
): Promise<string> {
  const { plan, runs, conditions } = result;
  const [{ file, scenario }] = plan.alternatives;
  const numeric = (title: string) => ({ title, numeric: true });
  const columns = [
    { title: '' },
    ...['Mean', '95 % interval', 'Smallest to largest', 'Standard deviation'].map(numeric),
  ];
  const rows = shownFigures(result).map((figure) => [figure.metric, ...figureCells(figure)]);
  const verdicts = (of: 'expect' | 'claims') =>
    verdictSection(of, 'Runs', conditions.filter((condition) => condition.of === of).map(conditionRow));
  const chart = options.charts ? variationChart(result, PAGE_OPTIONS) : null;
  return pageOf({
    title: `${plan.name}, ${plural(runs.length, 'run')}`,
    version: result.version,
    before: [
      headSection({
        name: plan.name,
        about: scenario.description,
        facts: [plural(runs.length, 'run'), 'each with other random numbers'],
        seed: plan.seed,
        verdict: repeatedHeadline(result),
      }),
      verdicts('expect'),
      verdicts('claims'),
      notesSection(result.notes),
      rows.length === 0 ? '' : section('Figures', table(columns, rows)),
    ],
    charts: chart === null ? [] : [{ name: 'variation', spec: chart }],
    after: [originSection({ ...result, seed: plan.seed, label: file, scenario }, run)],
  });
}

interface Head {
  readonly name: string;
  readonly about: string;
  readonly facts: readonly string[];
  readonly seed: string;
  readonly verdict: Headline | null;
}

/** Of an experiment that does not decide conditions: whether something is missing. */
function completeness({ partial, failures }: Pick<Outcome, 'partial' | 'failures'>): Headline | null {
  if (partial) return { kind: 'partial', text: 'interrupted: a part of the experiment' };
  const failed = failures.length;
  return failed === 0 ? null : { kind: 'missed', text: plural(failed, 'run failed', 'runs failed') };
}

function headSection({ name, about, facts, seed, verdict }: Head): string {
  const badge = verdict === null ? '' : `\n${verdictBadge(verdict)}`;
  const words = [...facts.map(escapeHtml), `seed <span class="mono">${escapeHtml(seed)}</span>`].join(' · ');
  return `<div class="head"><div><h1>${escapeHtml(name)}</h1>${about === '' ? '' : `<p>${escapeHtml(about)}</p>`}
<p class="muted">${words}</p></div>${badge}</div>`;
}

function notesSection(all: readonly string[]): string {
  if (all.length === 0) return '';
  return section('Notes', `<ul>${all.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul>`);
}

interface Origin {
  readonly fingerprint: string;
  readonly version: string;
  readonly seed: string;
  /** Whose scenario is shown. */
  readonly label: string;
  readonly scenario: Scenario;
}

function originSection(origin: Origin, run: ExperimentEnvironment): string {
  const rows = [
    ['fingerprint', origin.fingerprint],
    ['version', origin.version],
    ['seed', origin.seed],
    ['started', run.started],
    [
      'machine',
      `${run.host.cpu}, ${plural(run.host.cores, 'core')}, ${run.host.platform}, Node ${run.host.node}, ${plural(run.workers, 'worker')}`,
    ],
  ];
  return section(
    'Where this comes from',
    `<dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd class="mono">${escapeHtml(value)}</dd>`).join('\n')}</dl>
<p>The same scenarios, seed and version give the same fingerprint on every machine, whatever the number of workers. runs.csv and runs.parquet hold every metric of every run.</p>
${commandMarkup(run.command)}
${scenarioDetails(origin.scenario, `The scenario of ${origin.label}`)}`,
    'long',
  );
}
