/**
 * Writes files that a user asks for by name.
 */
import * as whole from '../files/whole-file.ts';
import { isSystemError, UsageError, WriteError } from './exit.ts';

/**
 * Without `force` a file that exists stays as it is; with it, it is replaced. Either way the file is written whole or not at all.
 * @throws UsageError when the file exists and `force` is false
 * @throws WriteError when it cannot be written
 */
export async function writeNewFile(file: string, text: string, force: boolean): Promise<void> {
  if (force) return replaceFile(file, text);
  try {
    await whole.createFile(file, text);
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
  try {
    await whole.replaceFile(file, text);
  } catch (error) {
    throw new WriteError(file, error);
  }
}
