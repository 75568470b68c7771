/**
 * Builds dist from src: `node .tools/build.mjs [--if-stale]`. The new dist takes the place of the old one when it is complete,
 * so that nobody meets half of it and no file stays whose source is gone. `--if-stale` does nothing when dist is newer than
 * every source, and leaves it to others to fail because of type errors.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const main = join(dist, 'cli/main.js');
const stamp = join(dist, '.built');

/** Time of the last change of anything that dist is made of, in milliseconds. */
function newestSource() {
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map((name) => join(root, 'src', name));
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package.json'].map((name) => join(root, name));
  return Math.max(...[...sources, ...settings].map((path) => statSync(path).mtimeMs));
}

function isFresh() {
  return existsSync(stamp) && existsSync(main) && statSync(stamp).mtimeMs >= newestSource();
}

/** Puts a folder in the place of dist. */
function replaceDist(fresh) {
  const old = `${fresh}-old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
}

/** The exit code of the compiler. Type errors do not keep it from writing, and then dist is replaced all the same. */
function build() {
  const started = new Date();
  const fresh = join(root, `node_modules/.swarmlab-build-${process.pid}`);
  const compiler = join(root, 'node_modules/@typescript/native/bin/tsc');
  const words = [compiler, '-p', 'tsconfig.build.json', '--outDir', fresh];
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
  if (!existsSync(join(fresh, 'cli/main.js'))) {
    rmSync(fresh, { recursive: true, force: true });
    return status || 1;
  }
  chmodSync(join(fresh, 'cli/main.js'), 0o755);
  writeFileSync(join(fresh, '.built'), '');
  utimesSync(join(fresh, '.built'), started, started);
  replaceDist(fresh);
  return status;
}

const ifStale = process.argv.includes('--if-stale');
if (!ifStale || !isFresh()) {
  const status = build();
  process.exitCode = ifStale && isFresh() ? 0 : status;
}
