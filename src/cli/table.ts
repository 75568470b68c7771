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
  squeeze(widths, style.width + GAP);
  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [], compact: true },
    colWidths: widths,
    wordWrap: true,
  });
  table.push(
    head.map((title) => colors.bold(title)),
    ...rows.map((row) => [...row]),
  );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Takes from the widest column, again and again, until all fit into `available` or cannot become narrower. */
function squeeze(widths: number[], available: number): void {
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  for (; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest] <= NARROWEST_COLUMN) return;
    widths[widest] -= 1;
  }
}
