import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findNondeterminism, type Level } from './determinism.ts';
import { describeOffences, parse, parseFolder } from './source.ts';

const ROOMS: readonly { readonly folder: string; readonly level: Level }[] = [
  { folder: 'src/engine', level: 'strict' },
  { folder: 'src/modules', level: 'strict' },
  { folder: 'src/world', level: 'strict' },
  { folder: 'src/recording', level: 'strict' },
  { folder: 'src/scenario', level: 'pure' },
  { folder: 'src/lab/statistics', level: 'pure' },
];

describe.each(ROOMS)('$folder', ({ folder, level }) => {
  test('holds nothing that could make two runs of one seed differ', () => {
    const sources = existsSync(folder) ? parseFolder(folder) : [];
    expect(sources).not.toEqual([]);
    expect(describeOffences(sources.flatMap((source) => findNondeterminism(source, level)))).toEqual([]);
  });
});

const lines = (text: string, level: Level) =>
  findNondeterminism(parse('example.ts', text), level).map((found) => found.line);

describe('the check itself', () => {
  test.each([
    'const a = Date.now();',
    'const a = new Date();',
    'const a = performance.now();',
    'const a = globalThis.performance.now();',
    'const a = Math.random();',
    "const a = Math['random']();",
    'const { random } = Math;',
    'const M = Math;',
    'const a = Math.pow(2, 3);',
    'const a = (x: number) => x ** 2;',
    'let a = 2; a **= 3;',
    'const a = `${1 + 2 ** 3}`;',
    'const a = { Date };',
    'const a = { now: Date };',
    'names.sort((a, b) => a.localeCompare(b));',
    'const a = (1000).toLocaleString();',
    'const a = new Intl.NumberFormat();',
  ])('finds %s', (text) => {
    expect(lines(text, 'strict')).toEqual([1]);
    expect(lines(text, 'pure')).toEqual([1]);
  });

  test.each([
    'setTimeout(() => 1, 2);',
    'queueMicrotask(() => 1);',
    'const a = new Promise<void>((resolve) => resolve());',
    'async function a() {}',
    'const a = async () => {};',
    'class A { async b() {} }',
    'for await (const a of b) c(a);',
    "const a = import('./b.ts');",
  ])('finds %s where nothing may be asynchronous', (text) => {
    expect(lines(text, 'strict')).toEqual([1]);
    expect(lines(text, 'pure')).toEqual([]);
  });

  test.each([
    '// Date.now(), Math.random() and 2 ** 3',
    "const a = 'Math.pow(2, 3) ** Date.now()';",
    '/** Math.random() */ const a = Math.sqrt(2);',
    'interface A { readonly Date: number; readonly performance: string }',
    'const a = b.Date + b.performance;',
    'type A = Date | Promise<void>;',
    'function a(performance: number) { return performance; }',
    'const a = { Date: 1, performance: 2 };',
    'const a = b * b;',
  ])('passes %s', (text) => {
    expect(lines(text, 'strict')).toEqual([]);
  });

  test('says where', () => {
    expect(lines('const a = 1;\n\nconst b = [\n  Math.random(),\n];\n', 'strict')).toEqual([4]);
  });
});
