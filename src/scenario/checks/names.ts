/** Helpers of the checks across sections: unique and known names. */
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import { locate } from '../document/tree.ts';
import { nearest } from '../suggest.ts';

/** Where what names refer to is defined. */
const DEFINED_IN = {
  region: ['cluster', 'regions'],
  group: ['agents', 'groups'],
  'group of agents': ['agents'],
  'group of agents that offers': ['agents'],
  step: ['workloads'],
  'earlier wave': ['workloads'],
  'workload of flows': ['workloads'],
} as const;

/** Names and where each stands. */
export type PlacedNames = readonly (readonly [string, Path])[];

export function checkUnique(names: PlacedNames, what: string, problems: Problems): void {
  const seen = new Set<string>();
  for (const [name, path] of names) {
    if (seen.has(name)) problems.add(path, `two ${what}s are named "${name}"`, { about: [] });
    seen.add(name);
  }
}

export function checkKnown(
  name: string,
  path: Path,
  what: keyof typeof DEFINED_IN,
  known: readonly string[],
  problems: Problems,
  atKey = false,
): void {
  if (known.includes(name)) return;
  const suggestion = nearest(name, known);
  const list =
    suggestion === undefined && known.length > 0 ? `: there are ${known.slice(0, 20).join(', ')}` : '';
  const about = [DEFINED_IN[what]];
  problems.add(path, `there is no ${what} "${name}"${list}`, { suggestion, atKey, about });
}

/** The first of several paths at which something stands; the first of all when nothing does. */
export function firstPresent(problems: Problems, paths: readonly Path[]): Path {
  return paths.find((path) => locate(problems.root, path).node !== undefined) ?? paths[0];
}
