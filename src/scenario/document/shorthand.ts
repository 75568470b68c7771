/**
 * Short forms that stand for longer ones, spelled out before documents are merged, so that `agents: 100` in one file and
 * `agents: { slots: 2 }` in another meet as the same kind of thing.
 */
import { ScenarioErrors } from '../errors.ts';
import type { MappingNode, TreeNode } from './tree.ts';
import { isBare, withEntry, withoutEntry, wrap } from './tree.ts';

/** Top-level keys whose bare value stands for one key below them. */
export const SHORTHANDS: Readonly<Record<string, string>> = {
  agents: 'count',
  scheduler: 'algorithm',
  scaling: 'policy',
  spawning: 'mode',
};

/** Another name for a top-level key. */
const SYNONYMS: Readonly<Record<string, string>> = { workload: 'workloads' };

export function canonicalKey(key: string): string {
  return Object.hasOwn(SYNONYMS, key) ? SYNONYMS[key] : key;
}

/** @throws ScenarioErrors when a key and its synonym are both given. */
export function expandShorthands(document: MappingNode): MappingNode {
  let expanded = document;
  for (const [synonym, key] of Object.entries(SYNONYMS)) {
    const entry = expanded.entries.get(synonym);
    if (!entry) continue;
    if (expanded.entries.has(key)) {
      const message = `${synonym} and ${key} are the same: give one of them`;
      throw new ScenarioErrors([{ ...entry.place, key: synonym, message }]);
    }
    expanded = withEntry(withoutEntry(expanded, synonym), key, { ...entry, label: synonym });
  }
  for (const [key, inner] of Object.entries(SHORTHANDS)) {
    const entry = expanded.entries.get(key);
    if (entry && isBare(entry.node))
      expanded = withEntry(expanded, key, { ...entry, node: wrap(inner, entry.node) });
  }
  const seed = expanded.entries.get('seed');
  if (seed) expanded = withEntry(expanded, 'seed', { ...seed, node: seedText(seed.node) });
  return expanded;
}

/** A seed is text even when it looks like a number: its digits count, and there may be more than a number holds. */
function seedText(node: TreeNode): TreeNode {
  if (node.kind !== 'scalar' || typeof node.value !== 'number') return node;
  return { ...node, value: node.source };
}
