/** A mark in a folder that a process is writing results to it; of processes that want to, one gets it. */
import { readFileSync, rmSync } from 'node:fs';
import { link, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createFile } from '../files/whole-file.ts';

export const LOCK_FILE = '.sim-lock';

/** Locks of this process. */
const held = new Set<string>();

interface Holder {
  readonly pid: number;
  readonly host: string;
}

/**
 * Takes the lock; one that a process has left behind that is no more is taken over.
 * @returns null, or the words for who has it
 */
export async function lockFolder(folder: string): Promise<string | null> {
  const path = join(folder, LOCK_FILE);
  const own: Holder = { pid: process.pid, host: hostname() };
  for (;;) {
    const error = await createFile(path, JSON.stringify(own)).then(
      () => null,
      (reason: NodeJS.ErrnoException) => reason,
    );
    if (error === null) break;
    if (error.code !== 'EEXIST') throw error;
    const text = await readFile(path, 'utf8').catch((reason: NodeJS.ErrnoException) => {
      if (reason.code === 'ENOENT') return null;
      throw reason;
    });
    if (text === null) continue;
    const holder = livingHolder(path, text);
    if (holder !== null) return holder;
    if (!(await setAside(path, text))) return 'another process';
  }
  held.add(path);
  return null;
}

/** Gives up a lock of this process. */
export function unlockFolder(folder: string): void {
  const path = join(folder, LOCK_FILE);
  if (!held.delete(path)) return;
  removeOwn(path);
}

/** Somebody may have moved the folder meanwhile, and put another in its place. */
function removeOwn(path: string): void {
  try {
    const { pid, host } = JSON.parse(readFileSync(path, 'utf8')) as Holder;
    if (pid === process.pid && host === hostname()) rmSync(path, { force: true });
  } catch {
    // It is not there, or not ours.
  }
}

/** Who has the lock, in words; null when that process is no more. What cannot be known is taken for alive. */
function livingHolder(path: string, text: string): string | null {
  let holder: Partial<Holder>;
  try {
    holder = JSON.parse(text) as Partial<Holder>;
  } catch {
    return 'another process';
  }
  const { pid, host } = holder;
  if (typeof pid !== 'number' || typeof host !== 'string') return 'another process';
  if (host !== hostname()) return `process ${pid} on ${host}`;
  if (pid === process.pid) return held.has(path) ? 'this process' : null;
  return isAlive(pid) ? `process ${pid}` : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Removes the lock of a process that is no more, but not the one that somebody else has put in its place meanwhile. */
async function setAside(path: string, text: string): Promise<boolean> {
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
  const right = (await readFile(aside, 'utf8')) === text;
  if (!right) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
  return right;
}
