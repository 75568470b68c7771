/**
 * Plain data as JSON and back, with every number as it was: JSON alone loses -0, NaN and the infinities. Long lists can be kept apart,
 * so that what several texts share is sent once.
 */

/** Stands for a number that JSON lacks, and for a list that is kept apart. Keys of the data that begin with a dollar get a second one. */
const NUMBER = '$number';
const LIST = '$list';

/** Entries from which a list is worth keeping apart. */
const LONG = 2_048;

/** Takes the text of a list, and returns the name under which it is kept. */
export type Keep = (text: string) => string;
/** The text that is kept under a name. */
export type Recall = (name: string) => string;

/** @param keep where long lists go; without it they stay in the text */
export function exactJson(value: unknown, keep?: Keep): string {
  return isPlain(value, keep !== undefined) ? JSON.stringify(value) : JSON.stringify(encoded(value, keep));
}

/**
 * The data of a text of `exactJson`.
 * @throws SyntaxError when it is none; what `recall` throws
 */
export function fromExactJson(text: string, recall?: Recall): unknown {
  const value: unknown = JSON.parse(text);
  // A text without a mark has nothing to be put back, and most are.
  return text.includes('"$') ? decoded(value, recall) : value;
}

function isPlain(value: unknown, apart: boolean): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) {
    if (apart && value.length >= LONG) return false;
    for (const part of value) if (!isPlain(part, apart)) return false;
    return true;
  }
  for (const key in value)
    if (key.startsWith('$') || !isPlain((value as Record<string, unknown>)[key], apart)) return false;
  return true;
}

function encoded(value: unknown, keep: Keep | undefined): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { [NUMBER]: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    if (keep !== undefined && value.length >= LONG) return { [LIST]: keep(exactJson(value)) };
    return value.map((part) => encoded(part, keep));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key.startsWith('$') ? `$${key}` : key, encoded(part, keep)]),
  );
}

function decoded(value: unknown, recall: Recall | undefined): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((part) => decoded(part, recall));
  const fields = value as Readonly<Record<string, unknown>>;
  if (NUMBER in fields) return Number(fields[NUMBER]);
  if (LIST in fields) {
    if (recall === undefined) throw new SyntaxError('a list is kept apart, and nobody has it');
    return fromExactJson(recall(String(fields[LIST])));
  }
  return Object.fromEntries(
    Object.entries(fields).map(([key, part]) => [
      key.startsWith('$$') ? key.slice(1) : key,
      decoded(part, recall),
    ]),
  );
}
