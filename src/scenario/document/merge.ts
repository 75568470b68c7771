/**
 * Lays one document over another: mappings are merged key by key, everything else is replaced. A mapping over a short form
 * changes the long form that it stands for.
 */
import type { Position } from './position.ts';
import { liftTask } from './position.ts';
import type { Entry, MappingNode, TreeNode } from './tree.ts';
import { mappingNode, withEntry, withoutEntry } from './tree.ts';

/** Sections in which `parameters` belong to what another key names. */
const OWNERS: Readonly<Record<string, string>> = { scheduler: 'algorithm', health: 'detector' };

export function merge(base: MappingNode, over: MappingNode, at: Position): MappingNode {
  const [below, above] = at.besideTask ? [liftTask(base), liftTask(over)] : [base, over];
  const merged = new Map(below.entries);
  for (const [key, entry] of above.entries) {
    const old = merged.get(key);
    merged.set(key, old ? { ...entry, node: mergeNodes(key, old.node, entry.node, at.step(key)) } : entry);
  }
  return mappingNode(merged, over.place);
}

function mergeNodes(key: string, base: TreeNode, over: TreeNode, at: Position): TreeNode {
  if (over.kind !== 'mapping') return over;
  const long = base.kind === 'mapping' ? base : at.short?.expand(base);
  // Where one item stands for a list of it, the list of one is the same.
  const only =
    base.kind === 'list' && base.items.length === 1 && at.short?.expand(over, 0) ? base.items[0] : long;
  if (only?.kind !== 'mapping') return over;
  if (at.choice && choice(only) !== choice(over)) return over;
  const inside = base.kind === 'list' ? at.step(0) : at;
  if (!Object.hasOwn(OWNERS, key)) return merge(only, over, inside);
  const owner = over.entries.get(OWNERS[key]);
  return merge(owner ? withOwner(only, key, owner.node) : only, over, inside);
}

function choice(mapping: MappingNode): string | null {
  return mapping.entries.size === 1 ? [...mapping.entries.keys()][0] : null;
}

/**
 * The section as it must be before its owner (the algorithm, the detector) becomes another: parameters of the old owner
 * are dropped, except those given on the command line, which are never ignored.
 */
export function withOwner(section: MappingNode, key: string, owner: TreeNode): MappingNode {
  const old = section.entries.get(OWNERS[key])?.node;
  if (old?.kind === 'scalar' && owner.kind === 'scalar' && old.value === owner.value) return section;
  const parameters = section.entries.get('parameters');
  if (parameters?.node.kind !== 'mapping') return section;
  const kept = new Map<string, Entry>();
  for (const [name, entry] of parameters.node.entries) {
    if (entry.place.file.startsWith('--set ')) kept.set(name, entry);
  }
  if (kept.size === 0) return withoutEntry(section, 'parameters');
  return withEntry(section, 'parameters', { ...parameters, node: mappingNode(kept, parameters.node.place) });
}

/** The key that owns the parameters of a section, or undefined. */
export function ownerKey(section: string): string | undefined {
  return Object.hasOwn(OWNERS, section) ? OWNERS[section] : undefined;
}
