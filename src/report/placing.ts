/**
 * Putting files in their places so that a process that is killed in the middle leaves no doubt: the files wait in a folder that anybody
 * sees, with a list of what goes where, and whoever takes the folder next finishes what was begun.
 */
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Name of the folder of files that are being put in place, before its random part. */
const UNFINISHED = 'unfinished-';
export const LIST = 'placement.json';
/** Within that folder: the files themselves, and those whose place they take. */
export const FILES = 'files';
const REPLACED = 'replaced';

/** Paths are relative to the folder of the results. */
interface Step {
  readonly from: string;
  readonly to: string;
  /** What it may replace: the state of the file that was there, with the time of its last change in milliseconds. */
  readonly over?: FileState;
}

interface FileState {
  readonly size: number;
  readonly changed: number;
}

export interface Places {
  /** Files to put in place, in this order; relative to `FILES` and to the folder of the results alike. */
  readonly names: readonly string[];
  /** Files moved away first, in this order. */
  readonly aside: readonly Step[];
  /** The file that says that all others are there; taken away before any of them is replaced. */
  readonly answer: string | undefined;
}

/** Moves the files below `temporary`, a folder within `target`. What is in their places is replaced. Everything in `aside` exists. */
export function placeFiles(target: string, temporary: string, { names, aside, answer }: Places): void {
  const unfinished = `${UNFINISHED}${temporary.slice(-6)}`;
  const isAside = aside.some(({ from }) => from === answer);
  const away = answer === undefined || isAside || !exists(join(target, answer)) ? [] : [answer];
  const steps: Step[] = [
    ...aside,
    ...away.map((name) => ({ from: name, to: `${unfinished}/${REPLACED}/${name}` })),
    ...names.map((name) => ({
      from: `${unfinished}/${FILES}/${name}`,
      to: name,
      // Those that are moved away are not there any more.
      ...(aside.some(({ from }) => from === name) || away.includes(name) ? {} : over(join(target, name))),
    })),
  ];
  writeFileSync(join(temporary, LIST), JSON.stringify(steps));
  renameSync(temporary, join(target, unfinished));
  follow(target, unfinished, steps);
}

/** Names of folders of files whose placing was broken off. */
export function unfinishedPlacings(names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith(UNFINISHED));
}

/** Goes on with what was broken off. @returns whether there was anything to do */
export function finishPlacings(target: string): boolean {
  const lists = unfinishedPlacings(readdirSync(target)).flatMap((unfinished) => {
    const steps = readSteps(join(target, unfinished, LIST));
    return steps === null ? [] : [{ unfinished, steps }];
  });
  for (const { unfinished, steps } of lists) follow(target, unfinished, steps);
  return lists.length > 0;
}

/** null where there is no list of ours: somebody else's folder. */
function readSteps(path: string): readonly Step[] | null {
  try {
    const steps = JSON.parse(readFileSync(path, 'utf8')) as readonly Step[];
    return steps.every(({ from, to }) => isInside(from) && isInside(to)) ? steps : null;
  } catch {
    return null;
  }
}

function follow(target: string, unfinished: string, steps: readonly Step[]): void {
  let earlier: string | undefined;
  for (const { from, to, over } of steps) {
    const isAside = !from.startsWith(`${unfinished}/`);
    // What has been moved away is followed by another file of its name.
    if (!exists(join(target, from)) || (isAside && exists(join(target, to)))) continue;
    if (!isAside && isForeign(join(target, to), over)) {
      earlier ??= earlierName(target);
      mkdirSync(dirname(join(target, earlier, to)), { recursive: true });
      renameSync(join(target, to), join(target, earlier, to));
    }
    mkdirSync(dirname(join(target, to)), { recursive: true });
    renameSync(join(target, from), join(target, to));
    removeEmpty(dirname(join(target, from)));
  }
  rmSync(join(target, unfinished), { recursive: true, force: true });
}

/** Whether it has been put there since a process was killed that was about to put a file in this place. */
function isForeign(path: string, expected: FileState | undefined): boolean {
  const found = stateOf(path);
  return found !== null && (found.size !== expected?.size || found.changed !== expected.changed);
}

function over(path: string): { readonly over?: FileState } {
  const state = stateOf(path);
  return state === null ? {} : { over: state };
}

function stateOf(path: string): FileState | null {
  try {
    const { size, mtimeMs } = lstatSync(path);
    return { size, changed: mtimeMs };
  } catch {
    // It is not there, or what is to be its folder is a file that is moved away first.
    return null;
  }
}

/** Of a folder, within `target`, for files that others take the place of. */
export function earlierName(target: string): string {
  for (let number = 1; ; number++) if (!exists(join(target, `earlier-${number}`))) return `earlier-${number}`;
}

/** Whether a path, relative to a folder, leads to something within it. */
export function isInside(path: string): boolean {
  return path !== '' && !path.split(/[\\/]/).some((part) => part === '' || part === '.' || part === '..');
}

/** Paths of all files, within the folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? filesBelow(join(folder, entry.name)).map((name) => `${entry.name}/${name}`)
      : [entry.name],
  );
}

export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It holds something, or is gone.
  }
}
