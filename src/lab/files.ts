/** Scenario files on disk. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { ScenarioFileError, type ScenarioFiles } from '../scenario/files.ts';

/** Bytes; request traces are the largest files that scenarios name. */
const LARGEST_FILE = 1e9;

export function nodeFiles(): ScenarioFiles {
  return {
    read(path) {
      try {
        const status = statSync(path);
        if (status.isDirectory()) throw new ScenarioFileError(path, 'directory');
        // A device or a pipe may have no end.
        if (!status.isFile() || status.size > LARGEST_FILE) throw new ScenarioFileError(path, 'unreadable');
        return readFileSync(path);
      } catch (error) {
        if (error instanceof ScenarioFileError) throw error;
        const { code } = error as NodeJS.ErrnoException;
        throw new ScenarioFileError(path, code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable');
      }
    },
    resolve: (from, relative) =>
      relative.startsWith('/') ? relative : normalize(join(dirname(from), relative)),
  };
}
