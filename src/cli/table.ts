/**
 * Aligned columns without lines, for terminals and pipes alike.
 */
import Table from 'cli-table3';
import pc from 'picocolors';

export interface TableStyle {
  /** Columns of the terminal; the widest columns are wrapped until the table fits. */
  readonly width: number;
  readonly color: boolean;
}

const GAP = 2;
/** No column is squeezed below this; the terminal then wraps instead. */
const NARROWEST_COLUMN = 24;

const NO_LINES = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
);

/** Rows under a heading, each row with as many cells as the heading; ends without a line break. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  style: TableStyle,
): string {
  const colors = pc.createColors(style.color);
  const widths = head.map(
    (title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)) + GAP,
  );
  // The gap after the last column is cut off below.
  squeeze(widths, style.width + GAP, longestWord(rows.map(([name]) => name)) + GAP);
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [], compact: true },
    colWidths: widths,
    wordWrap: true,
  });
  table.push(
    head.map((title) => colors.bold(title)),
    ...rows.map((row) => row.map((cell, column) => broken(cell, widths[column] - GAP))),
  );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/**
 * Takes from the widest column, again and again, until all fit into `available` or cannot become narrower.
 * @param name least width of the first column, whose words are looked for and copied, and so never broken
 */
function squeeze(widths: number[], available: number, name: number): void {
  const least = widths.map((_, column) =>
    column === 0 ? Math.max(name, NARROWEST_COLUMN) : NARROWEST_COLUMN,
  );
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  for (; excess > 0; excess--) {
    const room = widths.map((width, column) => (width > least[column] ? width : 0));
    const widest = room.indexOf(Math.max(...room));
    if (room[widest] === 0) return;
    widths[widest] -= 1;
  }
}

function longestWord(cells: readonly string[]): number {
  return Math.max(0, ...cells.flatMap((cell) => cell.split(/\s/).map(({ length }) => length)));
}

/** Words that do not fit into the width go on in the next line: they would be cut off. */
function broken(cell: string, width: number): string {
  const long = new RegExp(`\\S{${width}}(?=\\S)`, 'gu');
  return cell.replace(long, '$&\n');
}
