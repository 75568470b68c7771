/** YAML that every reader takes for the same. */
import { Document, visit } from 'yaml';
import { firstHidden, visible } from './visible.ts';

/**
 * What readers of YAML 1.1 take for a date, a number, a time or a truth value (2024-01-01, 1_000, 12:30, yes), and what holds characters
 * that act instead of being seen, stands in quotation marks, these characters as escapes.
 */
export function yamlText(value: unknown): string {
  const document = new Document(value, { version: '1.2', compat: 'yaml-1.1' });
  visit(document, {
    Scalar(_key, node) {
      const { value: text } = node;
      if (typeof text === 'string' && (text === '=' || firstHidden(text, true) !== null))
        node.type = 'QUOTE_DOUBLE';
    },
  });
  return visible(document.toString({ lineWidth: 0 }));
}
