/**
 * Distributions and arrival processes written short, `gamma(mean=1s, cv=2)` or `5s`, and their long form in mappings.
 */
import { FAMILIES } from '../distribution/families.ts';
import { parseTerm } from '../distribution/syntax.ts';
import type { Spot, Term } from '../distribution/term.ts';
import { TermError } from '../distribution/term.ts';
import type { Position, ShortForm } from '../document/position.ts';
import type { Entry, ScalarNode, TreeNode } from '../document/tree.ts';
import { isBare, listNode, mappingNode, scalarNode, wrap } from '../document/tree.ts';
import type { Place } from '../errors.ts';

/** Values of calls that are distributions themselves. */
const NESTED: ReadonlySet<string> = new Set(['interval', 'distribution']);

/** Where a distribution or an arrival process may stand. */
export function termPosition(kind: 'distribution' | 'arrivals'): Position {
  const short: ShortForm = {
    expand(node) {
      if (!isBare(node)) return null;
      const call = longCall(node);
      if (call !== null || kind === 'arrivals') return call;
      return wrap('constant', wrap('value', node));
    },
  };
  return { short, choice: true, besideTask: false, step: callPosition };
}

/** The values of a call; `constant: 5s` is short for `constant: { value: 5s }`. */
function callPosition(name: string | number): Position {
  const only = Object.hasOwn(FAMILIES, name) ? FAMILIES[name].only : undefined;
  const short: ShortForm = {
    expand: (node) => (only === undefined || !isBare(node) ? null : wrap(only, node)),
  };
  return { short, choice: false, besideTask: false, step: innerPosition };
}

function innerPosition(key: string | number): Position {
  if (NESTED.has(String(key))) return termPosition('distribution');
  return { short: null, choice: false, besideTask: false, step: innerPosition };
}

function longCall(node: ScalarNode): TreeNode | null {
  if (typeof node.value !== 'string' || !/^\s*\w+\s*\(/.test(node.value)) return null;
  try {
    return treeOf(parseTerm(node.value, { path: [] }), node);
  } catch (error) {
    if (error instanceof TermError) return null;
    throw error;
  }
}

function treeOf(term: Term, text: ScalarNode): TreeNode {
  const place = placeIn(text, term.spot);
  if (term.kind === 'scalar') return scalarNode(term.value, place);
  if (term.kind === 'list')
    return listNode(
      term.items.map((item) => treeOf(item, text)),
      place,
    );
  if (term.kind === 'call' && term.only) {
    const only = Object.hasOwn(FAMILIES, term.name) ? FAMILIES[term.name].only : undefined;
    const value = treeOf(term.only, text);
    return wrap(term.name, only === undefined ? value : wrap(only, value));
  }
  const entries = term.entries.map(({ key, spot, value }): [string, Entry] => [
    key,
    { label: key, place: placeIn(text, spot), node: treeOf(value, text) },
  ]);
  const inner = mappingNode(new Map(entries), place);
  return term.kind === 'call' ? wrap(term.name, inner) : inner;
}

function placeIn({ place, inset }: ScalarNode, { offset = 0 }: Spot): Place {
  return inset === null ? place : { ...place, column: place.column + inset + offset };
}
