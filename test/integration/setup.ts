import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Builds dist once, when it is older than the sources. Type errors are shown, but it is `npm run typecheck` that fails for them. */
export function setup(): void {
  spawnSync(process.execPath, ['.tools/build.mjs', '--if-stale'], { stdio: 'inherit' });
  if (!existsSync('dist/cli/main.js')) throw new Error('dist/cli/main.js was not built');
}
