/** Scenario files on disk. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { ScenarioFileError, type ScenarioFiles } from '../scenario/files.ts';

export function nodeFiles(): ScenarioFiles {
  return {
    read(path) {
      try {
        if (statSync(path).isDirectory()) throw new ScenarioFileError(path, 'directory');
        return readFileSync(path);
      } catch (error) {
        if (error instanceof ScenarioFileError) throw error;
        const { code } = error as NodeJS.ErrnoException;
        throw new ScenarioFileError(path, code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable');
      }
    },
    resolve: (from, relative) => (relative.startsWith('/') ? relative : normalize(join(dirname(from), relative))),
  };
}
