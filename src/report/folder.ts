/**
 * Folders of results. A folder is taken before the work begins, so that two commands never write to one; nothing in it that is
 * not of the same result is ever removed or replaced, but for what a process that was killed left under a temporary name. Every
 * file is written under a temporary name and moved to its place.
 */
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { makeFolder } from '../files/make-folder.ts';
import { LOCK_FILE, lockFolder, unlockFolder } from './folder-lock.ts';
import { numbered } from './numbered-folders.ts';
import { asOutputError, OutputError } from './output.ts';
import {
  earlierName,
  exists,
  FILES,
  filesBelow,
  finishPlacings,
  LIST,
  placeFiles,
  removeEmpty,
  unfinishedPlacings,
} from './placing.ts';

/** Temporary folders of results that are being written. */
const PARTIAL = '.sim-partial-';
/** With the random part that mkdtemp gives it. */
const PARTIAL_NAME = /^\.sim-partial-[A-Za-z0-9]{6}$/;
/** Results of one name that are told apart by a number. */
const MOST_NUMBERED = 10_000;

/** A folder that holds something, or to which another process writes. The message is one sentence without a full stop. */
export class OccupiedError extends Error {
  override readonly name = 'OccupiedError';
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${path} ${problem}`);
    this.path = path;
  }
}

export interface Placement {
  /** Files, by name within the folder, that these may take the place of: earlier states of the same result. */
  readonly own?: readonly string[];
  /** Files of an earlier, whole result that are kept in a folder of their own, whether these take their place or not. */
  readonly aside?: readonly string[];
  /** Files that appear after all others, in this order: where they are, the others are too. */
  readonly last: readonly string[];
}

/** A folder that this process alone writes results to, until it releases it. */
export class OutputFolder {
  /** As it was asked for. */
  readonly directory: string;
  /** Where it is. */
  readonly #target: string;
  /** Whether it is this one's doing that the folder exists. */
  readonly #made: boolean;
  /** Whether it held results that an earlier process had not finished putting in place: they are whole now. */
  readonly completed: boolean;
  #temporary: string | null = null;

  private constructor(directory: string, target: string, made: boolean, completed: boolean) {
    this.directory = directory;
    this.completed = completed;
    this.#target = target;
    this.#made = made;
    if (taken.size === 0) process.on('exit', releaseAll);
    taken.add(this);
  }

  /**
   * A new folder, or an empty one.
   * @throws OccupiedError when it holds anything, OutputError when it cannot be made
   */
  static async take(directory: string): Promise<OutputFolder> {
    try {
      await makeParent(directory);
      const made = await makeExclusively(resolve(directory));
      return await OutputFolder.#occupy(directory, made, true);
    } catch (error) {
      throw asOutputError(error, directory);
    }
  }

  /**
   * The first of `usual`, `usual`-2, `usual`-3 ... that does not exist, made.
   * @throws OccupiedError when there are too many, OutputError when none can be made
   */
  static async takeNumbered(usual: string): Promise<OutputFolder> {
    try {
      await makeParent(usual);
      for (let number = 1; number <= MOST_NUMBERED; number++) {
        const directory = numbered(usual, number);
        if (!(await makeExclusively(resolve(directory)))) continue;
        try {
          return await OutputFolder.#occupy(directory, true, true);
        } catch (error) {
          // Somebody else has found it empty, and was faster.
          if (!(error instanceof OccupiedError)) throw error;
        }
      }
    } catch (error) {
      throw asOutputError(error, usual);
    }
    throw new OccupiedError(
      usual,
      `and ${MOST_NUMBERED - 1} numbered folders are taken: name one with --out`,
    );
  }

  /**
   * A folder to whose contents something is added.
   * @throws OccupiedError when another process writes to it
   */
  static async reopen(directory: string): Promise<OutputFolder> {
    try {
      return await OutputFolder.#occupy(directory, false, false);
    } catch (error) {
      throw asOutputError(error, directory);
    }
  }

  static async #occupy(directory: string, made: boolean, empty: boolean): Promise<OutputFolder> {
    const target = await realpath(directory);
    if (!(await stat(target)).isDirectory()) throw new OutputError(directory, 'there is a file of that name');
    const names = await readdir(target);
    if (empty && unfinishedPlacings(names).length === 0) refuseContents(directory, names);
    const holder = await lockFolder(target);
    if (holder !== null)
      throw new OccupiedError(
        directory,
        `is being written to by ${holder}; if that is not so, remove ${join(directory, LOCK_FILE)}`,
      );
    try {
      const completed = finishPlacings(target);
      if (empty && completed)
        throw new OccupiedError(
          directory,
          'holds results that a command was ended in the middle of putting in place; they are whole now: name a new or an empty folder',
        );
      const left = await readdir(target);
      if (empty) refuseContents(directory, left);
      removePartials(target, left);
      return new OutputFolder(directory, target, made, completed);
    } catch (error) {
      unlockFolder(target);
      throw error;
    }
  }

  /**
   * Calls `fill` with a new temporary folder and then moves the files that are there to their places. What is in the way and is
   * not in `own` is moved to a folder `earlier-1`, `earlier-2` ... within.
   * A process that is killed meanwhile leaves a folder `unfinished-...` within; whoever takes the folder next finishes its work.
   * @returns the name of the folder `earlier-...`, null where there is none
   * @throws OutputError when writing fails; nothing has been moved then
   */
  async put(fill: (temporary: string) => Promise<void>, placement: Placement): Promise<string | null> {
    try {
      this.#temporary = await mkdtemp(join(this.#target, PARTIAL));
      await mkdir(join(this.#temporary, FILES));
      await fill(join(this.#temporary, FILES));
      // In one go, without giving way to a signal's handler.
      return this.#place(this.#temporary, placement);
    } catch (error) {
      throw asOutputError(error, this.directory);
    } finally {
      this.#removeTemporary();
    }
  }

  #place(temporary: string, { own = [], aside = [], last }: Placement): string | null {
    const files = filesBelow(join(temporary, FILES));
    const names = [
      ...files.filter((name) => !last.includes(name)),
      ...last.filter((name) => files.includes(name)),
    ];
    const inTheWay = names.flatMap((name) => this.#obstacle(name)).filter((name) => !own.includes(name));
    // The answer goes first: what is left without it is no result.
    const kept = [...new Set([...last.filter((name) => aside.includes(name)), ...aside, ...inTheWay])].filter(
      (name) => exists(join(this.#target, name)),
    );
    const earlier = kept.length === 0 ? null : earlierName(this.#target);
    placeFiles(this.#target, temporary, {
      names,
      aside: kept.map((name) => ({ from: name, to: `${earlier}/${name}` })),
      answer: last.at(0),
    });
    return earlier;
  }

  /** The name itself, or something on the way to it that is no folder. */
  #obstacle(name: string): string[] {
    const parts = name.split('/');
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/');
      const found = lstatSync(join(this.#target, folder), { throwIfNoEntry: false });
      if (found === undefined) return [];
      if (!found.isDirectory()) return [folder];
    }
    return [name];
  }

  #removeTemporary(): void {
    if (this.#temporary !== null) rmSync(this.#temporary, { recursive: true, force: true });
    this.#temporary = null;
  }

  /** Lets others write to it. A folder that was made for nothing is removed. */
  release(): void {
    this.#removeTemporary();
    unlockFolder(this.#target);
    if (this.#made) removeEmpty(this.#target);
    taken.delete(this);
    if (taken.size === 0) process.off('exit', releaseAll);
  }
}

/** Folders that have not been released. */
const taken = new Set<OutputFolder>();

/** Also where the process ends in the middle of something. */
function releaseAll(): void {
  for (const folder of taken) folder.release();
}

/** @throws OutputError when something on the way is no folder, or the system's error */
async function makeParent(directory: string): Promise<void> {
  const parent = dirname(resolve(directory));
  try {
    await makeFolder(parent);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR')
      throw new OutputError(directory, `${dirname(directory)} is not a folder`);
    throw error;
  }
}

/** Whether the folder is there by this call. */
async function makeExclusively(target: string): Promise<boolean> {
  try {
    await mkdir(target);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Results that a process was killed in the middle of writing: with the lock they are nobody's, and no use to anybody. */
function removePartials(target: string, names: readonly string[]): void {
  for (const name of names.filter((one) => isPartial(target, one)))
    rmSync(join(target, name), { recursive: true, force: true });
}

/** Whether it is a temporary folder as `put` makes them: its random name, and nothing in it that is not put there. */
function isPartial(target: string, name: string): boolean {
  if (!PARTIAL_NAME.test(name)) return false;
  try {
    return readdirSync(join(target, name)).every((one) => one === FILES || one === LIST);
  } catch {
    return false;
  }
}

/** What a process that was killed has left under temporary names is nobody's. */
function refuseContents(directory: string, names: readonly string[]): void {
  const others = names.filter((name) => !name.startsWith(LOCK_FILE) && !isPartial(directory, name)).sort();
  if (others.length === 0) return;
  const shown = others.slice(0, 3).join(', ') + (others.length > 3 ? ', ...' : '');
  throw new OccupiedError(
    directory,
    `holds files already (${shown}), and nothing there is replaced: name a new or an empty folder`,
  );
}
