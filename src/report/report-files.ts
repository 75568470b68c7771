/** Files of a report in the folder of its results. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { PutFile } from './charts/files.ts';
import type { OutputFolder } from './folder.ts';

/** Writes files below a folder. @param written gets their names */
export function fileWriter(folder: string, written: string[]): PutFile {
  return async (name, content) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
    written.push(name);
  };
}

/**
 * Writes what `fill` puts into a folder of results.
 * @param answer the file that appears last: where it is, the others are
 * @returns the files, relative to the parent of the folder
 * @throws OutputError when something cannot be written
 */
export async function putReport(
  folder: OutputFolder,
  answer: string,
  fill: (put: PutFile) => Promise<void>,
): Promise<readonly string[]> {
  const files: string[] = [];
  await folder.put((temporary) => fill(fileWriter(temporary, files)), { last: [answer] });
  return files.map((name) => `${basename(folder.directory)}/${name}`);
}
