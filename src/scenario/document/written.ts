/** A document as it can be written again: everything it extends and all options in it, names of tables as they were found. */
import type { TreeNode } from './tree.ts';
import { isBare } from './tree.ts';

/** The path of a table that a value in a file names; null when it names none that was read. */
export type TablePath = (from: string, name: string) => string | null;

/** `file=x.csv` in a call, with or without quotation marks. */
const FILE_VALUE = /\b(file\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^,(){}[\]\s]+))/g;

/** Plain data. Scenarios name tables relative to the file in which they stand; here they are named as they were found. */
export function writtenForm(node: TreeNode, tablePath: TablePath): unknown {
  if (node.kind === 'list') return node.items.map((item) => writtenForm(item, tablePath));
  if (node.kind === 'scalar')
    return typeof node.value === 'string'
      ? inCalls(node.value, (name) => tablePath(node.place.file, name))
      : node.value;
  const plain: Record<string, unknown> = {};
  for (const [key, { node: value }] of node.entries) {
    const path = key === 'file' && isBare(value) ? tablePath(value.place.file, String(value.value)) : null;
    plain[key] = path ?? writtenForm(value, tablePath);
  }
  return plain;
}

/** The same data with every table at the path that `move` gives for the one it has. */
export function movedTables(plain: unknown, move: (path: string) => string): unknown {
  if (typeof plain === 'string') return inCalls(plain, move);
  if (typeof plain !== 'object' || plain === null) return plain;
  if (Array.isArray(plain)) return plain.map((item) => movedTables(item, move));
  return Object.fromEntries(
    Object.entries(plain).map(([key, value]) => [
      key,
      key === 'file' && typeof value === 'string' ? move(value) : movedTables(value, move),
    ]),
  );
}

function inCalls(text: string, pathOf: (name: string) => string | null): string {
  if (!text.includes('file')) return text;
  return text.replace(FILE_VALUE, (all: string, key: string, ...values: (string | undefined)[]) => {
    const path = pathOf(values.slice(0, 3).find((value) => value !== undefined) ?? '');
    if (path === null) return all;
    return `${key}${path.includes('"') ? `'${path}'` : `"${path}"`}`;
  });
}
