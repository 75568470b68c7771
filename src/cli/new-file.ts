/**
 * Writes files that a user asks for by name.
 */
import { createFile, replaceFile } from '../lab/whole-file.ts';
import { isSystemError, UsageError, WriteError } from './exit.ts';

/**
 * Without `force` a file that exists stays as it is; with it, it is replaced. Either way the file is written whole or not at all.
 * @throws UsageError when the file exists and `force` is false
 * @throws WriteError when it cannot be written
 */
export async function writeNewFile(file: string, text: string, force: boolean): Promise<void> {
  try {
    await (force ? replaceFile(file, text) : createFile(file, text));
  } catch (error) {
    if (!force && isSystemError(error) && error.code === 'EEXIST')
      throw new UsageError(`${file} exists; --force overwrites it`);
    throw new WriteError(file, error);
  }
}
