/** Results as Markdown for a comment or the summary of a pipeline: what is not passed first, the rest folded. */
import { visibleLine } from '../../scenario/visible.ts';
import { plural } from '../format.ts';
import { type CaseResult, isProblem, summaryLine } from './case.ts';

/** Rows of a table. GitHub refuses summaries of more than a megabyte. */
const MOST_ROWS = 500;

const SIGNS: Readonly<Record<CaseResult['status'], string>> = {
  passed: '✅ passed',
  failed: '❌ failed',
  undecided: '❔ undecided',
  skipped: '⏭️ skipped',
  error: '💥 error',
};

/** @param title what was done, such as `sim test` */
export function markdownText(results: readonly CaseResult[], title: string): string {
  const problems = results.filter(isProblem);
  const rest = results.filter((result) => !isProblem(result));
  const blocks = [`### ${text(title)}: ${summaryLine(results)}`, ...tableOf(problems, true)];
  if (rest.length > 0)
    blocks.push(`<details><summary>${summaryLine(rest)}</summary>`, ...tableOf(rest, false), '</details>');
  return `${blocks.join('\n\n')}\n`;
}

function tableOf(results: readonly CaseResult[], withDetails: boolean): string[] {
  if (results.length === 0) return [];
  const rows = results.slice(0, MOST_ROWS).map((result) => {
    const { status, suite, place, name, message, details } = result;
    const where = place === null ? suite : `${place.file}:${place.line}`;
    const why = [message, ...(withDetails ? details : [])].filter((line) => line !== '').map(text);
    return `| ${SIGNS[status]} | ${code(name)} | ${code(where)} | ${why.join('<br>')} |`;
  });
  const table = ['| | what | where | why |', '| --- | --- | --- | --- |', ...rows].join('\n');
  const left = results.length - rows.length;
  return left > 0
    ? [table, `and ${plural(left, 'more row')} that ${left === 1 ? 'is' : 'are'} not shown`]
    : [table];
}

/** Markdown is still read between these tags, so the text is escaped as everywhere else. */
function code(content: string): string {
  return `<code>${text(content)}</code>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** One line that Markdown shows as it is, also in a cell of a table. */
function text(content: string): string {
  return visibleLine(content)
    .replace(/[\\`*_[\]|~$#]/g, '\\$&')
    .replace(/[&<>]/g, (character) => ENTITIES[character]);
}
