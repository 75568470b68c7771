/** What a comparison or a sweep prints: the answers in sentences, then tables. */
import { createColors } from 'picocolors';
import type { AlternativeFigures, MetricComparison } from '../../lab/experiment/compare-metric.ts';
import type { CompareResult, ExperimentResult, SweepResult } from '../../lab/experiment/result.ts';
import type { MetricSweep } from '../../lab/experiment/sweep-metric.ts';
import { formatCount, keepUnits, NO_VALUE, plural } from '../format.ts';
import { introduceMetrics } from '../metrics.ts';
import type { TextOptions } from '../summary-text.ts';
import { factorBlocks } from './factor-tables.ts';
import { type FactorTable, factorLegend, factorTable } from './factors.ts';
import {
  differenceText,
  intervalCell,
  JOINT,
  loadCells,
  meanText,
  outsharpened,
  reachText,
  SHARPER,
  shareText,
} from './figures.ts';
import { compareSentences } from './sentences.ts';
import { sweepSentences } from './sweep-sentences.ts';
import { unmeasuredNotes } from './unmeasured-text.ts';

type Colours = ReturnType<typeof createColors>;

/** Alternatives that are printed, and those that are where tables of factors say the same; the files have all. */
const MOST_POINTS = 40;
const MOST_LISTED = 12;
/** Columns that a text needs to be read. */
export const NARROWEST = 60;

export function experimentText(result: ExperimentResult, options: TextOptions): string {
  introduceMetrics(result.plan.own_metrics);
  const colours = createColors(options.color);
  const width = Math.max(NARROWEST, options.width);
  const compare = 'latency' in result;
  const sentences = compare ? compareSentences(result) : sweepSentences(result);
  const factors = result.metrics.flatMap(({ metric }) => factorTable(result, metric) ?? []);
  const most = factors.length > 0 ? MOST_LISTED : MOST_POINTS;
  const tables = [
    ...factors.map((each) => factorText(each, width, colours)),
    ...(compare
      ? result.metrics.map((metric) => comparisonTable(result, metric, most, colours))
      : [sweepTable(result, most, colours)]),
  ];
  const unmeasured = unmeasuredNotes(result);
  const joint = result.metrics.filter((metric) => metric.joint).map(({ metric }) => `${metric}: ${JOINT}.`);
  const sharper = compare
    ? result.metrics
        .filter((metric) => outsharpened(metric).length > 0)
        .map(({ metric }) => `${metric}: ${SHARPER}.`)
    : [];
  return [
    ...sentences.map((sentence) => wrap(sentence, width).join('\n')),
    ...tables,
    noteLines([...unmeasured, ...joint, ...sharper, ...result.notes], width, colours),
    `${colours.dim('fingerprint')} ${result.fingerprint} ${colours.dim(`of ${plural(result.runs.length, 'run')}, seed ${result.plan.seed}, version ${result.version}`)}`,
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function factorText(factors: FactorTable, width: number, colours: Colours): string {
  const blocks = factorBlocks(factors, width).map(({ title, head, rows }) =>
    [colours.bold(title), table(head, rows, colours)].join('\n'),
  );
  const legend = factorLegend(factors);
  return [...blocks, ...(legend.length === 0 ? [] : [colours.dim(`(${legend.join('; ')})`)])].join('\n\n');
}

function comparisonTable(
  result: CompareResult,
  comparison: MetricComparison,
  most: number,
  colours: Colours,
): string {
  const { metric, alternatives, ranking } = comparison;
  const baseline = result.plan.all_pairs ? comparison.ranking[0] : comparison.baseline;
  const figures = ranking
    .slice(0, most)
    .map((label) => alternatives.find((each) => each.label === label) as AlternativeFigures);
  const lettered = figures.some(({ letters }) => letters !== '');
  const counts = new Set(figures.map(({ replications }) => replications)).size > 1;
  // A single one that was measured is neither compared nor the best.
  const several = figures.length > 1;
  const loads = loadCells(result);
  const head = [
    'mean',
    '95 % interval',
    ...(several ? [`against ${baseline}`] : []),
    ...(lettered ? ['group'] : []),
    ...(several ? ['best'] : []),
    ...(counts ? ['runs'] : []),
    ...(loads === null ? [] : ['unfinished']),
  ];
  const rows = figures.map((each) => [
    each.label,
    meanText(metric, each),
    intervalCell(metric, each),
    ...(several ? [differenceText(comparison, baseline, each.label)] : []),
    ...(lettered ? [each.letters] : []),
    ...(several ? [shareText(each.probability_best)] : []),
    ...(counts ? [formatCount(each.replications)] : []),
    ...(loads === null ? [] : [loads.get(each.label) ?? NO_VALUE]),
  ]);
  const cells = rows.flat();
  const left = ranking.length - figures.length;
  return [
    table([metric, ...head], rows, colours),
    ...(left > 0 ? [colours.dim(`${left} more, with worse means, are in the files`)] : []),
    ...(several ? [colours.dim(`(${legendOf(comparison, cells).join('; ')})`)] : []),
  ].join('\n');
}

/** Replications below which no shares of resamples are given. */
const LEAST_RESAMPLED = 5;

function legendOf({ alternatives }: MetricComparison, cells: readonly string[]): string[] {
  const lettered = alternatives.some(({ letters }) => letters !== '');
  const resampled = alternatives.every(({ probability_best }) => probability_best !== null);
  return [
    ...(lettered ? ['one letter in common: cannot be told apart'] : []),
    ...(cells.some((cell) => cell.endsWith(' ?')) ? ['?: not told apart from none'] : []),
    resampled
      ? 'best: share of resamples in which its mean is the best'
      : alternatives.some(({ replications }) => replications < LEAST_RESAMPLED)
        ? `best: needs ${LEAST_RESAMPLED} replications of all`
        : 'best: not known where values are open',
  ];
}

function sweepTable(result: SweepResult, most: number, colours: Colours): string {
  const { plan, metrics } = result;
  const names = metrics.map(({ metric }) => metric);
  const points = plan.alternatives.slice(0, most);
  const loads = loadCells(result);
  const rows = points.map(({ label }, index) => [
    label,
    ...metrics.map((sweep) => pointText(sweep, index)),
    ...(loads === null ? [] : [loads.get(label) ?? NO_VALUE]),
  ]);
  const left = plan.alternatives.length - points.length;
  const legend = metrics.some(({ leaders }) => leaders.length > 0 && plan.alternatives.length > 1)
    ? ['* cannot be told apart from the best']
    : [];
  const more = left > 0 ? [`${left} more points are in the files`] : [];
  return [
    table(['', ...names, ...(loads === null ? [] : ['unfinished'])], rows, colours),
    ...[...legend, ...more].map(colours.dim),
  ].join('\n');
}

function pointText(sweep: MetricSweep, index: number): string {
  const point = sweep.points[index];
  if (point === null) return NO_VALUE;
  const mean = meanText(sweep.metric, point);
  const star = sweep.points.length > 1 && sweep.leaders.includes(point.label) ? ' *' : '  ';
  if (point.mean === null) return `${mean}${star}`;
  if (point.replications < 2) return mean;
  return `${mean}${reachText(sweep.metric, point)}${star}`;
}

/** Columns without lines: the first to the left, the others to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  colours: Colours,
): string {
  const cells = [head, ...rows];
  const widths = head.map((_, place) => Math.max(...cells.map((row) => row[place].length)));
  return cells
    .map((row, index) =>
      row
        .map((cell, place) => {
          const text = place === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[place]);
          if (index > 0) return text;
          return place === 0 ? colours.bold(text) : colours.dim(text);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Remarks one below the other, each with a mark before its first line. */
export function noteLines(notes: readonly string[], width: number, colours: Colours): string {
  return notes
    .flatMap((note) =>
      wrap(note, width - 2).map((line, index) =>
        index === 0 ? `${colours.yellow('!')} ${line}` : `  ${line}`,
      ),
    )
    .join('\n');
}

/** Lines of at most `width` characters where words allow it, with numbers and their units on one line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of keepUnits(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => each.replaceAll('\u00A0', ' '));
}
