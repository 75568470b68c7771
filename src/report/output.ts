/** Result folders: written beside their place under a temporary name and moved there whole, or not at all. */
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** The file by which a folder is known as one of ours. */
export const SUMMARY_FILE = 'summary.json';

/** Files by which folders of experiments are known; each is one JSON document with a fingerprint and metrics. */
const RESULT_FILES: readonly string[] = [SUMMARY_FILE, 'compare.json', 'sweep.json', 'find.json'];

/** Runs of an experiment that has not come to its answer. */
const JOURNAL_FILE = 'journal.ndjson';

/** Results could not be written; nothing half-written is left. */
export class OutputError extends Error {
  /** The folder or file concerned. */
  readonly path: string;
  /** Why, in plain words. */
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`cannot write ${path}: ${reason}`);
    this.name = 'OutputError';
    this.path = path;
    this.reason = reason;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission to write there',
  EPERM: 'the system does not allow it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'your disk quota is used up',
  EFBIG: 'the file would be larger than the file system allows',
  EIO: 'the device reports an input/output error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  ENAMETOOLONG: 'the name is too long',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  ENOENT: 'the folder is not there and cannot be made',
  ELOOP: 'its symbolic links lead in a circle',
  EBUSY: 'another program is using it',
};

/** The folder for the results of a run: `results/runs/<name>-<seed>`, with other characters than letters, digits, `.`, `_` and `-` replaced. */
export function resultFolder(name: string, seed: string | number): string {
  return join('results', 'runs', `${safeName(name)}-${safeName(String(seed))}`);
}

// What had to be changed gets a few digits of a hash, so that two names never share a folder.
function safeName(text: string): string {
  const safe = text
    .normalize('NFKC')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 80);
  if (safe === text && safe !== '') return safe;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 6);
  return safe === '' ? hash : `${safe}-${hash}`;
}

/**
 * Calls `fill` with a new temporary folder and then puts that folder in the place of `directory`, replacing results that
 * are there. When anything fails the temporary folder is removed and the old results stay.
 * @throws OutputError when writing fails, or when the place holds something that is not ours.
 */
export async function replaceFolder(
  directory: string,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  const target = await resolveTarget(directory);
  let temporary: string | undefined;
  try {
    await checkReplaceable(directory, target);
    temporary = await makeSibling(target, 'partial');
    await fill(temporary);
    await checkReplaceable(directory, target);
    await swap(temporary, target);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw asOutputError(error, directory);
  }
}

/** An error of the file system in plain words; any other error as it is. */
export function asOutputError(error: unknown, path: string): unknown {
  if (error instanceof OutputError || !(error instanceof Error)) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  return new OutputError(path, REASONS[code] ?? `the system reports ${code}`);
}

/** The place itself where it is a symbolic link. */
async function resolveTarget(directory: string): Promise<string> {
  try {
    return await realpath(directory);
  } catch {
    return resolve(directory);
  }
}

/**
 * Refuses a place that holds something that is not ours, before a long run rather than after.
 * @throws OutputError
 */
export async function checkOutput(directory: string): Promise<void> {
  try {
    await checkReplaceable(directory, await resolveTarget(directory));
  } catch (error) {
    throw asOutputError(error, directory);
  }
}

async function checkReplaceable(directory: string, target: string): Promise<void> {
  const found = await lstat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return;
  if (!found.isDirectory()) throw new OutputError(directory, 'there is a file of that name');
  const names = await readdir(target);
  if (names.length === 0 || (await isOurs(target))) return;
  const others = names.slice(0, 3).join(', ') + (names.length > 3 ? ', ...' : '');
  throw new OutputError(
    directory,
    `the folder holds other files (${others}) and no results of an earlier run; choose another folder or empty it`,
  );
}

async function isOurs(folder: string): Promise<boolean> {
  const found = await Promise.all(RESULT_FILES.map((name) => isResult(join(folder, name))));
  if (found.includes(true)) return true;
  const names = (await readdir(folder)).filter((name) => !name.startsWith(`${JOURNAL_FILE}.`));
  return names.length === 1 && names[0] === JOURNAL_FILE;
}

async function isResult(path: string): Promise<boolean> {
  try {
    const summary: unknown = JSON.parse(await readFile(path, 'utf8'));
    return (
      typeof summary === 'object' && summary !== null && 'fingerprint' in summary && 'metrics' in summary
    );
  } catch {
    return false;
  }
}

/** A new folder beside the target, on the same file system, so that it can be moved into its place. */
async function makeSibling(target: string, purpose: string): Promise<string> {
  await mkdir(dirname(target), { recursive: true });
  for (let attempt = 0; ; attempt++) {
    const sibling = siblingName(target, purpose, attempt);
    try {
      await mkdir(sibling);
      return sibling;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt >= 1_000) throw error;
    }
  }
}

function siblingName(target: string, purpose: string, attempt: number): string {
  return join(dirname(target), `.${basename(target).slice(0, 100)}.${process.pid}-${attempt}.${purpose}`);
}

async function swap(temporary: string, target: string): Promise<void> {
  const old = await makeSibling(target, 'old');
  const kept = join(old, 'results');
  let moved = false;
  try {
    await rename(target, kept).then(
      () => {
        moved = true;
      },
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
    await rename(temporary, target);
  } catch (error) {
    if (moved) await rename(kept, target);
    throw error;
  } finally {
    await rm(old, { recursive: true, force: true }).catch(() => undefined);
  }
}
