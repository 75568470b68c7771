/** The summary that a run prints: what ran, what came out, and whether that is what was expected. */
import { createColors } from 'picocolors';
import type { ExpectationResult, RunResult, RunSummary } from '../lab/result.ts';
import type { Verdict } from '../lab/verdict.ts';
import { reproduceCommand, runFacts } from './facts.ts';
import { headline, headlineText } from './headline.ts';
import { type FigureGroup, figureGroups } from './key-figures.ts';
import { LATENCY_PARTS_TITLE, latencyParts } from './latency-parts.ts';
import { loadWarning } from './load-text.ts';
import {
  type DistributionRow,
  distributions,
  introduceModules,
  measuredText,
  STATISTICS,
  type Statistic,
  statisticText,
  undecidedBecause,
  usedStatistics,
} from './metrics.ts';

export interface TextOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** On narrower terminals lines are broken by the terminal. */
const NARROWEST = 60;
const GAP = 4;

type Colours = ReturnType<typeof createColors>;

/** A cell with its width apart from its colours. */
type Style = (text: string) => string;

/** The summary as lines of text without a line end at the last. */
export function summaryText(result: Pick<RunResult, 'summary'>, options: TextOptions): string {
  const colours = createColors(options.color);
  const width = Math.max(NARROWEST, options.width);
  const { summary } = result;
  introduceModules(summary);
  const blocks = [
    head(summary, colours),
    loadLines(summary, colours, width),
    factLines(summary, colours, width),
    distributionLines(distributions(summary.metrics, summary.bounds), colours, width),
    latencyPartLines(summary, colours),
    figureLines(figureGroups(summary.metrics, summary.bounds), colours, width),
    verdictLines('Expectations', summary.expectations, EXPECTED, colours, width),
    verdictLines('Claims', summary.claims, CLAIMED, colours, width),
    summary.notes.flatMap((note) => wrap(`${colours.yellow('!')} `, note, width, 2)),
    footLines(summary, colours, width),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function head(summary: RunSummary, colours: Colours): string[] {
  const name = `${colours.bold(summary.name)} ${colours.dim(`seed ${summary.seed}`)}`;
  return [`${name}  ${headlineText(headline(summary), colours)}`];
}

/** Before the figures, since these are not what they seem. */
function loadLines(summary: RunSummary, colours: Colours, width: number): string[] {
  const warning = loadWarning(summary);
  return warning === null ? [] : wrap(`${colours.red('!')} `, warning, width, 2);
}

function factLines(summary: RunSummary, colours: Colours, width: number): string[] {
  const facts = runFacts(summary);
  const column = Math.max(...facts.map((fact) => fact.label.length)) + 2;
  return [
    colours.bold('What ran'),
    ...facts.flatMap(({ label, value }) =>
      wrap(`  ${colours.dim(label.padEnd(column))}`, value, width, column + 2),
    ),
  ];
}

function distributionLines(rows: readonly DistributionRow[], colours: Colours, width: number): string[] {
  if (rows.length === 0) return [];
  const all = usedStatistics(rows);
  const cells = (shown: readonly Statistic[]): string[][] => [
    ['Times', ...shown.map((key) => STATISTICS[key])],
    ...rows.map((row) => [`  ${row.label}`, ...shown.map((key) => statisticText(row, key))]),
  ];
  let shown = all;
  // On a narrow terminal the least telling columns go first.
  for (const key of ['p95', 'mean', 'p999', 'p90'] as const)
    if (tableWidth(cells(shown)) > width) shown = shown.filter((other) => other !== key);
  return alignTable(cells(shown), [colours.bold], colours.dim);
}

function latencyPartLines(summary: RunSummary, colours: Colours): string[] {
  const parts = latencyParts(summary);
  if (parts.length === 0) return [];
  const rows = parts.map(({ label, inner, mean, share }) => [
    `${inner ? '    ' : '  '}${label}`,
    mean,
    share,
  ]);
  return alignTable([[LATENCY_PARTS_TITLE, 'mean', 'share'], ...rows], [colours.bold], colours.dim);
}

function tableWidth(cells: readonly (readonly string[])[]): number {
  return columnWidths(cells).reduce((sum, column) => sum + column + 2, -2);
}

function columnWidths(cells: readonly (readonly string[])[]): number[] {
  return cells[0].map((_, place) => Math.max(...cells.map((row) => row[place].length)));
}

function alignTable(
  cells: readonly (readonly string[])[],
  first: readonly Style[],
  headings: Style,
): string[] {
  const widths = columnWidths(cells);
  return cells.map((row, index) =>
    row
      .map((cell, place) => {
        const text = place === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[place]);
        if (index > 0) return text;
        return place === 0 ? (first[0]?.(text) ?? text) : headings(text);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Headings with figures under them, side by side as far as the width goes. */
function figureLines(groups: readonly FigureGroup[], colours: Colours, width: number): string[] {
  const blocks = groups.map((group) => figureBlock(group, colours));
  const lines: string[] = [];
  for (let next = 0; next < blocks.length; ) {
    const row = [blocks[next++]];
    while (
      next < blocks.length &&
      [...row, blocks[next]].reduce((sum, block) => sum + block.width + GAP, -GAP) <= width
    )
      row.push(blocks[next++]);
    if (lines.length > 0) lines.push('');
    const height = Math.max(...row.map((block) => block.lines.length));
    for (let line = 0; line < height; line++)
      lines.push(
        row
          .map((block) => block.lines[line] ?? ' '.repeat(block.width))
          .join(' '.repeat(GAP))
          .trimEnd(),
      );
  }
  return lines;
}

interface Block {
  readonly width: number;
  /** All padded to the width, colours aside. */
  readonly lines: readonly string[];
}

function figureBlock({ title, rows }: FigureGroup, colours: Colours): Block {
  const label = Math.max(...rows.map((row) => row.label.length));
  const value = Math.max(...rows.map((row) => row.value.length));
  const width = Math.max(title.length, label + value + 4);
  const lines = rows.map(
    (row) => `  ${colours.dim(row.label.padEnd(label))}${row.value.padStart(width - label - 2)}`,
  );
  return { width, lines: [colours.bold(title) + ' '.repeat(width - title.length), ...lines] };
}

type Marks = Readonly<Record<Verdict, string>>;

const EXPECTED: Marks = { met: '✓', unmet: '✗', undecided: '?' };
const CLAIMED: Marks = { met: 'confirmed', unmet: 'refuted  ', undecided: 'undecided' };

function verdictLines(
  title: string,
  results: readonly ExpectationResult[],
  marks: Marks,
  colours: Colours,
  width: number,
): string[] {
  if (results.length === 0) return [];
  const column = Math.max(...results.map((result) => result.text.length));
  const styles = { met: colours.green, unmet: colours.red, undecided: colours.yellow };
  return [
    colours.bold(title),
    ...results.flatMap((result) => {
      const { text, verdict } = result;
      const mark = styles[verdict](marks[verdict]);
      const actual = verdict === 'met' ? measuredText(result) : styles[verdict](measuredText(result));
      const indent = marks[verdict].length + 3;
      const why = undecidedBecause(result);
      return [
        `  ${mark} ${text.padEnd(column)}  ${actual}`,
        ...(why === '' ? [] : wrap(' '.repeat(indent), why, width, indent)),
      ];
    }),
  ];
}

function footLines(summary: RunSummary, colours: Colours, width: number): string[] {
  const lines = [
    `${colours.dim('fingerprint')} ${summary.fingerprint} ${colours.dim(`version ${summary.version}; again with: ${reproduceCommand(summary)}`)}`,
  ];
  if (summary.run.files.length > 0)
    lines.push(...wrap(`${colours.dim('written')}     `, fileList(summary.run.files), width, 12));
  return lines;
}

/** Files of one name with several endings as one: charts/agents.{vl.json,svg,png}. */
function fileList(files: readonly string[]): string {
  const endings = new Map<string, string[]>();
  for (const file of files) {
    const dot = file.indexOf('.', file.lastIndexOf('/') + 1);
    const name = dot < 0 ? file : file.slice(0, dot);
    endings.set(name, [...(endings.get(name) ?? []), dot < 0 ? '' : file.slice(dot + 1)]);
  }
  return [...endings]
    .map(([name, all]) =>
      all.length > 1 ? `${name}.{${all.join(',')}}` : all[0] === '' ? name : `${name}.${all[0]}`,
    )
    .join(', ');
}

/** Breaks text at spaces; further lines are indented by `indent`. */
function wrap(start: string, text: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((content, index) => (index === 0 ? start : ' '.repeat(indent)) + content);
}
