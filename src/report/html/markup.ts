/** Tables, sections and command lines of a page as markup. */
import { keepUnits } from '../format.ts';
import { HEADLINE_MARKS, type Headline } from '../headline.ts';
import { shellWord } from '../shell-word.ts';
import { escapeHtml } from './escape.ts';

export interface Column {
  readonly title: string;
  readonly numeric?: boolean;
  readonly mono?: boolean;
}

/** A table; cells are plain text. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], id?: string): string {
  const kind = (column: Column) =>
    column.numeric === true ? ' class="n"' : column.mono === true ? ' class="mono"' : '';
  const head = columns
    .map((column) => `<th${kind(column)} scope="col">${escapeHtml(column.title)}</th>`)
    .join('');
  const body = rows
    .map(
      (row) =>
        `<tr>${row.map((cell, place) => `<td${kind(columns[place])}>${cellText(cell, columns[place])}</td>`).join('')}</tr>`,
    )
    .join('\n');
  const name = id === undefined ? '' : ` id="${id}"`;
  return `<div class="scroll"><table${name}><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

function cellText(cell: string, column: Column): string {
  return column.numeric === true ? escapeHtml(keepUnits(cell)) : breakable(cell);
}

/** Names may break after a dot and after an underscore. */
export function breakable(text: string): string {
  return escapeHtml(text).replace(/[._](?=[a-z])/g, '$&<wbr>');
}

/** A command line whose words stay whole, where a line is not shorter than one. */
export function commandMarkup(words: readonly string[]): string {
  return `<pre>${words.map((word) => `<span class="word">${escapeHtml(shellWord(word))}</span>`).join(' ')}</pre>`;
}

export function section(title: string, body: string, kind = ''): string {
  return `<section${kind === '' ? '' : ` class="${kind}"`}><h2>${escapeHtml(title)}</h2>\n${body}</section>`;
}

/** The verdict beside the title of a page. */
export function verdictBadge({ kind, text }: Headline): string {
  return `<div class="verdict ${kind}"><span aria-hidden="true">${HEADLINE_MARKS[kind]}</span> ${escapeHtml(text)}</div>`;
}
