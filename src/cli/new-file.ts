/**
 * Writes files that a user asks for by name.
 */
import { randomBytes } from 'node:crypto';
import { chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isSystemError, UsageError, WriteError } from './exit.ts';

/**
 * Without `force` a file that exists stays as it is; with it, it is replaced whole or not at all.
 * @throws UsageError when the file exists and `force` is false
 * @throws WriteError when it cannot be written
 */
export async function writeNewFile(file: string, text: string, force: boolean): Promise<void> {
  if (force) return replaceFile(file, text);
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST')
      throw new UsageError(`${file} exists; --force overwrites it`);
    throw new WriteError(file, error);
  }
}

/**
 * Replaces a file whole or not at all. Its permissions stay, and a symbolic link stays one.
 * @throws WriteError when it cannot be written
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = await realpath(file).catch(() => file);
    const mode = await stat(target).then(
      (status) => status.mode,
      () => null,
    );
    temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
    await writeFile(temporary, text, { flag: 'wx' });
    if (mode !== null) await chmod(temporary, mode);
    await rename(temporary, target);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true });
    throw new WriteError(file, error);
  }
}
