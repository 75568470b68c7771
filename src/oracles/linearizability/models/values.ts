/** A value of any other sort, such as a list or a number that no double holds. Two of them are equal if they are one object. */
export class Opaque {
  /** For people. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What objects hold. Values are equal if they are identical. */
export type Value = string | number | boolean | Opaque | null;

/** 3, "a", nil */
export function valueWords(value: unknown): string {
  if (value instanceof Opaque) return value.text;
  return value === null || value === undefined ? 'nil' : JSON.stringify(value);
}

/** The part of a history that an input with or without a key belongs to. */
export function partOf({ key }: { readonly key?: Value }): string {
  return key === undefined ? '' : valueWords(key);
}

/** "read x", "read" */
export function withKey(words: string, key: Value | undefined): string {
  return key === undefined ? words : `${words} ${valueWords(key)}`;
}

/** " -> 3"; " -> ?" where it is not known. */
export function answerWords(output: unknown): string {
  return output === undefined ? ' -> ?' : ` -> ${valueWords(output)}`;
}
