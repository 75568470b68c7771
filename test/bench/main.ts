/**
 * Runs the benchmarks in this folder one after the other, each in a process of its own, so that none warms up or slows down
 * the next: `npm run bench [-- NAME...]`. A benchmark is a TypeScript file that measures and prints when it is run; what
 * several of them share lies in a folder below.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && name !== 'main.ts')
  .map((name) => basename(name, '.ts'))
  .sort();

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}; there are: ${names.join(', ') || 'none'}`);
  process.exitCode = 2;
} else {
  for (const name of names.filter((candidate) => wanted.length === 0 || wanted.includes(candidate))) {
    console.log(`\n== ${name}`);
    const path = join(folder, `${name}.ts`);
    const { status } = spawnSync(process.execPath, ['--import', 'tsx', path], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
}
