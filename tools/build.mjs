/**
 * Builds dist from src: `node tools/build.mjs [--if-stale]`. A plain build starts from an empty dist, as files whose source
 * is gone must not stay. `--if-stale` does nothing when dist is newer than every source, and otherwise overwrites in place.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'dist/cli/main.js');
const stamp = join(root, 'dist/.built');

/** Time of the last change of anything that dist is made of, in milliseconds. */
function newestSource() {
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map((name) => join(root, 'src', name));
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package.json'].map((name) => join(root, name));
  return Math.max(...[...sources, ...settings].map((path) => statSync(path).mtimeMs));
}

function isFresh() {
  return existsSync(stamp) && existsSync(main) && statSync(stamp).mtimeMs >= newestSource();
}

/** `npx sim` looks into node_modules/.bin, where npm links the commands of dependencies, but not those of the project itself. */
function linkCommand() {
  const folder = join(root, 'node_modules/.bin');
  const link = join(folder, 'sim');
  mkdirSync(folder, { recursive: true });
  rmSync(link, { force: true });
  symlinkSync('../../dist/cli/main.js', link);
}

function build(keep) {
  const started = new Date();
  if (!keep) rmSync(join(root, 'dist'), { recursive: true, force: true });
  const compiler = join(root, 'node_modules/@typescript/native/bin/tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (!existsSync(main)) return status || 1;
  chmodSync(main, 0o755);
  if (process.platform !== 'win32') linkCommand();
  writeFileSync(stamp, '');
  utimesSync(stamp, started, started);
  return status;
}

const ifStale = process.argv.includes('--if-stale');
if (!(ifStale && isFresh())) process.exitCode = build(ifStale);
