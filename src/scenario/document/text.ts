/** Whether all text of a document can be shown: no control characters in keys and values, however they were written. */
import type { Place } from '../errors.ts';
import { firstHidden, visibleLine } from '../visible.ts';
import type { Problems } from './problems.ts';
import type { MappingNode, TreeNode } from './tree.ts';

/** The values that may have several lines, at the top of the document. */
const LONG_TEXTS: ReadonlySet<string> = new Set(['description']);

export function checkText(document: MappingNode, problems: Problems): void {
  visit(document, '', problems);
}

function visit(node: TreeNode, key: string, problems: Problems): void {
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) visit(item, `${key}[${index}]`, problems);
  } else if (node.kind === 'mapping') {
    for (const [name, entry] of node.entries) {
      const path = key === '' ? visibleLine(name) : `${key}.${visibleLine(name)}`;
      check(name, false, entry.place, path, problems);
      visit(entry.node, path, problems);
    }
  } else if (typeof node.value === 'string') {
    check(node.value, LONG_TEXTS.has(key), node.place, key, problems);
  }
}

function check(text: string, lines: boolean, place: Place, key: string, problems: Problems): void {
  const hidden = firstHidden(text, lines);
  if (hidden === null) return;
  const message = `text must not contain control characters, found ${hidden.shown} after ${hidden.at} characters`;
  problems.addAt({ file: place.file, line: place.line, column: place.column, key, message });
}
