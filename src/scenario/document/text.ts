/** Whether all text of a document can be shown: no control characters in keys and values, however they were written. */
import type { Place } from '../errors.ts';
import { firstHidden } from '../visible.ts';
import type { Problems } from './problems.ts';
import { locate, type MappingNode, type Path, type TreeNode } from './tree.ts';

/** The values that may have several lines, at the top of the document. */
const LONG_TEXTS: ReadonlySet<string> = new Set(['description']);

export function checkText(document: MappingNode, problems: Problems): void {
  visit(document, [], problems);
}

/** @param path to the node; written to, so that nothing is made for text that is fine */
function visit(node: TreeNode, path: (string | number)[], problems: Problems): void {
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      path.push(index);
      visit(item, path, problems);
      path.pop();
    }
  } else if (node.kind === 'mapping') {
    for (const [name, entry] of node.entries) {
      path.push(name);
      check(name, false, entry.place, path, problems);
      visit(entry.node, path, problems);
      path.pop();
    }
  } else if (typeof node.value === 'string') {
    const isLong = path.length === 1 && LONG_TEXTS.has(String(path[0]));
    check(node.value, isLong, node.place, path, problems);
  }
}

function check(text: string, lines: boolean, place: Place, path: Path, problems: Problems): void {
  const hidden = firstHidden(text, lines);
  if (hidden === null) return;
  const { key } = locate(problems.root, path);
  const message = `text must not contain control characters, found ${hidden.shown} after ${hidden.at} characters`;
  problems.addAt({ file: place.file, line: place.line, column: place.column, key, message }, [...path]);
}
