/**
 * `npm test`: the tests of the source, then those that run whole commands, each in a process of its own: one process for both ended with a
 * segmentation fault after its last test. Words after `npm test --` go to both. TEST_REPORTS=FOLDER also writes what became of each test
 * there, as JSON.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const PARTS = { source: ['unit', 'apart'], commands: ['integration'] };
const folder = process.env.TEST_REPORTS;
const asked = process.argv.slice(2);

/** Reports of a part besides the one on the terminal. */
function reports(part) {
  if (!folder) return [];
  return ['--reporter=default', '--reporter=json', `--outputFile.json=${join(folder, `${part}.json`)}`];
}

for (const [part, projects] of Object.entries(PARTS)) {
  const words = ['run', ...projects.map((name) => `--project=${name}`), ...reports(part), ...asked];
  // Files that are asked for may all be of the other part.
  if (asked.length > 0) words.push('--passWithNoTests');
  const { status } = spawnSync(process.execPath, [vitest, ...words], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = status || 1;
}
