import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it that are missing. Unlike the recursive mkdir of Node 20, it comes to an end where the
 * system takes no folders, as below /proc.
 * @throws the system's error, with the path of the folder that could not be made
 */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  let path = resolve(folder);
  for (;;) {
    const error = await mkdir(path).then(
      () => null,
      (reason: NodeJS.ErrnoException) => reason,
    );
    if (error === null) break;
    if (error.code === 'EEXIST') {
      if ((await stat(path)).isDirectory()) break;
      throw error;
    }
    const parent = dirname(path);
    if (error.code !== 'ENOENT' || parent === path) throw error;
    missing.push(path);
    path = parent;
  }
  // Non-recursive from here: what is missing now cannot be made. Someone else may have made it meanwhile.
  for (const next of missing.reverse())
    await mkdir(next).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
}
