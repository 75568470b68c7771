import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { importedNames } from './imports.ts';
import { parse } from './source.ts';

/** Packages that run in browsers. */
const PACKAGES = ['fflate', 'seedrandom', 'simple-statistics', 'yaml', 'zod'];

/** Every file whose values an entry needs, and everything else that they import. */
function below(entry: string): { files: string[]; others: string[] } {
  const files = new Set<string>();
  const others = new Set<string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const name of importedNames(parse(file, readFileSync(file, 'utf8')))) {
      if (name.startsWith('.')) open.push(join(dirname(file), name));
      else others.add(`${file} imports ${name}`);
    }
  }
  return { files: [...files].sort(), others: [...others].sort() };
}

describe('src/browser.ts', () => {
  const { files, others } = below('src/browser.ts');

  test('reaches the simulation and no part that needs a machine', () => {
    expect(files).toContain('src/world/world.ts');
    expect(files).toContain('src/lab/extension/extend.ts');
    const machine = files.filter((file) => /^src\/(cli|report|lab\/experiment)\//.test(file));
    expect(machine).toEqual([]);
    for (const file of ['run', 'environment', 'files', 'isolated', 'module-file'])
      expect(files).not.toContain(`src/lab/${file}.ts`);
  });

  test('needs no package that a browser lacks', () => {
    const foreign = others.filter((line) => !PACKAGES.some((name) => line.endsWith(` imports ${name}`)));
    expect(foreign).toEqual([]);
  });
});

test('src/index.ts reaches everything that src/browser.ts does', () => {
  expect(below('src/index.ts').files).toEqual(expect.arrayContaining(below('src/browser.ts').files));
});

test('package.json exports what src has, and modules may import the same', () => {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    exports: Record<string, { types: string; default: string } | string>;
  };
  const loader = readFileSync('src/lab/module-file.ts', 'utf8');
  for (const [name, target] of Object.entries(exports)) {
    if (typeof target === 'string') continue;
    const source = target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts');
    expect(existsSync(source)).toBe(true);
    expect(target.types).toBe(target.default.replace(/\.js$/, '.d.ts'));
    expect(loader).toContain(`swarmlab${name.slice(1)}`);
  }
});

describe('the check itself', () => {
  test.each<[string, string[]]>([
    ["import { a } from './a.ts';", ['./a.ts']],
    ["import './a.ts';", ['./a.ts']],
    ["import * as a from 'node:fs';", ['node:fs']],
    ["import type { A } from 'node:fs';", []],
    ["import { type A, type B } from 'node:fs';", []],
    ["import { type A, b } from 'node:fs';", ['node:fs']],
    ["import a, { type B } from 'zod';", ['zod']],
    ["export { a } from './a.ts';", ['./a.ts']],
    ["export type { A } from './a.ts';", []],
    ["export { type A } from './a.ts';", []],
    ["export * from './a.ts';", ['./a.ts']],
    ["const a = await import('node:os');", ['node:os']],
    ["const a = require('node:os');", ['node:os']],
    ["type A = import('node:os').A;", []],
  ])('%s needs %j', (text, names) => {
    expect(importedNames(ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true))).toEqual(names);
  });
});
