/** Tables of factors on a page and on a terminal. */
import { keepUnits } from '../format.ts';
import { escapeHtml } from '../html/escape.ts';
import { section } from '../html/markup.ts';
import { factorTitle } from './charts/factor-map.ts';
import { type FactorCell, type FactorPanel, type FactorTable, factorLegend, markedText } from './factors.ts';

/** Classes of shades from the best rank to the worst. */
const SHADES = 6;
/** Panels shown; the files have all. */
const MOST_PANELS = 24;

/** A table for each panel, with shaded cells. */
export function factorSection(table: FactorTable): string {
  const { panels, cells } = table;
  const legend = factorLegend(table).map((text) => ` ${text}.`);
  const statement = `Means with the reach of their intervals; the stronger the shade, the better the rank among all ${cells.length}.${legend.join('')}`;
  const shown = panels.slice(0, MOST_PANELS).map((panel) => panelTable(panel, table));
  const cut = cutText(table);
  return section(
    factorTitle(table),
    `<p class="statement">${escapeHtml(statement)}</p>\n<div class="panels">${shown.join('\n')}</div>${cut === '' ? '' : `\n<p class="muted">${cut}</p>`}`,
    'long',
  );
}

function panelTable({ title, cells }: FactorPanel, { down, across }: FactorTable): string {
  const head = across.values.map((value) => `<th scope="col">${nameMarkup(value)}</th>`).join('');
  const rows = cells.map(
    (row, place) =>
      `<tr><th scope="row">${nameMarkup(down.values[place])}</th>${row.map(cellMarkup).join('')}</tr>`,
  );
  const caption = title === '' ? '' : `<caption>${escapeHtml(title)}</caption>`;
  return `<div class="scroll"><table class="factors">${caption}<thead><tr><td></td><th class="axis" colspan="${across.values.length}" scope="colgroup">${escapeHtml(across.path)}</th></tr>
<tr><th class="axis" scope="col">${escapeHtml(down.path)}</th>${head}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`;
}

function cellMarkup(cell: FactorCell | null): string {
  if (cell === null) return '<td></td>';
  const shade = Math.min(SHADES - 1, Math.floor(cell.rank * SHADES));
  const reach =
    cell.reach === '' ? '' : `<small>${escapeHtml(keepUnits(cell.reach).replace('± ', '±\u00A0'))}</small>`;
  return `<td class="s${shade}${cell.best ? ' best' : ''}">${escapeHtml(keepUnits(markedText(cell)))}${reach}</td>`;
}

/** Names may break after an underscore. */
function nameMarkup(name: string): string {
  return escapeHtml(name).replaceAll('_', '_<wbr>');
}

function cutText({ panels }: FactorTable): string {
  const left = panels.length - MOST_PANELS;
  return left > 0 ? `The first ${MOST_PANELS} of ${panels.length} tables; the files have all.` : '';
}

/** The same as blocks of text: a heading, the names of the columns, and the rows. */
export function factorBlocks(
  table: FactorTable,
  width: number,
): { readonly title: string; readonly head: string[]; readonly rows: string[][] }[] {
  const { down, across, panels } = table;
  const block = ({ title, cells }: FactorPanel, withReach: boolean) => ({
    title: title === '' ? factorTitle(table) : `${table.metric}, ${title}`,
    head: [`${down.path} \\ ${across.path}`, ...across.values],
    rows: cells.map((row, place) => [
      down.values[place],
      ...row.map((cell) => (cell === null ? '' : cellText(cell, withReach))),
    ]),
  });
  const shown = panels.slice(0, MOST_PANELS);
  const full = shown.map((panel) => block(panel, true));
  const fits = full.every(({ head, rows }) => widthOf([head, ...rows]) <= width);
  return fits ? full : shown.map((panel) => block(panel, false));
}

function cellText({ text, reach, leads, overloaded }: FactorCell, withReach: boolean): string {
  const marks = `${leads ? ' *' : ''}${overloaded ? ' !' : ''}`;
  return `${text}${withReach && reach !== '' ? ` ${reach}` : ''}${marks}`;
}

/** Columns of a table with two spaces between its columns. */
function widthOf(rows: readonly (readonly string[])[]): number {
  return rows[0].reduce(
    (sum, _, place) => sum + Math.max(...rows.map((row) => row[place].length)) + (place > 0 ? 2 : 0),
    0,
  );
}
