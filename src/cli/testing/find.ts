/** Which scenario files a test is about. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, normalize, resolve } from 'node:path';
import { UsageError } from '../exit.ts';

export interface FoundFiles {
  /** In the order of the arguments, and within a folder in the order of paths; each once. */
  readonly files: readonly string[];
  /** YAML files below the folders that are no scenarios. */
  readonly others: number;
  /** Every folder that was searched. */
  readonly folders: readonly string[];
}

/** A key of a scenario at the start of a line: other YAML files lie in folders too. */
const SCENARIO_KEY = /^["']?(workloads?|extends|agents|expect)["']?\s*:/m;

/**
 * Files as they are named; of folders all scenarios in them, at any depth, but not below `node_modules` or folders whose name begins
 * with a dot. Symbolic links to folders are not followed.
 * @throws UsageError where there is no such file or folder, or a folder cannot be read
 */
export function findScenarios(paths: readonly string[]): FoundFiles {
  const files = new Map<string, string>();
  const folders: string[] = [];
  let others = 0;
  const visit = (folder: string) => {
    folders.push(folder);
    for (const entry of entriesOf(folder)) {
      const path = normalize(join(folder, entry.name));
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules' && !entry.name.startsWith('.')) visit(path);
      } else if (/\.ya?ml$/i.test(entry.name)) {
        if (!isScenario(path)) others++;
        else if (!files.has(resolve(path))) files.set(resolve(path), path);
      }
    }
  };
  for (const path of paths) {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) throw new UsageError(`${path}: there is no such file or folder`);
    if (status.isDirectory()) visit(path);
    else if (!files.has(resolve(path))) files.set(resolve(path), normalize(path));
  }
  return { files: [...files.values()], others, folders };
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    throw new UsageError(`${folder}: the folder cannot be read`);
  }
}

/** What cannot be read is taken for one, so that its test says why. */
function isScenario(path: string): boolean {
  try {
    return SCENARIO_KEY.test(readFileSync(path, 'utf8'));
  } catch {
    return true;
  }
}
