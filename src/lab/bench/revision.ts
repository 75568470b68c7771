/** What git says of the working folder. */
import { runProgram } from '../run-program.ts';

/** A commit, and whether what ran was it. */
export interface Revision {
  readonly commit: string;
  /** When it was committed, in ISO 8601 as git has it. */
  readonly date: string;
  /** First line of its message. */
  readonly subject: string;
  /** There were changes that are in no commit. */
  readonly dirty: boolean;
}

/** The output of a git command, trimmed; null where it fails, or there is no git. */
export async function gitLine(words: readonly string[], cwd: string): Promise<string | null> {
  const ended = await runProgram('git', words, { cwd }).catch(() => null);
  return ended === null || ended.code !== 0 ? null : ended.out.trim();
}

/** The commit that is checked out; null outside of a repository, or before the first commit. */
export async function currentRevision(cwd: string): Promise<Revision | null> {
  const line = await gitLine(['log', '-1', '--format=%H%x09%cI%x09%s'], cwd);
  if (line === null) return null;
  const [commit, date, ...subject] = line.split('\t');
  const status = await gitLine(['status', '--porcelain', '--untracked-files=no'], cwd);
  return { commit, date, subject: subject.join('\t'), dirty: status !== '' };
}
