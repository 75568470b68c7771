/**
 * Text that others wrote, made safe to show: characters that act on a terminal, a page or a file name instead of being seen in it.
 */

/**
 * C0 and C1 controls, DEL, the controls of bidirectional text, the separators of lines and paragraphs, the mark of byte order, and
 * halves of surrogate pairs. All lie in the basic plane.
 */
const HIDDEN = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu;

/** The same without line feeds and tabs. */
const HIDDEN_IN_TEXT = /(?![\n\t])[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu;

/** As in JSON, so that JSON stays what it is. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Text of several lines, in which only line feeds and tabs act; all other controls are shown as in \u001b. */
export function visible(text: string): string {
  return text.replace(HIDDEN_IN_TEXT, escaped);
}

/** Text of one line, in which nothing acts. */
export function visibleLine(text: string): string {
  return text.replace(HIDDEN, escaped);
}

/** As JSON.stringify, with all of these characters as escapes: it is read as the same value. @param indent spaces for each level */
export function visibleJson(value: unknown, indent?: number): string {
  return visible(JSON.stringify(value, null, indent));
}

/** The first character that must not stand in text, shown, and where; null when there is none. @param lines whether it may have several lines */
export function firstHidden(
  text: string,
  lines: boolean,
): { readonly shown: string; readonly at: number } | null {
  const at = text.search(lines ? HIDDEN_IN_TEXT : HIDDEN);
  return at < 0 ? null : { shown: escaped(text[at]), at };
}
