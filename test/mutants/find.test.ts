/** Which faults a text has room for, and how they are named. */
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { findMutants } from './find.ts';
import { applyEdit, type Mutant } from './mutant.ts';

/** All faults of a text that needs no library, checked as a file of its own. */
function faults(text: string): Mutant[] {
  const source = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true);
  const host: ts.CompilerHost = {
    getSourceFile: (name) => (name === 'a.ts' ? source : undefined),
    getDefaultLibFileName: () => 'lib.d.ts',
    writeFile: () => {},
    getCurrentDirectory: () => '',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => name === 'a.ts',
    readFile: () => undefined,
  };
  const program = ts.createProgram(['a.ts'], { noLib: true, strict: true }, host);
  return findMutants(source, 'src/engine/a.ts', program.getTypeChecker());
}

const changed = (text: string, operator?: string) =>
  faults(text)
    .filter((fault) => operator === undefined || fault.operator === operator)
    .map(({ edit }) => applyEdit(text, edit));

describe('each operator', () => {
  test.each([
    ['relational', 'x = a < b', ['x = a <= b', 'x = a >= b']],
    ['relational', 'x = a >= b', ['x = a > b', 'x = a < b']],
    ['equality', 'x = a === b', ['x = a !== b']],
    ['logical', 'x = (a && b) ?? c', ['x = (a && b) || c', 'x = (a || b) ?? c']],
    ['arithmetic', 'x += a % b - c', ['x -= a % b - c', 'x += a % b + c', 'x += a * b - c']],
    ['bitwise', 'x = a >>> b', ['x = a << b']],
    ['condition', 'if (a && b) c()', ['if (!(a && b)) c()']],
    ['condition', 'x = f() ? a : b', ['x = !(f()) ? a : b']],
    ['sign', 'x = !a', ['x = a']],
    ['step', 'x = a++ + --b', ['x = a-- + --b', 'x = a++ + ++b']],
    ['constant', 'x = 7', ['x = 8', 'x = 6']],
    ['constant', 'x = 0.5', ['x = 1.5']],
    ['constant', 'x = true', ['x = false']],
    ['call', 'x = Math.min(a, b)', ['x = Math.max(a, b)']],
    ['call', 'x = a.some(f)', ['x = a.every(f)']],
    ['removal', 'f(a)', [';']],
    ['removal', 'for (;;) { break; }', ['for (;;) { ; }']],
    [
      'removal',
      'function f() { if (a) return; b; }',
      ['function f() { if (a) {} b; }', 'function f() { if (a) return; ; }'],
    ],
    ['returned value', 'function f(a: number) { return a; }', ['function f(a: number) { return (a) + 1; }']],
    ['returned value', 'function f(a: boolean) { return a; }', ['function f(a: boolean) { return !(a); }']],
    ['returned value', 'const f = (a: string) => a', ["const f = (a: string) => ''"]],
  ])('%s: %s', (operator, text, expected) => {
    expect(changed(text, operator)).toEqual(expected);
  });

  test('leaves alone what another one turns round anyway', () => {
    expect(changed('if (a < b) c', 'condition')).toEqual([]);
    expect(changed('if (!a) c', 'condition')).toEqual([]);
    expect(changed('function f(a: number) { return a > 1; }', 'returned value')).toEqual([]);
  });
});

test('types, imports and the words of errors have no faults', () => {
  expect(changed("import { a } from 'b';\ntype A = 1 | 2;\ninterface B { c: 3 }\nlet d: 4;")).toEqual([]);
  expect(changed('throw new RangeError(`at most ${7 + a}`)')).toEqual([';']);
});

test('a value returned last is no early return, and one inside a condition is', () => {
  expect(changed('function f() { if (a) return b; return c; }', 'removal')).toEqual([
    'function f() { if (a) {} return c; }',
  ]);
});

describe('a key', () => {
  const text = 'class A {\n  run() {\n    return 7;\n  }\n}\n';
  const keys = (changedText: string) => faults(changedText).map(({ key }) => key);

  test('names the place by its owner', () => {
    expect(faults(text).map(({ owner, line, before, after }) => [owner, line, before, after])).toContainEqual(
      ['A.run', 3, 'return 7;', 'return 8;'],
    );
  });

  test('stays when the place moves or is laid out anew', () => {
    expect(keys(`const b = a;\n${text.replaceAll('\n', '\n  ')}`)).toEqual(keys(text));
  });

  test('changes with what stands there, and with the owner', () => {
    for (const other of [text.replace('7', '9'), text.replace('run', 'walk')])
      expect(keys(other).filter((key) => keys(text).includes(key))).toEqual([]);
  });

  test('tells equal lines of one owner apart', () => {
    const all = keys('function f() {\n  a(1);\n  a(1);\n}');
    expect(all.length).toBeGreaterThan(2);
    expect(new Set(all).size).toBe(all.length);
  });
});
