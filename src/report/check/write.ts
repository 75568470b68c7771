/** Writes what a check of a history leaves behind into one folder. */
import type { HistoryOperation } from '../../oracles/histories/index.ts';
import { visible } from '../../scenario/visible.ts';
import { writeCharts } from '../charts/files.ts';
import { FILE_OPTIONS } from '../charts/theme.ts';
import { pageOf } from '../experiment/page-shell.ts';
import type { OutputFolder } from '../folder.ts';
import { escapeHtml } from '../html/escape.ts';
import { section, table } from '../html/markup.ts';
import { PAGE_OPTIONS } from '../html/page.ts';
import { putReport } from '../report-files.ts';
import { checkCharts } from './chart.ts';
import { checkJson } from './json.ts';
import {
  type CheckedHistory,
  checkText,
  countSentences,
  describedParts,
  type Part,
  type Prefix,
  verdictSentence,
  whereWords,
} from './result.ts';

const ANSWER = 'check.json';
/** Operations of an order on the page; the JSON has all. */
const MOST_ROWS = 50;

/**
 * Writes check.json, check.txt, report.html and, with charts, these as files. check.json appears last: where it is, the others are.
 * @returns the files, relative to the parent of the folder
 * @throws OutputError when something cannot be written
 */
export function writeCheck(
  result: CheckedHistory,
  {
    directory,
    charts,
    version,
  }: { readonly directory: OutputFolder; readonly charts: boolean; readonly version: string },
): Promise<readonly string[]> {
  return putReport(directory, ANSWER, async (put) => {
    if (charts) await writeCharts(checkCharts(result, FILE_OPTIONS), put);
    await put('report.html', await checkPage(result, charts, version));
    await put('check.txt', visible(checkText(result)));
    await put(ANSWER, checkJson(result));
  });
}

function checkPage(result: CheckedHistory, charts: boolean, version: string): Promise<string> {
  return pageOf({
    title: verdictSentence(result),
    version,
    before: [headSection(result)],
    charts: charts ? checkCharts(result, PAGE_OPTIONS) : [],
    times: '',
    after: [...describedParts(result).map((part) => partSection(part, result)), partsSection(result)],
  });
}

const MARKS = {
  linearizable: ['met', '✓'],
  'not linearizable': ['missed', '✗'],
  undecided: ['undecided', '?'],
} as const;

function headSection(result: CheckedHistory): string {
  const { source, model, report } = result;
  const [kind, mark] = MARKS[report.verdict];
  const counts = countSentences(result)
    .map((one) => escapeHtml(`${one.charAt(0).toUpperCase()}${one.slice(1)}.`))
    .join('<br>');
  return `<div class="head"><div><h1>${escapeHtml(source)}</h1><p>Checked as ${escapeHtml(model)}.</p>
<p class="muted">${counts}</p></div>
<div class="verdict ${kind}"><span aria-hidden="true">${mark}</span> ${escapeHtml(report.verdict)}</div></div>`;
}

const OPERATION_COLUMNS = [
  { title: '', numeric: true },
  { title: 'Process' },
  { title: 'Operation', mono: true },
  { title: 'Where' },
  { title: 'What became of it' },
];

function partSection(
  { part, prefix }: Part & { readonly prefix: Prefix },
  { history }: CheckedHistory,
): string {
  const { order, blocked, unplaced, state, states, isProven } = prefix;
  const row = (given: unknown, place: string, fate: string): string[] => {
    const operation = given as HistoryOperation;
    const { process, input, output, returned } = operation;
    const words = history.model.words(input, returned === Infinity ? undefined : output);
    return [place, String(process), words, whereWords(operation), fate];
  };
  const from = Math.max(0, order.length - MOST_ROWS);
  const rows = [
    ...order.slice(from).map((one, n) => row(one, `${from + n + 1}.`, 'takes effect here')),
    row(blocked, '', isProven ? 'cannot take effect' : 'next to answer: not decided'),
    ...unplaced.filter((one) => one !== blocked).map((one) => row(one, '', 'open, has not taken effect')),
  ];
  const more =
    from > 0
      ? `<p>The last ${MOST_ROWS} of ${order.length} operations in order are listed; check.json has all.</p>`
      : '';
  const ends = states.length > 0 ? ` Attempts to go on ended where ${states.join('; where ')}.` : '';
  const words = `${order.length === 0 ? 'At first' : 'After these'} ${state}.${ends}`;
  return section(
    part === '' ? 'The longest prefix in order' : `Key ${part}: the longest prefix in order`,
    `${more}${table(OPERATION_COLUMNS, rows)}<p>${escapeHtml(words)}</p>`,
  );
}

/** Parts that are listed on the page. */
const MOST_LISTED = 200;

function partsSection({ report }: CheckedHistory): string {
  if (report.parts.length < 2) return '';
  const ranks = { 'not linearizable': 0, undecided: 1, linearizable: 2 } as const;
  const parts = [...report.parts].sort((a, b) => ranks[a.verdict] - ranks[b.verdict]);
  const columns = [
    { title: 'Key', mono: true },
    { title: 'Verdict' },
    { title: 'Operations', numeric: true },
    { title: 'Configurations', numeric: true },
  ];
  const rows = parts
    .slice(0, MOST_LISTED)
    .map(({ part, verdict, operations, configurations }) => [
      part,
      verdict,
      String(operations),
      String(configurations),
    ]);
  const more = parts.length - MOST_LISTED;
  return section(
    'Keys',
    table(columns, rows) + (more > 0 ? `<p>And ${more} more; check.json has all.</p>` : ''),
  );
}
