import { parseDocument } from '../../src/scenario/document/parse.ts';
import { toPlain } from '../../src/scenario/document/tree.ts';

/** A scenario as plain data, as the program reads it. */
export function treeOf(text: string): Record<string, unknown> {
  return JSON.parse(JSON.stringify(toPlain(parseDocument(text, { file: 'text', column: 1 })))) as Record<
    string,
    unknown
  >;
}
