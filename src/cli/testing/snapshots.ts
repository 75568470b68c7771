/** The fingerprints that are kept beside scenarios: which are obsolete, and how new ones get there. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { TestedFile } from '../../report/testing/outcome.ts';
import {
  parseSnapshots,
  SNAPSHOT_FILE,
  type Snapshot,
  snapshotText,
} from '../../scenario/build/conditions/fingerprint.ts';
import { type Expectation, isFigureExpectation } from '../../scenario/scenario.ts';
import { replaceFile } from '../new-file.ts';
import type { LoadedTest } from './load.ts';

/** Whether a condition is about the snapshot beside its scenario. */
export function asksForSnapshot(expectation: Expectation): boolean {
  return !isFigureExpectation(expectation) && expectation.source.kind === 'snapshot';
}

interface Obsolete {
  readonly file: string;
  readonly name: string;
  readonly line: number;
  readonly why: string;
}

/**
 * Snapshots of files that are gone, or of scenarios that no longer ask for one.
 * @param folders in which there may be files of snapshots
 */
export function obsoleteSnapshots(folders: readonly string[], loaded: readonly LoadedTest[]): Obsolete[] {
  const tests = new Map(loaded.map((test) => [test.file, test]));
  const files = [
    ...new Set(
      [...folders, ...loaded.map(({ file }) => dirname(file))].map((folder) => join(folder, SNAPSHOT_FILE)),
    ),
  ];
  return files.sort().flatMap((file) => {
    const text = textOf(file);
    if (text === null) return [];
    return [...namesIn(text)].flatMap((name): Obsolete[] => {
      const scenario = join(dirname(file), name);
      const line = text.split('\n').findIndex((one) => one.includes(JSON.stringify(name))) + 1;
      const found = { file, name, line: Math.max(1, line) };
      if (!existsSync(scenario)) return [{ ...found, why: 'there is no such scenario' }];
      const placed = tests.get(scenario)?.placed;
      if (!placed || placed.scenario.expect.some(asksForSnapshot)) return [];
      return [{ ...found, why: 'the scenario does not ask for it' }];
    });
  });
}

function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Of a file that is none of snapshots: nothing. The scenarios that need it say what is wrong with it. */
function namesIn(text: string): string[] {
  try {
    return [...parseSnapshots(text).keys()];
  } catch {
    return [];
  }
}

/** Obsolete snapshots as results of a test, by file. */
export function obsoleteResults(obsolete: readonly Obsolete[]): TestedFile[] {
  const files = [...new Set(obsolete.map(({ file }) => file))];
  return files.map((file) => ({
    file,
    state: 'obsolete',
    conditions: [],
    problems: obsolete
      .filter((one) => one.file === file)
      .map(({ name, line, why }) => ({
        text: `the snapshot of ${name} is obsolete, ${why}: sim test --update removes it`,
        place: { file, line },
      })),
    notes: [],
    runs: 0,
    seconds: null,
  }));
}

/**
 * Writes new snapshots and removes obsolete ones; files in which nothing changes are not touched.
 * @param taken by path of the scenario
 * @throws WriteError when a file cannot be written
 */
export async function updateSnapshots(
  taken: ReadonlyMap<string, Snapshot>,
  obsolete: readonly Obsolete[],
): Promise<void> {
  const files = new Set([
    ...[...taken.keys()].map((scenario) => join(dirname(scenario), SNAPSHOT_FILE)),
    ...obsolete.map(({ file }) => file),
  ]);
  for (const file of files) {
    const before = textOf(file);
    const snapshots = new Map(before === null ? [] : parseSnapshots(before));
    for (const one of obsolete) if (one.file === file) snapshots.delete(one.name);
    for (const [scenario, snapshot] of taken)
      if (join(dirname(scenario), SNAPSHOT_FILE) === file) snapshots.set(basename(scenario), snapshot);
    const after = snapshotText(snapshots);
    if (after !== before) await replaceFile(file, after);
  }
}
