/**
 * Two built versions side by side: that of a commit, and that of the working tree, in folders of equal depth and length of name, so
 * that nothing but the code tells them apart.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { copyFile, cp, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../run-program.ts';
import { BenchError } from './bench-error.ts';
import { gitLine } from './revision.ts';

export interface Versions {
  /** Folders with a `dist` each. */
  readonly base: string;
  readonly head: string;
  /** What a reader must know of how they were built, in sentences. */
  readonly notes: readonly string[];
  /** Removes both. Happens of itself when the process exits before. */
  close(): void;
}

export interface VersionsOptions {
  /** Commit of the base; null: the working tree, twice. */
  readonly ref: string | null;
  readonly signal?: AbortSignal;
  readonly onPhase?: (text: string) => void;
}

const COMPILER = 'node_modules/@typescript/native/bin/tsc';
const PACKAGE = 'swarmlab';

/**
 * Builds both. The working tree is that of the folder in which the command runs.
 * @throws BenchError when this is no repository of the package, there is no such commit, or one of them cannot be built
 */
export async function buildVersions({ ref, signal, onPhase }: VersionsOptions): Promise<Versions> {
  const repository = await repositoryOf(ref);
  const commit =
    ref === null ? null : await gitLine(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], repository);
  if (ref !== null && commit === null) throw new BenchError(`--against ${ref}: there is no such commit`);
  const folder = mkdtempSync(join(tmpdir(), 'sim-bench-'));
  const close = closing(repository, folder);
  try {
    const [base, head] = [join(folder, 'base'), join(folder, 'head')];
    const notes: string[] = [];
    onPhase?.('building the working tree');
    await mkdir(head);
    await furnish(repository, head);
    await build(repository, join(head, 'dist'), 'the working tree', signal);
    if (ref !== null) checkRunning(join(head, 'dist'));
    if (commit === null) {
      await mkdir(base);
      await furnish(repository, base);
      await cp(join(head, 'dist'), join(base, 'dist'), { recursive: true });
    } else {
      onPhase?.(`building ${ref}`);
      await addWorktree(repository, base, commit);
      symlinkSync(join(repository, 'node_modules'), join(base, 'node_modules'), 'dir');
      await build(base, join(base, 'dist'), ref as string, signal);
      if (lockOf(base) !== lockOf(repository))
        notes.push(`${ref} has other dependencies; both versions run with those installed now.`);
    }
    return { base, head, notes, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** dist of the sim that runs; null where it runs from its sources. */
const RUNNING =
  extname(fileURLToPath(import.meta.url)) === '.js' ? fileURLToPath(new URL('../..', import.meta.url)) : null;

/**
 * Behaviour is that of the sim that runs, speed that of the working tree: they have to be one.
 * @throws BenchError
 */
function checkRunning(built: string): void {
  if (RUNNING === null) return;
  const isSame = (name: string) => {
    const file = join(RUNNING, name);
    return existsSync(file) && readFileSync(file).equals(readFileSync(join(built, name)));
  };
  const scripts = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  );
  const other = scripts.find((name) => !isSame(name));
  if (other !== undefined)
    throw new BenchError(
      `the sim that runs (${RUNNING}) is not the one of the working tree, ${other} differs: npm run build, and run that`,
    );
}

async function repositoryOf(ref: string | null): Promise<string> {
  const option = ref === null ? '--null' : `--against ${ref}`;
  const root = await gitLine(['rev-parse', '--show-toplevel'], process.cwd());
  if (root === null) throw new BenchError(`${option}: this folder is in no git repository`);
  let name: unknown;
  try {
    name = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name?: unknown }).name;
  } catch {
    name = undefined;
  }
  if (name !== PACKAGE)
    throw new BenchError(`${option} builds versions of ${PACKAGE}, and ${root} is no repository of it`);
  return root;
}

/** What a built version needs around its `dist`. */
async function furnish(repository: string, folder: string): Promise<void> {
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'dir');
  await copyFile(join(repository, 'package.json'), join(folder, 'package.json'));
}

async function addWorktree(repository: string, folder: string, commit: string): Promise<void> {
  const words = ['worktree', 'add', '--detach', '--force', folder, commit];
  const { code, err } = await runProgram('git', words, { cwd: repository });
  if (code !== 0) throw new BenchError(`git worktree add failed: ${lastLine(err)}`);
}

/** Type errors do not keep the compiler from writing, and are not what is compared here. */
async function build(source: string, target: string, what: string, signal?: AbortSignal): Promise<void> {
  const words = [COMPILER, '-p', 'tsconfig.build.json', '--outDir', target];
  const { out, err } = await runProgram(process.execPath, words, { cwd: source, signal });
  if (!existsSync(join(target, 'index.js')))
    throw new BenchError(
      `${what} cannot be built: ${lastLine(out) || lastLine(err) || 'the compiler wrote nothing'}`,
    );
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

function lockOf(folder: string): string {
  const file = join(folder, 'package-lock.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Removes the folder and what git knows of it, once, also when the process exits without having asked. */
function closing(repository: string, folder: string): () => void {
  let done = false;
  const close = () => {
    if (done) return;
    done = true;
    process.off('exit', close);
    rmSync(folder, { recursive: true, force: true });
    try {
      execFileSync('git', ['worktree', 'prune'], { cwd: repository, stdio: 'ignore' });
    } catch {
      // Git forgets the folder at its next clean-up.
    }
  };
  process.on('exit', close);
  return close;
}
