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
    return typeof node.value === 'string' && node.value.includes('file')
      ? inCalls(node.value, node.place.file, tablePath)
      : node.value;
  const plain: Record<string, unknown> = {};
  for (const [key, { node: value }] of node.entries) {
    const path = key === 'file' && isBare(value) ? tablePath(value.place.file, String(value.value)) : null;
    plain[key] = path ?? writtenForm(value, tablePath);
  }
  return plain;
}

function inCalls(text: string, from: string, tablePath: TablePath): string {
  return text.replace(FILE_VALUE, (all: string, key: string, ...values: (string | undefined)[]) => {
    const path = tablePath(from, values.slice(0, 3).find((value) => value !== undefined) ?? '');
    if (path === null) return all;
    return `${key}${path.includes('"') ? `'${path}'` : `"${path}"`}`;
  });
}
