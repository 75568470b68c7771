/** What git says of a folder. */
import { runProgram } from './run-program.ts';

/** The commit that is checked out, and whether what is in the folder is it. */
export interface Head {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** When it was committed, in ISO 8601 as git has it. */
  readonly date: string;
  /** First line of its message. */
  readonly subject: string;
  /** There are changes that are in no commit. */
  readonly dirty: boolean;
}

/**
 * What a command of git prints, trimmed.
 * @throws Error with what it says, where it fails or there is no git
 */
export async function git(folder: string, words: readonly string[]): Promise<string> {
  const { code, out, err } = await runProgram('git', ['-C', folder, ...words]);
  if (code !== 0) throw new Error(err.trim() || out.trim() || `git ended with code ${code}`);
  return out.trim();
}

/** The same; null where it fails. */
export function gitOrNull(folder: string, words: readonly string[]): Promise<string | null> {
  return git(folder, words).catch(() => null);
}

/** The folder of the repository that a folder is in; null outside of one. */
export function topLevel(folder: string): Promise<string | null> {
  return gitOrNull(folder, ['rev-parse', '--show-toplevel']);
}

/** The commit that a revision names; null where there is none. */
export function commitOf(folder: string, revision: string): Promise<string | null> {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  return gitOrNull(folder, words);
}

/** null outside of a repository, or before the first commit. */
export async function headOf(folder: string): Promise<Head | null> {
  const line = await gitOrNull(folder, ['log', '-1', '--format=%H%x09%cI%x09%s']);
  if (line === null) return null;
  const [commit, date, ...subject] = line.split('\t');
  const status = await gitOrNull(folder, ['status', '--porcelain', '--untracked-files=no']);
  return { commit, date, subject: subject.join('\t'), dirty: status !== '' };
}
