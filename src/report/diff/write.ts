/** Writes what a comparison of two runs leaves behind into one folder. */
import type { DiffResult } from '../../lab/diff/result.ts';
import { writeCharts } from '../charts/files.ts';
import { FILE_OPTIONS } from '../charts/theme.ts';
import { pageOf } from '../experiment/page-shell.ts';
import type { OutputFolder } from '../folder.ts';
import { formatCount } from '../format.ts';
import { escapeHtml } from '../html/escape.ts';
import { section, table } from '../html/markup.ts';
import { PAGE_OPTIONS } from '../html/page.ts';
import { toJson } from '../json.ts';
import { putReport } from '../report-files.ts';
import { diffCharts } from './charts.ts';
import { historyCells, metricCells, shown, verdictSentence } from './text.ts';

export { diffText } from './text.ts';

const ANSWER = 'diff.json';

/** Everything in it but the timelines; metrics that differ, the largest change first. */
export function diffJson({ a, b, configuration, metrics, sameMetrics, history }: DiffResult): string {
  const side = ({ label, summary }: DiffResult['a']) => {
    const { name, seed, version, fingerprint, events, simulated } = summary;
    return { label, name, seed, version, fingerprint, events, simulated };
  };
  const differing = configuration.map(({ path, a, b }) => ({ path, a: a ?? null, b: b ?? null }));
  const document = {
    a: side(a),
    b: side(b),
    configuration: differing,
    metrics,
    same_metrics: sameMetrics,
    history,
  };
  return `${toJson(document, 2)}\n`;
}

/**
 * Writes diff.json, report.html and, with charts, these as files. diff.json appears last: where it is, the others are.
 * @returns the files, relative to the parent of the folder
 * @throws OutputError when something cannot be written
 */
export function writeDiff(
  result: DiffResult,
  { directory, charts }: { readonly directory: OutputFolder; readonly charts: boolean },
): Promise<readonly string[]> {
  return putReport(directory, ANSWER, async (put) => {
    if (charts) await writeCharts(diffCharts(result, FILE_OPTIONS), put);
    await put('report.html', await diffPage(result, charts));
    await put(ANSWER, diffJson(result));
  });
}

function diffPage(result: DiffResult, charts: boolean): Promise<string> {
  const { a, b } = result;
  return pageOf({
    title: `${a.label} and ${b.label}`,
    version: b.summary.version,
    before: [headSection(result), sidesSection(result), configurationSection(result)],
    charts: charts ? diffCharts(result, PAGE_OPTIONS) : [],
    after: [historySection(result), metricsSection(result)],
  });
}

function headSection(result: DiffResult): string {
  const sentence = verdictSentence(result);
  return `<div class="head"><div><h1>${escapeHtml(result.a.label)} and ${escapeHtml(result.b.label)}</h1>
<p>${escapeHtml(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`)}</p></div></div>`;
}

function sidesSection({ a, b }: DiffResult): string {
  const row = (name: string, { label, summary }: DiffResult['a']) => [
    name,
    label,
    summary.seed,
    formatCount(summary.events),
    summary.fingerprint,
    summary.version,
  ];
  const columns = [
    { title: '' },
    { title: 'What' },
    { title: 'Seed' },
    { title: 'Events', numeric: true },
    { title: 'Fingerprint', mono: true },
    { title: 'Version' },
  ];
  return section('The two', table(columns, [row('A', a), row('B', b)]));
}

function configurationSection({ configuration }: DiffResult): string {
  if (configuration.length === 0) return '';
  const rows = configuration.map(({ path, a, b }) => [path, shown(a), shown(b)]);
  const columns = [{ title: 'Key', mono: true }, { title: 'A' }, { title: 'B' }];
  return section('Configuration', table(columns, rows));
}

function metricsSection(result: DiffResult): string {
  if (result.metrics.length === 0) return '';
  const columns = [
    { title: 'Metric', mono: true },
    { title: 'A', numeric: true },
    { title: 'B', numeric: true },
    { title: 'Change', numeric: true },
  ];
  const rows = result.metrics.map(metricCells);
  return section('Metrics that differ', table(columns, rows));
}

function historySection({ history }: DiffResult): string {
  if (history.kind !== 'parted') return '';
  const columns = [
    { title: 'Run' },
    { title: 'Event', numeric: true },
    { title: 'Time (s)', numeric: true },
    { title: 'What' },
  ];
  return section('Where the histories part', table(columns, historyCells(history.divergence)));
}
