/**
 * The scenarios that come with the package.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import type { ListedEntry } from './entry.ts';

/** src/cli and dist/cli lie equally deep. */
const FOLDER = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** Every scenario file by a path that works from the current folder, with what it says about itself. */
export function shippedScenarios(): ListedEntry[] {
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => {
      const path = join(FOLDER, name);
      const near = relative(process.cwd(), path);
      return { name: near.startsWith('..') ? path : near, description: describe(readFileSync(path, 'utf8')) };
    });
}

/** The first paragraph of a scenario's description, or its first comment. */
function describe(text: string): string {
  const description = parseDocument(text).get('description');
  const comment = /^# *(.+)$/m.exec(text)?.[1] ?? '';
  const full = typeof description === 'string' ? description : comment;
  return full
    .trim()
    .split(/\n\s*\n/)[0]
    .replace(/\s+/g, ' ');
}
