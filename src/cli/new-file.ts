/**
 * Writes files that a user asks for by name.
 */
import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { isSystemError, UsageError, WriteError } from './exit.ts';

/**
 * Without `force` a file that exists stays as it is; with it, it is replaced whole or not at all.
 * @throws UsageError when the file exists and `force` is false
 * @throws WriteError when it cannot be written
 */
export async function writeNewFile(file: string, text: string, force: boolean): Promise<void> {
  const target = force ? `${file}.${randomBytes(6).toString('hex')}.tmp` : file;
  try {
    await writeFile(target, text, { flag: 'wx' });
    if (force) await rename(target, file);
  } catch (error) {
    if (force) await rm(target, { force: true });
    else if (isSystemError(error) && error.code === 'EEXIST') {
      throw new UsageError(`${file} exists; --force overwrites it`);
    }
    throw new WriteError(file, error);
  }
}
