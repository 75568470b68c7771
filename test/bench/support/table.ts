/** Plain tables on standard output, and the machine they were measured on. */
import { availableParallelism, cpus, loadavg, platform } from 'node:os';

export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  ');
  console.log(`\n${title}`);
  console.log(line(head));
  for (const row of rows) console.log(line(row));
}

/** What it is, and how busy it has been in the last minute: a load above 0 before the first measurement is somebody else's. */
export function machine(): string {
  return `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.versions.node}, ${platform()}, load ${loadavg()[0].toFixed(1)}`;
}
