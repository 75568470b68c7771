/** Scenario files on disk. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, parse } from 'node:path';
import { ScenarioFileError, type ScenarioFiles } from '../scenario/files.ts';
import { nearest } from '../scenario/suggest.ts';

/** Bytes; request traces are the largest files that scenarios name. */
const LARGEST_FILE = 1e9;

export function nodeFiles(): ScenarioFiles {
  return {
    read(path) {
      try {
        const status = statSync(path);
        if (status.isDirectory()) throw new ScenarioFileError(path, 'directory');
        // A device or a pipe may have no end.
        if (!status.isFile()) throw new ScenarioFileError(path, 'special');
        if (status.size > LARGEST_FILE) throw new ScenarioFileError(path, 'large');
        return readFileSync(path);
      } catch (error) {
        if (error instanceof ScenarioFileError) throw error;
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT' || code === 'ENOTDIR') throw new ScenarioFileError(path, 'missing', near(path));
        const isForbidden = code === 'EACCES' || code === 'EPERM';
        throw new ScenarioFileError(path, isForbidden ? 'forbidden' : 'unreadable');
      }
    },
    resolve: (from, relative) =>
      relative.startsWith('/') ? relative : normalize(join(dirname(from), relative)),
  };
}

/** The scenario file of the same folder whose name without its ending is nearest, where one is near. */
function near(path: string): string | undefined {
  const { dir, name } = parse(path);
  let names: readonly string[];
  try {
    names = readdirSync(dir === '' ? '.' : dir).filter((each) => /\.ya?ml$/.test(each));
  } catch {
    return undefined;
  }
  const found = nearest(
    name,
    names.map((each) => parse(each).name),
  );
  const file = names.find((each) => parse(each).name === found);
  return file === undefined ? undefined : join(dir, file);
}
