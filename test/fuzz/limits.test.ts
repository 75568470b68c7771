import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { scenarioSchema } from '../../src/scenario/schema/scenario.ts';
import { bases } from './bases.ts';
import { check } from './check.ts';
import { leavesOf } from './leaves.ts';
import { probes } from './limits.ts';
import { treeOf } from './tree.ts';

describe('every numeric leaf of the schema', () => {
  const known = catalog();
  const schema = scenarioSchema(known);
  const leaves = new Map<string, { base: string; path: string; probes: ReturnType<typeof probes> }>();
  for (const base of bases(known)) {
    for (const { path, limits } of leavesOf(schema, treeOf(base))) {
      // What tasks ask for may stand in ten places, all read by the same code: one is enough.
      const key = `${path.split('.').slice(-2).join('.')} ${JSON.stringify(limits)}`;
      if (!leaves.has(key)) leaves.set(key, { base, path, probes: probes(limits) });
    }
  }

  it('is met by the bases', () => {
    expect(leaves.size).toBeGreaterThan(150);
  });

  it('takes its limits and refuses what lies beyond, without an internal error, a hang or nonsense', async () => {
    const problems: string[] = [];
    for (const { base, path, probes: tried } of leaves.values()) {
      for (const { text, allowed } of tried) {
        const set = [`${path}=${text}`];
        try {
          const verdict = await check({ text: base, set });
          if (!allowed && verdict !== 'refused') problems.push(`${set}: ${verdict}`);
        } catch (error) {
          problems.push(`${set} in ${base}: ${(error as Error).message}`);
        }
      }
    }
    expect(problems).toEqual([]);
  });
});
