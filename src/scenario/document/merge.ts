/**
 * Lays one document over another: mappings are merged key by key, everything else is replaced.
 */
import type { Entry, MappingNode, TreeNode } from './tree.ts';
import { mappingNode, withEntry, withoutEntry } from './tree.ts';

/** Keys below which a mapping with one key names a choice: another choice replaces it whole. */
const CHOICES = new Set([
  'service',
  'think',
  'arrivals',
  'interval',
  'latency',
  'speed',
  'priority',
  'payload',
  'duration',
]);

/** Sections in which `parameters` belong to what another key names. */
const OWNERS: Readonly<Record<string, string>> = { scheduler: 'algorithm', health: 'detector' };

export function merge(base: MappingNode, over: MappingNode): MappingNode {
  const merged = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const below = merged.get(key);
    merged.set(key, below ? { ...entry, node: mergeNodes(key, below.node, entry.node) } : entry);
  }
  return mappingNode(merged, over.place);
}

function mergeNodes(key: string, base: TreeNode, over: TreeNode): TreeNode {
  if (base.kind !== 'mapping' || over.kind !== 'mapping') return over;
  if (CHOICES.has(key) && choice(base) !== choice(over)) return over;
  if (!Object.hasOwn(OWNERS, key)) return merge(base, over);
  const owner = over.entries.get(OWNERS[key]);
  return merge(owner ? withOwner(base, key, owner.node) : base, over);
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
