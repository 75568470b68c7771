/**
 * `npm test`: the tests of the source, then those that run whole commands, each in a process of its own. In one process the native
 * libraries that both have loaded and let go bring it down when it ends. Words after `npm test --` go to both.
 * TEST_REPORTS=FOLDER also writes what became of each test there, as JSON.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const PARTS = { source: ['unit', 'apart'], commands: ['integration'] };
const folder = process.env.TEST_REPORTS;

for (const [part, projects] of Object.entries(PARTS)) {
  const report = folder && [
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(folder, `${part}.json`)}`,
  ];
  const words = [
    'run',
    '--passWithNoTests',
    ...projects.map((name) => `--project=${name}`),
    ...(report || []),
  ];
  const { status } = spawnSync(process.execPath, [vitest, ...words, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = status || 1;
}
