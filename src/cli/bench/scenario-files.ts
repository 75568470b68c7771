/** Files and folders on a command line as the scenario files they stand for. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../exit.ts';

/** A folder stands for the YAML files in it and below it, in the order of their paths. @throws UsageError */
export function scenarioFiles(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const status = statSync(path, { throwIfNoEntry: false });
    // What is missing is named with its place where it is read.
    if (!status?.isDirectory()) return [path];
    const found = readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(path, name));
    if (found.length === 0) throw new UsageError(`${path} has no scenario files (*.yaml)`);
    return found;
  });
}
