import { createHash } from 'node:crypto';
import { basename } from 'node:path';

/** Replacement of a part of a file's text; offsets in UTF-16 units, the end exclusive. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One planted fault. */
export interface Mutant {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  /** Name of the operator in the table. */
  readonly operator: string;
  readonly edit: Edit;
  /** 1-based. */
  readonly line: number;
  /** Names around the place, outermost first: `Kernel.run`; empty at the top of a file. */
  readonly owner: string;
  /** Lines that the edit touches, before and after it, with single spaces. */
  readonly before: string;
  readonly after: string;
  /**
   * 12 hexadecimal digits that follow from the file's name without its folder, the owner and both texts. A change elsewhere, or
   * a move of the file, leaves them as they are.
   */
  readonly key: string;
}

export function applyEdit(text: string, { start, end, text: replacement }: Edit): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** Hexadecimal SHA-256 of several texts; no two lists of texts give the same input. */
export function digest(...texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex');
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** The mutant of an edit. `seen` counts equal changes under one owner, so that each has a key of its own. */
export function describeMutant(
  file: string,
  source: string,
  { operator, edit, owner }: Pick<Mutant, 'operator' | 'edit' | 'owner'>,
  seen: Map<string, number>,
): Mutant {
  const first = source.lastIndexOf('\n', edit.start - 1) + 1;
  const newline = source.indexOf('\n', edit.end);
  const last = newline === -1 ? source.length : newline;
  const before = oneLine(source.slice(first, last));
  const after = oneLine(
    applyEdit(source.slice(first, last), { ...edit, start: edit.start - first, end: edit.end - first }),
  );
  const place = digest(basename(file), owner, before, after);
  const nth = seen.get(place) ?? 0;
  seen.set(place, nth + 1);
  const key = digest(place, String(nth)).slice(0, 12);
  const line = source.slice(0, edit.start).split('\n').length;
  return { file, operator, edit, line, owner, before, after, key };
}
