import { describe, expect, test } from 'vitest';
import { findNondeterminism, type Level } from './determinism.ts';
import { describeOffences, parse, parseFolder } from './source.ts';

interface Room {
  readonly folder: string;
  readonly level: Level;
}

const ROOMS: readonly Room[] = [
  { folder: 'src/engine', level: 'strict' },
  { folder: 'src/mathematics', level: 'strict' },
  { folder: 'src/modules', level: 'strict' },
  { folder: 'src/planning', level: 'pure' },
  { folder: 'src/world', level: 'strict' },
  { folder: 'src/recording', level: 'strict' },
  { folder: 'src/scenario', level: 'pure' },
  { folder: 'src/oracles', level: 'strict' },
  { folder: 'src/lab/statistics', level: 'pure' },
];

describe.each(ROOMS)('$folder', ({ folder, level }) => {
  test('holds nothing that could make two runs of one seed differ', () => {
    const sources = parseFolder(folder);
    expect(sources).not.toEqual([]);
    const offences = sources.flatMap((source) => findNondeterminism(source, level));
    expect(describeOffences(offences)).toEqual([]);
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
    'const a = `${1 + 3 ** 3}`;',
    'const a = { Date };',
    'const a = { now: Date };',
    'names.sort((a, b) => a.localeCompare(b));',
    'const a = (1000).toLocaleString();',
    'const a = new Intl.NumberFormat();',
    'const a = b.getHours();',
    'const a = 10 ** 3;',
    'const a = 2 ** b;',
    'const a = 2 ** 0.5;',
    'const a = 2 ** -3;',
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
    'const a = Date.UTC(2000, 1, 1);',
    'const a = new Date(b);',
  ])('finds %s in the simulation, and allows it around', (text) => {
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
    'const a = 2 ** 32;',
    'const a = b.getUTCHours();',
  ])('passes %s', (text) => {
    expect(lines(text, 'strict')).toEqual([]);
  });

  test('says where', () => {
    expect(lines('const a = 1;\n\nconst b = [\n  Math.random(),\n];\n', 'strict')).toEqual([4]);
  });
});
