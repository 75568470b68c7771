/**
 * Scenarios as results hold them: with everything that followed from what was read, beside what was read, which is what is read
 * again. What else stands there must still follow from it, so that nobody changes in vain what has no effect.
 */
import type { Scenario } from '../scenario.ts';
import type { Problems } from './problems.ts';
import type { MappingNode } from './tree.ts';
import { toPlain } from './tree.ts';

export const WRITTEN = 'written';

/** @param block the whole of the document, but for what is read */
export function checkResolved(block: MappingNode, scenario: Scenario, problems: Problems): void {
  const now = JSON.parse(JSON.stringify(scenario)) as Readonly<Record<string, unknown>>;
  for (const [key, { node }] of block.entries) {
    if (isSame(withoutSources(toPlain(node)), withoutSources(now[key]))) continue;
    const message = `it does not follow from what stands below "${WRITTEN}", which is what is read: change it there, and leave it out here`;
    problems.add([key], message, { atKey: true });
  }
}

/** Of conditions on fingerprints, what they are compared with lies beside the scenario's file, and is as it is found there. */
function withoutSources(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown) => {
    if (typeof item !== 'object' || item === null || !('as' in item && 'source' in item)) return item;
    const { source, ...condition } = item;
    return condition;
  });
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  const [left, right] = [Object.entries(one), other as Record<string, unknown>];
  return (
    Array.isArray(one) === Array.isArray(other) &&
    left.length === Object.keys(right).length &&
    left.every(([key, value]) => Object.hasOwn(right, key) && isSame(value, right[key]))
  );
}
