/** Folders of results of one name, told apart by a number. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { asOutputError } from './output.ts';

/** `usual`, `usual`-2, `usual`-3 ... */
export function numbered(usual: string, number: number): string {
  return number === 1 ? usual : `${usual}-${number}`;
}

/**
 * Those of `usual`, `usual`-2, `usual`-3 ... that exist, by number. Numbers may be missing: folders of results can be removed.
 * @throws OutputError when the folder that holds them cannot be read
 */
export async function numberedFolders(usual: string): Promise<readonly string[]> {
  const parent = dirname(resolve(usual));
  const names = await readdir(parent).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw asOutputError(error, parent);
  });
  const prefix = `${basename(usual)}-`;
  const numbers = names.flatMap((name) => {
    if (name === basename(usual)) return [1];
    const digits = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    return /^(?:[2-9]|[1-9]\d{1,8})$/.test(digits) ? [Number(digits)] : [];
  });
  return numbers.sort((a, b) => a - b).map((number) => numbered(usual, number));
}
