/**
 * The files of a git repository as they were at a revision, in a temporary work tree. Where the repository is this program's own, the
 * program is built there, so that versions can be compared.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { commitOf, git, gitOrNull, topLevel } from './git.ts';
import { runProgram } from './run-program.ts';

/** A revision that does not exist, or cannot be built. Its message is one sentence. */
export class RevisionError extends Error {
  override readonly name = 'RevisionError';
}

/** A folder that is gone after `close`, or when the process ends. */
export interface TemporaryTree {
  readonly directory: string;
  close(): Promise<void>;
}

export interface RevisionTree extends TemporaryTree {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** First line of its message. */
  readonly subject: string;
  /** Folder of the repository. */
  readonly top: string;
  /** The built program; null where the repository is of something else. */
  readonly program: string | null;
  /** The program runs with other packages than its revision names: with those that are installed in the repository. */
  readonly otherPackages: boolean;
}

export interface RevisionOptions {
  /**
   * Packages of a revision that names others than those installed: its `own` are installed for it, so that it is what it was; or
   * the `installed` ones serve, so that nothing but the code differs. Default `own`.
   */
  readonly packages?: 'own' | 'installed';
  readonly signal?: AbortSignal;
}

/** Name of this program's package. */
export const PACKAGE = 'swarmlab';

/** Temporary folders that are there, by the folder that holds each, with their repositories: removed when the process ends. */
const open = new Map<string, string>();

/**
 * @param revision as git takes it: a commit, a branch, a tag, HEAD~3
 * @throws RevisionError
 */
export async function openRevision(
  revision: string,
  { packages = 'own', signal }: RevisionOptions = {},
): Promise<RevisionTree> {
  const top = await repositoryHere();
  const commit = await commitOf(top, revision);
  if (commit === null)
    throw new RevisionError(`${revision}: there is no such file, and no such revision in git`);
  const { directory, close } = await temporaryTree(top);
  try {
    const subject = await git(top, ['log', '-1', '--format=%s', commit]);
    await git(top, ['worktree', 'add', '--detach', directory, commit]);
    signal?.throwIfAborted();
    const otherPackages =
      (await contents(top, 'package-lock.json')) !== (await contents(directory, 'package-lock.json'));
    const common = { commit, subject, top, directory, close };
    if ((await packageName(directory)) !== PACKAGE) return { ...common, program: null, otherPackages: false };
    const installs = otherPackages && packages === 'own';
    await furnish(top, directory, installs, signal);
    const program = await build(directory, signal);
    return { ...common, program, otherPackages: otherPackages && !installs };
  } catch (error) {
    await close();
    if (error instanceof RevisionError || signal?.aborted) throw error;
    throw new RevisionError(`${revision} (${commit.slice(0, 10)}) cannot be made ready: ${lastLine(error)}`);
  }
}

/** Commits after `good` up to `bad`, oldest first. @throws RevisionError */
export async function commitsBetween(good: string, bad: string): Promise<string[]> {
  const top = await repositoryHere();
  try {
    const list = await git(top, ['rev-list', '--reverse', '--first-parent', `${good}..${bad}`, '--']);
    return list.split('\n').filter((line) => line !== '');
  } catch (error) {
    throw new RevisionError(`${good}..${bad}: ${lastLine(error)}`);
  }
}

/** A place for one version of a repository: below its packages, where modules find them, and on one disk with them. */
export async function temporaryTree(top: string): Promise<TemporaryTree> {
  const packages = join(top, 'node_modules');
  const found = await stat(packages).catch(() => null);
  const parent = await mkdtemp(join(found?.isDirectory() ? packages : tmpdir(), '.sim-revision-'));
  if (open.size === 0) process.on('exit', removeAll);
  open.set(parent, top);
  return { directory: join(parent, 'tree'), close: () => remove(parent, top) };
}

/** The name in package.json; null where there is none. */
export async function packageName(folder: string): Promise<string | null> {
  try {
    const { name } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { name?: unknown };
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}

/** @throws RevisionError */
async function repositoryHere(): Promise<string> {
  const top = await topLevel(process.cwd());
  if (top !== null) return top;
  throw new RevisionError('a revision can be named only inside a git repository, with git installed');
}

async function furnish(
  top: string,
  directory: string,
  installs: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (installs) await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], directory, signal);
  else await symlink(join(top, 'node_modules'), join(directory, 'node_modules'), 'dir');
}

/** The built program. Type errors do not keep the compiler from writing, and are not what is compared. */
async function build(directory: string, signal: AbortSignal | undefined): Promise<string> {
  const program = join(directory, 'dist', 'cli', 'main.js');
  await npm(['run', '--silent', 'build'], directory, signal).catch((error: unknown) => {
    if (signal?.aborted || !existsSync(program)) throw error;
  });
  return program;
}

/** @throws Error with what it says, where it fails */
async function npm(words: readonly string[], cwd: string, signal: AbortSignal | undefined): Promise<void> {
  const { code, out, err } = await runProgram('npm', words, { cwd, signal });
  if (code !== 0) throw new Error(err.trim() || out.trim() || `npm ended with code ${code}`);
}

function contents(folder: string, file: string): Promise<string> {
  return readFile(join(folder, file), 'utf8').catch(() => '');
}

async function remove(parent: string, top: string): Promise<void> {
  if (!open.delete(parent)) return;
  if (open.size === 0) process.off('exit', removeAll);
  await rm(parent, { recursive: true, force: true });
  await gitOrNull(top, ['worktree', 'prune']);
}

function removeAll(): void {
  for (const [parent, top] of open) {
    try {
      rmSync(parent, { recursive: true, force: true });
      execFileSync('git', ['-C', top, 'worktree', 'prune'], { stdio: 'ignore' });
    } catch {
      // Git forgets the work tree at its next clean-up.
    }
  }
}

function lastLine(error: unknown): string {
  return (
    String(error instanceof Error ? error.message : error)
      .split('\n')
      .at(-1) ?? ''
  );
}
