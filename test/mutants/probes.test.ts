import { expect, test } from 'vitest';
import { parse } from '../laws/source.ts';
import { probeAt, withProbes } from './probes.ts';

const TEXT = `const a = 1;
function f(b) {
  if (b) { c(); }
  switch (b) {
    case 1:
      return d;
    default:
  }
}
`;
const source = parse('a.ts', TEXT);

test('a text notes which of its blocks and cases are run', () => {
  const { text, count } = withProbes(source);
  expect(count).toBe(3);
  const probes = [0, 0, 0];
  const run = new Function('b', '__probes', `const c = () => {}, d = 0; ${text}; f(b);`);
  run(0, probes);
  expect(probes).toEqual([1, 0, 0]);
  run(1, probes);
  expect(probes).toEqual([1, 1, 1]);
});

test('a place belongs to the innermost block or case', () => {
  const at = (part: string) => probeAt(source, TEXT.indexOf(part));
  expect(at('1;')).toBe(-1);
  expect(at('if (b)')).toBe(0);
  expect(at('c()')).toBe(1);
  // What a case compares with is evaluated whether or not the case is taken.
  expect(at('1:')).toBe(0);
  expect(at('d;')).toBe(2);
});
