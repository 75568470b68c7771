/** Text made safe for a page. Everything that a scenario, a metric or a machine names goes through here. */

import { visible } from '../../scenario/visible.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe between tags and inside quoted attributes. Control characters, which no page may hold, are shown as in \u001b. */
export function escapeHtml(text: string): string {
  return visible(text)
    .replace(/\t/g, ' ')
    .replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
