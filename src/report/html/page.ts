/** The report as one page that needs nothing else: no network, no server, no other file. */
import type { RunResult } from '../../lab/result.ts';
import { drawCharts } from '../charts/index.ts';
import { type ChartOptions, type ChartSpec, NARROW, type Shades } from '../charts/theme.ts';
import { scriptSafeJson } from '../json.ts';
import { CLIENT } from './client.ts';
import { escapeHtml } from './escape.ts';
import { latencyPartsSection } from './latency-parts-section.ts';
import { vegaScripts } from './libraries.ts';
import {
  cardsSection,
  chartSection,
  claimsSection,
  distributionsSection,
  expectationsSection,
  factsSection,
  faultsSection,
  headSection,
  loadSection,
  metricsSection,
  notesSection,
  originSection,
  wavesSection,
} from './sections.ts';
import { STYLE } from './style.ts';

const PAGE_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

/** The style sheet's variables, which follow the reader's light, dark or printed page. */
const PAGE_SHADES: Shades = {
  background: null,
  text: 'var(--text)',
  muted: 'var(--muted)',
  grid: 'var(--line)',
  rule: 'var(--rule)',
  edge: 'var(--edge)',
  blue: 'var(--blue)',
  idle: 'var(--idle)',
  halo: 'var(--panel)',
};

/** The page may run its own scripts and do nothing else; Vega compiles its expressions, hence unsafe-eval. */
export const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const ZOOM_HINT = 'Hold Ctrl or ⌘ and scroll to zoom, drag to move, double-click to return.';

/** report.html. Without charts it is a small page of tables. */
export async function reportPage(result: RunResult, options: { readonly charts: boolean }): Promise<string> {
  const { summary } = result;
  const charts = options.charts ? pageCharts(result) : [];
  const data = scriptSafeJson({
    charts: charts.map(({ name, spec }) => ({ name, spec })),
    narrow: NARROW,
  });
  const scripts =
    charts.length === 0
      ? ''
      : `<script>${await vegaScripts()}</script>\n<script type="application/json" id="charts">${data}</script>\n`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${escapeHtml(summary.name)}, seed ${escapeHtml(summary.seed)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
${[
  headSection(summary),
  loadSection(summary),
  cardsSection(summary),
  `<div class="two">${expectationsSection(summary)}\n${factsSection(summary)}</div>`,
  claimsSection(summary),
  notesSection(summary),
  ...charts.map(({ name, title, statement, zoom }) =>
    chartSection(name, title, statement, zoom ? ZOOM_HINT : ''),
  ),
  distributionsSection(summary),
  latencyPartsSection(summary),
  wavesSection(result),
  faultsSection(result),
  metricsSection(summary),
  originSection(summary),
]
  .filter((part) => part !== '')
  .join('\n')}
<footer>Times are virtual time since the start of the run. Written by swarmlab ${escapeHtml(summary.version)}.</footer>
</main>
<div id="tip" role="tooltip"></div>
${scripts}<script>${CLIENT}</script>
</body>
</html>
`;
}

interface PageChart {
  readonly name: string;
  readonly title: string;
  readonly statement: string;
  readonly zoom: boolean;
  readonly spec: ChartSpec;
}

export const PAGE_OPTIONS: ChartOptions = {
  width: 760,
  interactive: true,
  shades: PAGE_SHADES,
  font: PAGE_FONT,
};

/** Charts without their own title, which the page sets, and without the room around them, which it gives. */
function pageCharts(result: RunResult): PageChart[] {
  return drawCharts(result, PAGE_OPTIONS).map(({ name, spec }) => {
    const { title, ...rest } = spec;
    const { text, subtitle } = title as { readonly text: string; readonly subtitle: string };
    return { name, title: text, statement: subtitle, zoom: 'vconcat' in rest, spec: { ...rest, padding: 2 } };
  });
}
