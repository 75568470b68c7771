import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '../../src');
const README = readFileSync(join(SRC, 'README.md'), 'utf8');

const folders = (path: string) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** The first cells of all rows of the table below a heading. */
function rooms(prefix: RegExp): string[] {
  return [...README.matchAll(/^\| `([a-z/]+)` +\|/gm)]
    .map(([, name]) => name)
    .filter((name) => prefix.test(name));
}

test('the map of the source names every room, and no other', () => {
  expect(rooms(/^[a-z]+$/).sort()).toEqual(folders(SRC).sort());
});

test('the map of the source names every room of the world, and no other', () => {
  const named = rooms(/^world\//).map((name) => name.slice('world/'.length));
  expect(named.sort()).toEqual(folders(join(SRC, 'world')).sort());
});

test('files and folders that the map names exist', () => {
  const named = [...README.matchAll(/`((?:[a-z-]+\/)+[a-z-]+(?:\.ts)?)`/g)].map(([, path]) => path);
  expect(named.length).toBeGreaterThan(20);
  const missing = named.filter((path) => !existsSync(join(SRC, path)) && !existsSync(join(SRC, '..', path)));
  expect(missing).toEqual([]);
});
