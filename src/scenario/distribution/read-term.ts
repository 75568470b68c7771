/**
 * From plain data to terms, and from terms to the calls they stand for.
 */
import { found } from '../errors.ts';
import { parseTerm } from './syntax.ts';
import type { CallTerm, Spot, Term } from './term.ts';
import { TermError } from './term.ts';

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
