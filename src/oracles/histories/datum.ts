/** What stands in a history, whatever format it has. */
import { Opaque, type Value, valueWords } from '../linearizability/models/values.ts';

/** Keywords are strings. Numbers that no double holds exactly, ratios, sets and symbols are opaque. */
export type Datum = Value | readonly Datum[] | ReadonlyMap<Datum, Datum>;

/** Deeper data is not read. */
export const MOST_DEPTH = 100;

/** Whether something is a list; unlike Array.isArray also for the compiler. */
export function isList(datum: Datum | undefined): datum is readonly Datum[] {
  return Array.isArray(datum);
}

/** Text that equal data have in common: as EDN, entries of mappings in the order of their texts. */
export function datumWords(datum: Datum | undefined): string {
  if (isList(datum)) return `[${datum.map(datumWords).join(' ')}]`;
  if (datum instanceof Map) {
    const entries = Array.from(datum, ([key, value]) => `${datumWords(key)} ${datumWords(value)}`);
    return `{${entries.sort().join(', ')}}`;
  }
  return valueWords(datum);
}

/** So many characters of what was found are shown. */
const MOST_SHOWN = 60;

/** A datum or text in a message. */
export function shown(found: Datum | undefined): string {
  return shortened(datumWords(found));
}

export function shortened(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
}

/** Makes values of one history: what is equal there is identical here. */
export class Values {
  readonly #opaque = new Map<string, Opaque>();

  opaque(text: string): Opaque {
    const known = this.#opaque.get(text);
    if (known) return known;
    const made = new Opaque(text);
    this.#opaque.set(text, made);
    return made;
  }

  /** A whole number in decimal digits. */
  integer(digits: string): Value {
    const number = Number(digits);
    // The number 0 has one sign only.
    return Number.isSafeInteger(number) ? number + 0 : this.opaque(BigInt(digits).toString());
  }

  of(datum: Datum): Value {
    return isList(datum) || datum instanceof Map ? this.opaque(datumWords(datum)) : (datum as Value);
  }
}
