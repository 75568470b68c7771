/** The report as one page that needs nothing else: no network, no server, no other file. */
import type { RunResult } from '../../lab/result.ts';
import { drawCharts } from '../charts/index.ts';
import type { ChartOptions, ChartSpec, Shades } from '../charts/theme.ts';
import { documentOf, footer, reportScripts } from './document.ts';
import { latencyPartsSection } from './latency-parts-section.ts';
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
};

const ZOOM_HINT = 'Hold Ctrl or ⌘ and scroll to zoom, drag to move, double-click to return.';

/** report.html. Without charts it is a small page of tables. */
export async function reportPage(result: RunResult, options: { readonly charts: boolean }): Promise<string> {
  const { summary } = result;
  const charts = options.charts ? pageCharts(result) : [];
  const parts = [
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
    footer(summary.version),
  ];
  return documentOf(`${summary.name}, seed ${summary.seed}`, parts, await reportScripts(charts));
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
