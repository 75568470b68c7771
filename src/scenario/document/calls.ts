/**
 * Calls such as `gamma(mean=1s, cv=2)` where YAML does not take them as one text, because of a comma or a colon.
 */
import type { YAMLMap, YAMLSeq } from 'yaml';
import { isPair, isScalar } from 'yaml';

/** Longest call looked for, so that a very long line is not read again and again. */
const LONGEST_CALL = 1000;

/** The call that begins at an offset, up to its closing parenthesis in the same line; null when none does. */
export function callAt(text: string, offset: number): string | null {
  const end = text.indexOf('\n', offset);
  const line = text.slice(offset, Math.min(end < 0 ? text.length : end, offset + LONGEST_CALL));
  if (!/^\w+ ?\(/.test(line)) return null;
  let open = 0;
  for (let index = 0; index < line.length; index += 1) {
    if (line[index] === '(') open += 1;
    if (line[index] === ')') open -= 1;
    if (line[index] === ')' && open === 0) return line.slice(0, index + 1);
  }
  return null;
}

/** What to do about a call that has been taken apart. */
export function quoteCall(call: string): string {
  return `text with ", " or ": " inside parentheses needs quotation marks: write "${call}"`;
}

/** Offsets and texts of the calls that commas of a collection between { } or [ ] have taken apart. */
export function brokenCalls(collection: YAMLMap | YAMLSeq, text: string): { offset: number; call: string }[] {
  const broken: { offset: number; call: string }[] = [];
  if (collection.flow !== true) return broken;
  for (const item of collection.items) {
    const node = isPair(item) ? item.value : item;
    if (!isScalar(node) || node.type !== 'PLAIN' || !node.range) continue;
    const [start, end] = node.range;
    const call = callAt(text, start);
    if (call !== null && start + call.length > end) broken.push({ offset: start, call });
  }
  return broken;
}
