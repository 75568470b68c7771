/**
 * A strict reader of JSON Lines: one object a line, whose values are numbers, text, booleans or null. It gives the same table as the reader
 * of comma-separated values: a column for every key of any line, and empty cells where a line lacks the key or has null there.
 */
import { CsvError, type CsvField, type CsvTable } from './csv.ts';

/** @throws CsvError */
export function parseJsonLines(text: string): CsvTable {
  const columns = new Map<string, number>();
  const lines: number[] = [];
  const rows: Map<string, CsvField>[] = [];
  for (const [index, source] of text.split('\n').entries()) {
    const line = index + 1;
    if (source.trim() === '') continue;
    const row = readLine(source, line);
    for (const name of row.keys()) if (!columns.has(name)) columns.set(name, columns.size);
    lines.push(line);
    rows.push(row);
  }
  const names = [...columns.keys()];
  const none: CsvField = { text: '', column: 1 };
  return { columns: names, lines, records: rows.map((row) => names.map((name) => row.get(name) ?? none)) };
}

function readLine(source: string, line: number): Map<string, CsvField> {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
    throw new CsvError(line, Number(position ?? 0) + 1, 'this line is no JSON: expected one object a line');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CsvError(line, 1, 'expected an object such as {"at": 1.5, "tokens": 20}');
  const places = keyColumns(source);
  const row = new Map<string, CsvField>();
  for (const [name, cell] of Object.entries(value)) {
    const column = places.get(name) ?? 1;
    if (typeof cell === 'object' && cell !== null)
      throw new CsvError(
        line,
        column,
        `"${name}" is a ${Array.isArray(cell) ? 'list' : 'mapping'}: expected one value`,
      );
    row.set(name, { text: cell === null ? '' : String(cell), column });
  }
  return row;
}

/**
 * Where each key of an object stands, from 1, in one pass over the line; of a key that is repeated, the last, whose value counts.
 * @param source valid JSON: text in quotation marks that a colon follows is a key
 */
function keyColumns(source: string): Map<string, number> {
  const columns = new Map<string, number>();
  for (let start = source.indexOf('"'); start >= 0; ) {
    let end = source.indexOf('"', start + 1);
    while (isEscaped(source, end)) end = source.indexOf('"', end + 1);
    let next = end + 1;
    while (/\s/.test(source.charAt(next))) next += 1;
    if (source[next] === ':') columns.set(JSON.parse(source.slice(start, end + 1)) as string, start + 1);
    start = source.indexOf('"', next);
  }
  return columns;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(source: string, at: number): boolean {
  let before = at;
  while (source[before - 1] === '\\') before -= 1;
  return (at - before) % 2 === 1;
}
