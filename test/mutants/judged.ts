import { readFileSync } from 'node:fs';
import type { Mutant } from './mutant.ts';

/** A fault that no test can notice, and why; the other fields are for people. */
export interface Equivalent extends Pick<Mutant, 'key' | 'file' | 'owner' | 'before' | 'after'> {
  readonly why: string;
}

export const JUDGED = 'test/mutants/equivalent.json';

export function readJudged(path: string): Map<string, Equivalent> {
  const entries = JSON.parse(readFileSync(path, 'utf8')) as Equivalent[];
  return new Map(entries.map((entry) => [entry.key, entry]));
}

/** Entries of files that were looked at which stand for none of their faults, as the code has changed since. */
export function staleEntries(judged: ReadonlyMap<string, Equivalent>, all: readonly Mutant[]): Equivalent[] {
  const keys = new Set(all.map(({ key }) => key));
  const files = new Set(all.map(({ file }) => baseName(file)));
  return [...judged.values()].filter(({ key, file }) => files.has(baseName(file)) && !keys.has(key));
}

const baseName = (file: string) => file.slice(file.lastIndexOf('/') + 1);
