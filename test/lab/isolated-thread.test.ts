/** The thread of modules, seen from one that is too busy to listen for a while. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ModuleThread } from '../../src/lab/isolated-thread.ts';
import { bundleModule } from '../../src/lab/module-file.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'isolated-thread-test-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test('why a module was refused is told although the news that its thread has ended comes first', async () => {
  const path = join(FOLDER, 'empty.js');
  writeFileSync(path, '');
  const thread = new ModuleThread([await bundleModule(path)], {});
  // Long enough for the other thread to say its last word and end.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4_000);
  await expect(thread.ready()).rejects.toThrow(/has neither a default export/);
});
