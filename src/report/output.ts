/** Where results go, and why they cannot. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { systemReason } from '../files/system-reason.ts';

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

/** The usual folder for the results of a run: `results/runs/<name>-<seed>`, with other characters than letters, digits, `.`, `_` and `-` replaced. */
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

/** An error of the file system in plain words; any other error as it is. */
export function asOutputError(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  return new OutputError(path, code === 'ENOENT' ? 'no folder can be made there' : systemReason(code));
}
