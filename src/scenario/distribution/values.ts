/**
 * Reads the named values of a call or mapping: each by its kind, none left over.
 */
import { either, nearest } from '../suggest.ts';
import type { Quantity, Range } from '../units.ts';
import { parseQuantity, UnitError } from '../units.ts';
import { foundTerm } from './read-term.ts';
import type { CallTerm, Spot, Term, TermEntry } from './term.ts';
import { TermError } from './term.ts';

/** @throws TermError */
export function quantityOf(term: Term, quantity: Quantity, range: Range = {}): number {
  const value = term.kind === 'scalar' ? term.value : foundTerm(term);
  try {
    return parseQuantity(quantity, value, range);
  } catch (error) {
    if (error instanceof UnitError) throw new TermError(term.spot, error.message);
    throw error;
  }
}

export class NamedValues {
  readonly #owner: string;
  readonly #spot: Spot;
  readonly #entries: ReadonlyMap<string, TermEntry>;

  /** `owner` is the name used in messages. */
  constructor(owner: string, entries: readonly TermEntry[], spot: Spot) {
    this.#owner = owner;
    this.#spot = spot;
    this.#entries = new Map(entries.map((entry) => [entry.key, entry]));
  }

  /** Of a call; `onlyKey` names the value of a call without names, where that is allowed. */
  static ofCall(call: CallTerm, onlyKey?: string): NamedValues {
    if (call.only === null) return new NamedValues(call.name, call.entries, call.spot);
    if (onlyKey === undefined) {
      const message = `${call.name} takes named values, such as ${call.name}(key=value), found ${foundTerm(call.only)}`;
      throw new TermError(call.only.spot, message);
    }
    return new NamedValues(call.name, [{ key: onlyKey, spot: call.spot, value: call.only }], call.spot);
  }

  static ofMapping(term: Term, owner: string): NamedValues {
    if (term.kind === 'mapping') return new NamedValues(owner, term.entries, term.spot);
    throw new TermError(term.spot, `expected a mapping for ${owner}, found ${foundTerm(term)}`);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Which of several sets of keys is given, by its index; each key is required, `optional` ones may be there too. */
  oneOf(sets: readonly (readonly string[])[], optional: readonly string[] = []): number {
    const allowed = new Set([...sets.flat(), ...optional]);
    for (const [key, entry] of this.#entries) {
      if (allowed.has(key)) continue;
      const suggestion = nearest(key, allowed);
      throw new TermError(
        entry.spot,
        `${this.#owner} takes ${this.#choices(sets, optional)}, found ${key}`,
        suggestion,
      );
    }
    const given = [...this.#entries.keys()].filter((key) => !optional.includes(key));
    const index = sets.findIndex(
      (set) => set.length === given.length && set.every((key) => given.includes(key)),
    );
    if (index >= 0) return index;
    const seen = this.#entries.size === 0 ? 'nothing' : [...this.#entries.keys()].join(', ');
    throw new TermError(this.#spot, `${this.#owner} takes ${this.#choices(sets, optional)}, found ${seen}`);
  }

  #choices(sets: readonly (readonly string[])[], optional: readonly string[]): string {
    const written = either(sets.map((set) => set.join(' and ')).filter((text) => text !== ''));
    const also =
      optional.length === 0 ? '' : `${written === '' ? '' : ', and '}optionally ${optional.join(', ')}`;
    return `${written}${also}`;
  }

  term(key: string): Term {
    const entry = this.#entries.get(key);
    if (!entry) throw new TermError(this.#spot, `${this.#owner} needs ${key}`);
    return entry.value;
  }

  quantity(key: string, quantity: Quantity, range: Range = {}): number {
    return quantityOf(this.term(key), quantity, range);
  }

  /** Text such as a file name; null when it is given without a value. */
  text(key: string): string | null {
    const term = this.term(key);
    if (term.kind === 'scalar' && (term.value === null || term.value === '')) return null;
    if (term.kind === 'scalar' && typeof term.value !== 'boolean') return String(term.value);
    throw new TermError(term.spot, `expected text, found ${foundTerm(term)}`);
  }

  choice<T extends string>(key: string, choices: readonly T[]): T {
    const term = this.term(key);
    const value = term.kind === 'scalar' ? term.value : null;
    const match = choices.find((choice) => choice === value);
    if (match !== undefined) return match;
    const suggestion = typeof value === 'string' ? nearest(value, choices) : undefined;
    throw new TermError(term.spot, `expected ${either(choices)}, found ${foundTerm(term)}`, suggestion);
  }

  /** A list with at least one item. */
  list(key: string): readonly Term[] {
    const term = this.term(key);
    if (term.kind === 'list' && term.items.length > 0) return term.items;
    throw new TermError(term.spot, `expected a list with at least one item, found ${foundTerm(term)}`);
  }

  /** For a rule that concerns several values together. */
  fail(message: string, key?: string): never {
    const spot = key === undefined ? this.#spot : (this.#entries.get(key)?.value.spot ?? this.#spot);
    throw new TermError(spot, `${this.#owner}: ${message}`);
  }
}
