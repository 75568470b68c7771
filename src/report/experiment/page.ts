/** The report of an experiment as one page that needs nothing else: no network, no server, no other file. */
import { stringify } from 'yaml';
import type { ExperimentEnvironment, ExperimentResult } from '../../lab/experiment/result.ts';
import { NARROW } from '../charts/theme.ts';
import { shellWord } from '../facts.ts';
import { plural } from '../format.ts';
import { CLIENT } from '../html/client.ts';
import { escapeHtml } from '../html/escape.ts';
import { vegaScripts } from '../html/libraries.ts';
import { PAGE_OPTIONS, POLICY } from '../html/page.ts';
import { chartSection, section } from '../html/sections.ts';
import { STYLE } from '../html/style.ts';
import { scriptSafeJson } from '../json.ts';
import { experimentCharts } from './charts/index.ts';
import {
  alternativesSection,
  answersSection,
  figuresSections,
  pairsSections,
  sweepSection,
} from './page-sections.ts';

/** report.html. Without charts it is a small page of tables. */
export async function experimentPage(
  result: ExperimentResult,
  run: ExperimentEnvironment,
  options: { readonly charts: boolean },
): Promise<string> {
  const charts = options.charts ? pageCharts(result) : [];
  const data = scriptSafeJson({
    charts: charts.map(({ name, spec }) => ({ name, spec })),
    narrow: NARROW,
  });
  const scripts =
    charts.length === 0
      ? ''
      : `<script>${await vegaScripts()}</script>\n<script type="application/json" id="charts">${data}</script>\n`;
  const { plan } = result;
  const what = 'latency' in result ? 'comparison' : 'sweep';
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(plan.name)}, ${what}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
${[
  headSection(result, what),
  answersSection(result),
  notesSection(result),
  ...('latency' in result ? figuresSections(result) : [sweepSection(result)]),
  ...charts.map(({ name, title, statement }) => chartSection(name, title, statement, '')),
  ...('latency' in result ? pairsSections(result) : []),
  alternativesSection(result),
  originSection(result, run),
]
  .filter((part) => part !== '')
  .join('\n')}
<footer>Times are virtual time since the start of the run. Written by swarmlab ${escapeHtml(result.version)}.</footer>
</main>
<div id="tip" role="tooltip"></div>
${scripts}<script>${CLIENT}</script>
</body>
</html>
`;
}

/** Charts without their own title, which the page sets, and without the room around them, which it gives. */
function pageCharts(result: ExperimentResult) {
  return experimentCharts(result, PAGE_OPTIONS).map(({ name, spec }) => {
    const { title, ...rest } = spec;
    const { text, subtitle } = title as { readonly text: string; readonly subtitle: string };
    return { name, title: text, statement: subtitle, spec: { ...rest, padding: 2 } };
  });
}

function headSection({ plan, outcome, runs }: ExperimentResult, what: string): string {
  const verdict = outcome.partial
    ? { kind: 'partial', mark: '!', text: 'interrupted: a part of the experiment' }
    : outcome.failures.length > 0
      ? { kind: 'missed', mark: '✗', text: plural(outcome.failures.length, 'run failed', 'runs failed') }
      : null;
  const facts = [
    `${what} of ${plural(plan.alternatives.length, what === 'sweep' ? 'point' : 'alternative')}`,
    plural(runs.length, 'run'),
    `seed <span class="mono">${escapeHtml(plan.seed)}</span>`,
  ].join(' · ');
  const badge =
    verdict === null
      ? ''
      : `\n<div class="verdict ${verdict.kind}" style="flex:none"><span aria-hidden="true">${verdict.mark}</span> ${escapeHtml(verdict.text)}</div>`;
  const { description } = plan.alternatives[0].scenario;
  const about = description === '' ? '' : `<p>${escapeHtml(description)}</p>`;
  return `<div class="head"><div><h1>${escapeHtml(plan.name)}</h1>${about}
<p class="muted">${facts}</p></div>${badge}</div>`;
}

function notesSection({ notes, unmeasured }: ExperimentResult): string {
  const all = [
    ...unmeasured.map((metric) => `${metric} was measured in too few runs to say anything.`),
    ...notes,
  ];
  if (all.length === 0) return '';
  return section('Notes', `<ul>${all.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul>`);
}

function originSection(result: ExperimentResult, run: ExperimentEnvironment): string {
  const { plan } = result;
  const rows = [
    ['fingerprint', result.fingerprint],
    ['version', result.version],
    ['seed', plan.seed],
    ['started', run.started],
    [
      'machine',
      `${run.host.cpu}, ${plural(run.host.cores, 'core')}, ${run.host.platform}, Node ${run.host.node}, ${plural(run.workers, 'worker')}`,
    ],
  ];
  const [first] = plan.alternatives;
  const yaml = stringify(first.scenario, { lineWidth: 0 });
  return section(
    'Where this comes from',
    `<dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd class="mono">${escapeHtml(value)}</dd>`).join('\n')}</dl>
<p>The same scenarios, seed and version give the same fingerprint on every machine, whatever the number of workers. runs.csv and runs.parquet hold every metric of every run.</p>
<pre>${escapeHtml(run.command.map(shellWord).join(' '))}</pre>
<details><summary>The scenario of ${escapeHtml(first.label)}, with every default filled in</summary><pre>${escapeHtml(yaml)}</pre></details>`,
    'long',
  );
}
