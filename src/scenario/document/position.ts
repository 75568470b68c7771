/**
 * What may stand at a place of a document: which short forms it has, and what lies below. Options and files that extend others
 * address everything by the paths of the long forms, so a short form is spelled out when a path or a mapping reaches into it.
 */
import type { MappingNode, TreeNode } from './tree.ts';
import { mappingNode } from './tree.ts';

export interface ShortForm {
  /**
   * The long form of a value written short; null when it is not short, or not one that can be read.
   * @param key what is looked for below it, where that is known
   */
  expand(node: TreeNode, key?: string | number): TreeNode | null;
}

export interface Position {
  readonly short: ShortForm | null;
  /** Whether the one key of a mapping here names a choice: another choice replaces it whole. */
  readonly choice: boolean;
  /** Values below `task` may stand beside it as well. */
  readonly besideTask: boolean;
  /** What stands below a key or an index. */
  step(key: string | number): Position;
}

/** Where nothing is known. */
export const NOWHERE: Position = { short: null, choice: false, besideTask: false, step: () => NOWHERE };

/** The same mapping with the values below `task` beside it, unless one is given in both places. */
export function liftTask(node: MappingNode): MappingNode {
  const task = node.entries.get('task')?.node;
  if (task?.kind !== 'mapping') return node;
  const entries = new Map(node.entries);
  entries.delete('task');
  for (const [key, entry] of task.entries) {
    if (entries.has(key)) return node;
    entries.set(key, entry);
  }
  return mappingNode(entries, node.place);
}
