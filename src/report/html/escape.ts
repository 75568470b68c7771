/** Text made safe for a page. Everything that a scenario, a metric or a machine names goes through here. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe between tags and inside quoted attributes. Control characters, which no page may hold, become spaces. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character])
    .replace(/\p{Cc}/gu, (character) => (character === '\n' ? '\n' : ' '));
}
