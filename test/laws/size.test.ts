import { describe, expect, test } from 'vitest';
import { findOversize } from './size.ts';
import { describeOffences, parse, parseFolder } from './source.ts';

const LIMITS = { file: 250, function: 60 };

test(`no file in src has more than ${LIMITS.file} lines of code, and no function more than ${LIMITS.function}`, () => {
  const sources = parseFolder('src');
  expect(sources.length).toBeGreaterThan(10);
  expect(describeOffences(sources.flatMap((source) => findOversize(source, LIMITS)))).toEqual([]);
});

describe('the check itself', () => {
  const check = (text: string, file: number, functionLimit: number) =>
    findOversize(parse('example.ts', text), { file, function: functionLimit }).map(({ line, what }) => [
      line,
      what,
    ]);
  const five = '/** Five lines. */\nfunction five() {\n  // no code\n\n  a();\n  b(`\ntext\n\n  `);\n}\n';

  test('counts lines of code, not comments or blank lines', () => {
    expect(check(five, 5, 5)).toEqual([]);
    expect(check(five, 4, 4)).toEqual([
      [2, 'has 5 lines of code'],
      [2, 'five has 5 lines of code'],
    ]);
  });

  test('looks at methods, arrows and nested functions', () => {
    const text =
      'class A {\n  b() {\n    c();\n  }\n  d = () => {\n    e();\n  };\n}\nconst f = () => {\n  g();\n};\n';
    expect(check(text, 99, 2)).toEqual([
      [2, 'b has 3 lines of code'],
      [5, 'a function without a name has 3 lines of code'],
      [9, 'f has 3 lines of code'],
    ]);
  });

  test('does not count declarations without a body', () => {
    expect(check('interface A {\n  b(\n    c: number,\n  ): void;\n}\n', 99, 2)).toEqual([]);
  });
});
