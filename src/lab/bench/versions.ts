/**
 * Two built versions side by side: that of a commit, and that of the working tree, in folders of equal depth and length of name, so
 * that nothing but the code tells them apart.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, cp, mkdir, symlink } from 'node:fs/promises';
import { extname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { commitOf, topLevel } from '../git.ts';
import { openRevision, PACKAGE, packageName, type TemporaryTree, temporaryTree } from '../revision.ts';
import { runProgram } from '../run-program.ts';
import { BenchError } from './bench-error.ts';

export interface Versions {
  /** Folders with a `dist` each. */
  readonly base: string;
  readonly head: string;
  /** What a reader must know of how they were built, in sentences. */
  readonly notes: readonly string[];
  /** Removes both. Happens of itself when the process exits before. */
  close(): Promise<void>;
}

export interface VersionsOptions {
  /** Commit of the base; null: the working tree, twice. */
  readonly ref: string | null;
  readonly signal?: AbortSignal;
  readonly onPhase?: (text: string) => void;
}

const COMPILER = 'node_modules/@typescript/native/bin/tsc';

/**
 * Builds both. The working tree is that of the folder in which the command runs.
 * @throws BenchError when this is no repository of the package, there is no such commit, or one of them cannot be built
 * @throws RevisionError when the commit cannot be built
 */
export async function buildVersions({ ref, signal, onPhase }: VersionsOptions): Promise<Versions> {
  const repository = await repositoryOf(ref);
  if (ref !== null && (await commitOf(repository, ref)) === null)
    throw new BenchError(`--against ${ref}: there is no such commit`);
  const trees: TemporaryTree[] = [];
  const close = async (): Promise<void> => {
    for (const tree of trees) await tree.close();
  };
  const place = async (): Promise<string> => {
    const tree = await temporaryTree(repository);
    trees.push(tree);
    await furnish(repository, tree.directory);
    return tree.directory;
  };
  try {
    onPhase?.('building the working tree');
    const head = await place();
    await buildHere(repository, join(head, 'dist'), signal);
    if (ref === null) {
      const base = await place();
      await cp(join(head, 'dist'), join(base, 'dist'), { recursive: true });
      return { base, head, notes: [], close };
    }
    checkRunning(join(head, 'dist'));
    onPhase?.(`building ${ref}`);
    const tree = await openRevision(ref, { packages: 'installed', signal });
    trees.push(tree);
    if (tree.program === null) throw new BenchError(`--against ${ref}: that commit is of something else`);
    const notes = tree.otherPackages
      ? [`${ref} has other dependencies; both versions run with those installed now.`]
      : [];
    return { base: tree.directory, head, notes, close };
  } catch (error) {
    await close();
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
  const root = await topLevel(process.cwd());
  if (root === null) throw new BenchError(`${option}: this folder is in no git repository`);
  if ((await packageName(root)) !== PACKAGE)
    throw new BenchError(`${option} builds versions of ${PACKAGE}, and ${root} is no repository of it`);
  return root;
}

/** What a built version needs around its `dist`. */
async function furnish(repository: string, folder: string): Promise<void> {
  await mkdir(folder);
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'), 'dir');
  await copyFile(join(repository, 'package.json'), join(folder, 'package.json'));
}

/**
 * Builds the working tree to another place than its own `dist`. Type errors do not keep the compiler from writing, and are not what is
 * compared here.
 */
async function buildHere(repository: string, target: string, signal?: AbortSignal): Promise<void> {
  const words = [COMPILER, '-p', 'tsconfig.build.json', '--outDir', target];
  const { out, err } = await runProgram(process.execPath, words, { cwd: repository, signal });
  if (existsSync(join(target, 'index.js'))) return;
  const said = (out.trim() || err.trim()).split('\n').at(-1);
  throw new BenchError(`the working tree cannot be built: ${said || 'the compiler wrote nothing'}`);
}
