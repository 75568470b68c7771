import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../../src/files/make-folder.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'folder-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test('makes what is missing, also when asked several times at once', async () => {
  const deep = join(folder(), 'a', 'b', 'c');
  await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(join(deep, 'd'))]);
  expect(statSync(join(deep, 'd')).isDirectory()).toBe(true);
  await makeFolder(deep);
});

test('a file in the way is an error', async () => {
  const file = join(folder(), 'file');
  writeFileSync(file, '');
  await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST', path: file });
  await expect(makeFolder(join(file, 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test.runIf(existsSync('/proc/self'))(
  'a place that takes no folders is an error, not a wait',
  async () => {
    for (const path of ['/proc/swarmlab', '/proc/swarmlab/a/b'])
      await expect(makeFolder(path)).rejects.toMatchObject({ code: 'ENOENT' });
  },
  5_000,
);
