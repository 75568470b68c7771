/** What the inputs are made from: all shipped scenarios that need no other file, and the bases of the limits. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalog } from '../../src/lab/catalog.ts';
import { scenarioSchema } from '../../src/scenario/schema/scenario.ts';
import { bases } from './bases.ts';
import { type Leaf, leavesOf } from './leaves.ts';
import { treeOf } from './tree.ts';

export interface Specimen {
  readonly text: string;
  /** Numeric leaves that it has or could have. */
  readonly leaves: readonly Leaf[];
}

export function corpus(): Specimen[] {
  const known = catalog();
  const small = bases(known);
  const folder = 'scenarios';
  const shipped = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const schema = scenarioSchema(known);
  return [...shipped, ...small].map((text) => ({ text, leaves: leavesOf(schema, treeOf(text)) }));
}
