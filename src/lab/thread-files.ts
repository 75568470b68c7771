/** What worker threads are started from. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of the files that threads run: `.ts` from sources, `.js` from what was built. */
export const ENDING = extname(fileURLToPath(import.meta.url));
/** From sources the threads need the loader that this process has. */
export const LOADER: readonly string[] = ENDING === '.ts' ? ['--import', 'tsx'] : [];
