/**
 * The files of a git repository as they were at a revision, in a temporary work tree. Where the repository is this program's own, the
 * program is built there, so that versions can be compared.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { runProgram } from './run-program.ts';

/** A revision that does not exist, or cannot be built. Its message is one sentence. */
export class RevisionError extends Error {
  override readonly name = 'RevisionError';
}

export interface RevisionTree {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** First line of its message. */
  readonly subject: string;
  /** Folder of the repository. */
  readonly top: string;
  /** Folder with the files; gone after `close`. */
  readonly directory: string;
  /** The built program; null where the repository is of something else. */
  readonly program: string | null;
  /** Removes the work tree. */
  close(): Promise<void>;
}

const PACKAGE = 'swarmlab';

/** All work trees that are open: removed when the process ends, however it ends. */
const open = new Set<string>();
let repository = '';

/**
 * @param revision as git takes it: a commit, a branch, a tag, HEAD~3
 * @throws RevisionError
 */
export async function openRevision(revision: string, signal?: AbortSignal): Promise<RevisionTree> {
  const top = await topLevel();
  const commit = await git(top, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]).catch(() => {
    throw new RevisionError(`${revision}: there is no such file, and no such revision in git`);
  });
  const subject = await git(top, ['log', '-1', '--format=%s', commit]);
  const directory = join(await mkdtemp(await placeFor(top)), 'tree');
  if (open.size === 0) process.on('exit', removeAll);
  repository = top;
  open.add(directory);
  const close = () => remove(top, directory);
  try {
    await git(top, ['worktree', 'add', '--detach', directory, commit]);
    signal?.throwIfAborted();
    const program = await build(top, directory, signal);
    return { commit, subject, top, directory, program, close };
  } catch (error) {
    await close();
    if (error instanceof RevisionError || signal?.aborted) throw error;
    throw new RevisionError(`${revision} (${commit.slice(0, 10)}) cannot be made ready: ${lastLine(error)}`);
  }
}

/** Commits after `good` up to `bad`, oldest first. @throws RevisionError */
export async function commitsBetween(good: string, bad: string): Promise<string[]> {
  const top = await topLevel();
  try {
    const list = await git(top, ['rev-list', '--reverse', '--first-parent', `${good}..${bad}`, '--']);
    return list.split('\n').filter((line) => line !== '');
  } catch (error) {
    throw new RevisionError(`${good}..${bad}: ${lastLine(error)}`);
  }
}

async function topLevel(): Promise<string> {
  try {
    return await git(process.cwd(), ['rev-parse', '--show-toplevel']);
  } catch {
    throw new RevisionError('a revision can be named only inside a git repository, with git installed');
  }
}

/** Below the packages of the repository, where its modules find them, and on one disk with them; else where temporary files go. */
async function placeFor(top: string): Promise<string> {
  const packages = join(top, 'node_modules');
  const found = await stat(packages).catch(() => null);
  return join(found?.isDirectory() ? packages : tmpdir(), '.sim-revision-');
}

/** The path of the built program; null where the repository is not this program's. */
async function build(top: string, directory: string, signal?: AbortSignal): Promise<string | null> {
  const described = await readFile(join(directory, 'package.json'), 'utf8').catch(() => '{}');
  if ((JSON.parse(described) as { name?: unknown }).name !== PACKAGE) return null;
  const isSame =
    (await contents(top, 'package-lock.json')) === (await contents(directory, 'package-lock.json'));
  const here = join(top, 'node_modules');
  if (isSame) await symlink(here, join(directory, 'node_modules'), 'dir');
  else await command('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], directory, signal);
  await command('npm', ['run', '--silent', 'build'], directory, signal);
  return join(directory, 'dist', 'cli', 'main.js');
}

function contents(folder: string, file: string): Promise<string> {
  return readFile(join(folder, file), 'utf8').catch(() => '');
}

async function remove(top: string, directory: string): Promise<void> {
  open.delete(directory);
  if (open.size === 0) process.off('exit', removeAll);
  await git(top, ['worktree', 'remove', '--force', directory]).catch(() => {});
  await rm(join(directory, '..'), { recursive: true, force: true });
}

function removeAll(): void {
  for (const directory of open) {
    try {
      execFileSync('git', ['-C', repository, 'worktree', 'remove', '--force', directory], {
        stdio: 'ignore',
      });
    } catch {
      // The process ends; a folder in the place for temporary files may stay.
    }
  }
}

function git(folder: string, words: readonly string[]): Promise<string> {
  return command('git', ['-C', folder, ...words], folder);
}

/** What a command prints, trimmed. @throws Error with what it printed as an error, where it fails */
async function command(
  program: string,
  words: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<string> {
  const { code, out, err } = await runProgram(program, words, { cwd, signal });
  if (code !== 0) throw new Error(err.trim() || out.trim() || `${program} ended with code ${code}`);
  return out.trim();
}

function lastLine(error: unknown): string {
  return (
    String(error instanceof Error ? error.message : error)
      .split('\n')
      .at(-1) ?? ''
  );
}
