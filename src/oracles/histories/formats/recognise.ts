export const HISTORY_FORMATS = ['jsonl', 'edn', 'log'] as const;
export type HistoryFormat = (typeof HISTORY_FORMATS)[number];

/** What may come before the history in each of the formats: blanks, and comments of EDN. */
const BEFORE = /^(?:[\s,\uFEFF]|;[^\n]*\n)*/;

/**
 * The format of a history by how it begins; null: there is too little of it yet.
 * @param isAll whether nothing comes after
 */
export function recognise(text: string, isAll: boolean): HistoryFormat | null {
  const begins = text.replace(BEFORE, '');
  const isComment = begins.startsWith(';');
  // What opens, and the two characters after it that are no blanks.
  const [, opener, next, second] = /^([[({#])[\s,]*(\S?)[\s,]*(\S?)/.exec(begins) ?? [];
  const isShort = begins === '' || isComment || (opener !== undefined && second === '');
  if (isShort && !isAll) return null;
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
