/** Waits for files to change. */
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks, which notice changes on every file system, and for which nothing may have changed any more. */
const LOOK = 200;
const QUIET = 300;

/** What files look like from outside, by path: a change makes it another. */
export type FileStates = ReadonlyMap<string, string>;

const ABSENT = 'absent';

/** @param files paths; those that are not there have a state too */
export function statesOf(files: Iterable<string>): FileStates {
  return new Map(
    [...files].map((file) => {
      const status = statSync(file, { throwIfNoEntry: false });
      return [file, status === undefined ? ABSENT : `${status.mtimeMs} ${status.size} ${status.ino}`];
    }),
  );
}

/** Whether any of these files is another than it was; one that was not looked at before is new. */
export function hasChanged(now: FileStates, before: FileStates): boolean {
  return [...now].some(([file, state]) => state !== (before.get(file) ?? ABSENT));
}

/**
 * Returns when files have changed, and have stayed the same for a moment since: editors write in several steps.
 * @param look the states now @param before those to compare with
 */
export async function untilChanged(look: () => FileStates, before: FileStates): Promise<void> {
  let last = look();
  let since = performance.now();
  for (;;) {
    await sleep(LOOK);
    const now = look();
    if (hasChanged(now, last)) {
      last = now;
      since = performance.now();
    } else if (hasChanged(now, before) && performance.now() - since >= QUIET) return;
  }
}
