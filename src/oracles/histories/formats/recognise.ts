import { isBlank, SEMICOLON } from './edn.ts';

export const HISTORY_FORMATS = ['jsonl', 'edn', 'log'] as const;
export type HistoryFormat = (typeof HISTORY_FORMATS)[number];

/**
 * The format of a history by how it begins; null: there is too little of it yet.
 * @param isAll whether nothing comes after
 */
export function recognise(text: string, isAll: boolean): HistoryFormat | null {
  const begins = text.slice(beginning(text)).slice(0, MOST_LOOKED_AT);
  const isComment = begins.startsWith(';');
  // What opens, and the two characters after it that are no blanks.
  const [, opener, next, second] = /^([[({#])[\s,]*(\S?)[\s,]*(\S?)/.exec(begins) ?? [];
  const isShort = begins === '' || isComment || (opener !== undefined && second === '');
  if (isShort && !isAll && begins.length < MOST_LOOKED_AT) return null;
  switch (opener) {
    case '{':
      return next === '"' ? 'jsonl' : 'edn';
    case '#':
      return /^#\w/.test(begins) ? 'edn' : 'log';
    case '[':
    case '(':
      // A list of JSON is none of the formats; the reader of JSON Lines says so.
      if (next === '{' && second === '"') return 'jsonl';
      return next === '' || /[{#\])]/.test(next) ? 'edn' : 'log';
    default:
      return 'log';
  }
}

/** What tells the formats apart stands within so many characters. */
const MOST_LOOKED_AT = 1000;

/** Where a text begins behind what may come before a history: blanks, and comments of EDN that have ended. */
function beginning(text: string): number {
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === SEMICOLON) {
      const end = text.indexOf('\n', at);
      if (end < 0) return at;
      at = end;
    } else if (!isBlank(code)) return at;
    at++;
  }
  return at;
}
