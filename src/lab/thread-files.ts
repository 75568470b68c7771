/** What worker threads are started from. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of the files that threads run: `.ts` from sources, `.js` from what was built. */
export const ENDING = extname(fileURLToPath(import.meta.url));
/** From sources the threads need the loader that this process has. */
export const LOADER: readonly string[] = ENDING === '.ts' ? ['--import', 'tsx'] : [];

/** What a thread that runs a file is started with. From sources the thread is TypeScript too, and has to load a loader first. */
export function threadEntry(file: URL): URL {
  if (ENDING !== '.ts') return file;
  const loader = import.meta.resolve('tsx/esm/api');
  return new URL(
    `data:text/javascript,import { register } from '${loader}'; register(); await import('${file}');`,
  );
}
