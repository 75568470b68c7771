import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { parse, walk } from './source.ts';

const TESTS = 'test/world/host';

/** The numbered sentences, by their numbers. */
function sentences(): [number: number, sentence: string][] {
  const text = readFileSync('src/modules/README.md', 'utf8');
  return [...text.matchAll(/^(\d+)\. (.+(?:\n +.+)*)/gm)].map(([, number, sentence]) => [
    Number(number),
    sentence.replaceAll(/\s+/g, ' '),
  ]);
}

/** Names of the tests of ordering: what `test(name, ...)` and `property.prop(...)(name, ...)` are called with. */
function names(): string[] {
  const found: string[] = [];
  for (const file of readdirSync(TESTS).filter((name) => /^ordering.*\.test\.ts$/.test(name)))
    walk(parse(file, readFileSync(join(TESTS, file), 'utf8')), (node) => {
      if (!ts.isCallExpression(node)) return;
      const [name, body] = node.arguments;
      const isTest = ts.isIdentifier(node.expression)
        ? node.expression.text === 'test'
        : ts.isCallExpression(node.expression);
      if (isTest && name && body && ts.isStringLiteral(name)) found.push(name.text);
    });
  return found;
}

test('sentences about order are numbered from 1', () => {
  const numbers = sentences().map(([number]) => number);
  expect(numbers.length).toBeGreaterThan(30);
  expect(numbers).toEqual(numbers.map((_, i) => i + 1));
});

test('each sentence about order is the name of one test, and each test there of a sentence', () => {
  expect(names().sort()).toEqual(
    sentences()
      .map(([, sentence]) => sentence)
      .sort(),
  );
});
