/**
 * What distributions and arrival processes are written in: either text, `lognormal(mean=2s, cv=0.3)`, or YAML,
 * `lognormal: { mean: 2s, cv: 0.3 }`. Both become the same terms, each knowing where it stands.
 */
import { found } from '../errors.ts';
import { parseTerm } from './syntax.ts';

/** Where a term stands: below the value being read, and how far into it when that is text. */
export interface Spot {
  readonly path: readonly (string | number)[];
  readonly offset?: number;
  /** The key at the path rather than its value. */
  readonly key?: boolean;
}

export interface TermEntry {
  readonly key: string;
  readonly spot: Spot;
  readonly value: Term;
}

export type Term =
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null; readonly spot: Spot }
  | { readonly kind: 'list'; readonly items: readonly Term[]; readonly spot: Spot }
  | { readonly kind: 'mapping'; readonly entries: readonly TermEntry[]; readonly spot: Spot }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly entries: readonly TermEntry[];
      /** The value of a call with one value and no name for it. */
      readonly only: Term | null;
      readonly spot: Spot;
    };

export type CallTerm = Extract<Term, { kind: 'call' }>;

/** A term that does not say what it should. The message is complete. */
export class TermError extends Error {
  override readonly name = 'TermError';
  readonly spot: Spot;
  readonly suggestion: string | undefined;

  constructor(spot: Spot, message: string, suggestion?: string) {
    super(message);
    this.spot = spot;
    this.suggestion = suggestion;
  }
}

/** Plain data to a term; texts stay scalars. */
export function termOf(value: unknown, path: readonly (string | number)[] = []): Term {
  const spot: Spot = { path };
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map((item, index) => termOf(item, [...path, index])), spot };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => {
      const below = [...path, key];
      return { key, spot: { path: below, key: true }, value: termOf(inner, below) };
    });
    return { kind: 'mapping', entries, spot };
  }
  return { kind: 'scalar', value: value as string | number | boolean | null, spot };
}

/**
 * The call that a term stands for, or null when it is a bare value: text with a parenthesis is parsed, a mapping with one
 * key is a call by that name. `what` names what is expected: "a distribution".
 * @throws TermError
 */
export function callOf(term: Term, what: string): CallTerm | null {
  switch (term.kind) {
    case 'call':
      return term;
    case 'scalar': {
      if (typeof term.value !== 'string' || !/[([{]/.test(term.value)) return null;
      const parsed = parseTerm(term.value, term.spot);
      return parsed.kind === 'call' ? parsed : callOf(parsed, what);
    }
    case 'list':
      throw new TermError(term.spot, `expected ${what}, found a list`);
    case 'mapping':
      return mappingCall(term, what);
  }
}

function mappingCall(term: Extract<Term, { kind: 'mapping' }>, what: string): CallTerm {
  if (term.entries.length !== 1) {
    const keys = term.entries.map((entry) => entry.key).join(', ');
    const seen = term.entries.length === 0 ? 'an empty mapping' : `the keys ${keys}`;
    throw new TermError(term.spot, `expected ${what}, which is one key with its values below, found ${seen}`);
  }
  const [{ key, spot, value }] = term.entries;
  if (value.kind === 'mapping') return { kind: 'call', name: key, entries: value.entries, only: null, spot };
  return { kind: 'call', name: key, entries: [], only: value, spot };
}

/** How messages show a term. */
export function foundTerm(term: Term): string {
  if (term.kind === 'scalar') return found(term.value);
  return term.kind === 'call' ? `${term.name}(...)` : `a ${term.kind}`;
}
