/** The sections of a YAML text, by the keys that begin a line, so that one with wrong syntax does not hide the others. */

export interface TextSection {
  readonly key: string;
  /** Offsets in the text, end exclusive. */
  readonly start: number;
  readonly end: number;
}

/** A key at the beginning of a line. */
const KEY = /^(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#\-?{}[\]&*!|>%@"'`:][^\n:#]*?))[ \t]*:(?=\s|$)/gm;

/**
 * The sections that cannot be read by themselves; null when there is but one section, none of them is to blame, or the text before
 * the first is.
 * @param isWrong whether a text has errors
 */
export function brokenSections(text: string, isWrong: (text: string) => boolean): TextSection[] | null {
  const sections = sectionsOf(text);
  if (sections.length < 2 || isWrong(text.slice(0, sections[0].start))) return null;
  const broken = sections.filter(({ start, end }) => isWrong(text.slice(start, end)));
  return broken.length === 0 || broken.length === sections.length ? null : broken;
}

function sectionsOf(text: string): TextSection[] {
  const keys = [...text.matchAll(KEY)];
  return keys.map((match, place) => ({
    key: match[1] ?? match[2] ?? match[3],
    start: match.index,
    end: keys[place + 1]?.index ?? text.length,
  }));
}

/** The text with blanks in place of sections, so that the others stay where they are. */
export function withoutSections(text: string, sections: readonly TextSection[]): string {
  let done = 0;
  const pieces = sections.map(({ start, end }) => {
    const before = text.slice(done, start);
    done = end;
    return before + text.slice(start, end).replace(/[^\n]/g, ' ');
  });
  return pieces.join('') + text.slice(done);
}
