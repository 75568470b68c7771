/**
 * A YAML document as a tree in which every key and value knows its place, whichever file or option it came from.
 * Trees are immutable, so that parts may be shared between them.
 */
import type { Place } from '../errors.ts';

export type Path = readonly (string | number)[];

interface NodeCommon {
  readonly place: Place;
  /** Values in it, itself included, with everything aliases repeat. */
  readonly size: number;
}

export interface ScalarNode extends NodeCommon {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written. */
  readonly source: string;
  /** Columns from the scalar's place to its first character; null when characters and columns do not correspond (escapes, several lines). */
  readonly inset: number | null;
  /** It could not be read, and stands for what is not known. */
  readonly isUnknown?: true;
}

export interface ListNode extends NodeCommon {
  readonly kind: 'list';
  readonly items: readonly TreeNode[];
  /** The numbers that the items had before others were taken out; absent: as they stand. */
  readonly numbers?: readonly number[];
}

export interface Entry {
  /** The key as written, where it differs from the key it stands for. */
  readonly label: string;
  /** Place of the key. */
  readonly place: Place;
  readonly node: TreeNode;
}

export interface MappingNode extends NodeCommon {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, Entry>;
}

export type TreeNode = ScalarNode | ListNode | MappingNode;

/** Without the last two a value that stands nowhere as such, with the place of what it comes from. */
export function scalarNode(
  value: string | number | boolean | null,
  place: Place,
  source = String(value ?? ''),
  inset: number | null = null,
): ScalarNode {
  return { kind: 'scalar', value, source, place, inset, size: 1 };
}

/** A value that is neither a collection nor nothing. */
export function isBare(node: TreeNode): node is ScalarNode {
  return node.kind === 'scalar' && node.value !== null;
}

/** A mapping of one key, at the place of its value. */
export function wrap(key: string, node: TreeNode): MappingNode {
  return mappingNode(new Map([[key, { label: key, place: node.place, node }]]), node.place);
}

export function listNode(items: readonly TreeNode[], place: Place): ListNode {
  return { kind: 'list', items, place, size: items.reduce((sum, item) => sum + item.size, 1) };
}

export function mappingNode(entries: ReadonlyMap<string, Entry>, place: Place): MappingNode {
  let size = 1;
  for (const entry of entries.values()) size += entry.node.size;
  return { kind: 'mapping', entries, place, size };
}

/** A copy with one entry added or replaced; the order of the other keys stays. */
export function withEntry(mapping: MappingNode, key: string, entry: Entry): MappingNode {
  const entries = new Map(mapping.entries);
  entries.set(key, entry);
  return mappingNode(entries, mapping.place);
}

/** A copy without an item; the others keep the numbers that they are called by. */
function withoutItem(list: ListNode, index: number): ListNode {
  const numbers = list.numbers ?? list.items.map((_, at) => at);
  const rest = <T>(values: readonly T[]) => values.filter((_, at) => at !== index);
  return { ...listNode(rest(list.items), list.place), numbers: rest(numbers) };
}

/** A copy without what stands at a path of keys and places in lists, which exists and is not the root. */
export function without(node: TreeNode, [step, ...below]: Path): TreeNode {
  if (node.kind === 'list') {
    const index = Number(step);
    if (below.length === 0) return withoutItem(node, index);
    const items = node.items.map((item, at) => (at === index ? without(item, below) : item));
    return { ...listNode(items, node.place), ...(node.numbers ? { numbers: node.numbers } : {}) };
  }
  if (node.kind === 'scalar') return node;
  const key = String(step);
  const entry = node.entries.get(key);
  if (entry === undefined || below.length === 0) return withoutEntry(node, key);
  return withEntry(node, key, { ...entry, node: without(entry.node, below) });
}

export function withoutEntry(mapping: MappingNode, key: string): MappingNode {
  const entries = new Map(mapping.entries);
  entries.delete(key);
  return mappingNode(entries, mapping.place);
}

/** Plain data: mappings become objects without a prototype, so that no key has a meaning of its own. */
export function toPlain(node: TreeNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  const plain = Object.create(null) as Record<string, unknown>;
  for (const [key, entry] of node.entries) plain[key] = toPlain(entry.node);
  return plain;
}

/** What stands below a key of a mapping, or at a place in a list. */
export function childOf(node: TreeNode, step: string | number): TreeNode | undefined {
  if (node.kind === 'list') return node.items[Number(step)];
  return node.kind === 'mapping' ? node.entries.get(String(step))?.node : undefined;
}

/** What stands at a path: the node, the place to point at, and the path as the user would write it. */
export interface Located {
  /** undefined when nothing is there. */
  readonly node: TreeNode | undefined;
  /** Of the value; of the nearest key above when there is none. */
  readonly place: Place;
  /** Of the key, for problems with the key itself. */
  readonly keyPlace: Place;
  readonly key: string;
}

export function locate(root: TreeNode, path: Path): Located {
  let node: TreeNode | undefined = root;
  let place = root.place;
  let keyPlace = root.place;
  let key = '';
  for (const step of path) {
    const label: string | number =
      node?.kind === 'mapping'
        ? (node.entries.get(String(step))?.label ?? step)
        : node?.kind === 'list'
          ? (node.numbers?.[Number(step)] ?? step)
          : step;
    key = joinKey(key, label);
    const entry: Entry | undefined = node?.kind === 'mapping' ? node.entries.get(String(step)) : undefined;
    const item: TreeNode | undefined = node?.kind === 'list' ? node.items[Number(step)] : undefined;
    if (entry) {
      keyPlace = entry.place;
      place = entry.node.place;
    } else if (item) {
      keyPlace = item.place;
      place = item.place;
    } else {
      place = keyPlace;
    }
    node = entry?.node ?? item;
  }
  return { node, place, keyPlace, key };
}

function joinKey(parent: string, step: string | number): string {
  if (typeof step === 'number') return `${parent}[${step}]`;
  const written = /^[^.[\]\s"]+$/.test(step) ? step : JSON.stringify(step);
  return parent === '' ? written : `${parent}.${written}`;
}
