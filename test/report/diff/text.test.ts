import { expect, test } from 'vitest';
import { changeText, type SideBounds } from '../../../src/report/diff/text.ts';

const open = { lower: 4.92, upper: null };

test.each<[number | null, number | null, number | null, SideBounds, string]>([
  [100, 125, 0.25, {}, '+25.0 %'],
  [100, 99.9, -0.001, {}, '-0.10 %'],
  [0, 3, null, {}, 'from 0'],
  [5, null, null, {}, 'only in A'],
  [null, 5, null, {}, 'only in B'],
  // At least 4.92 s is measured, though not exactly.
  [5, null, null, { b: open }, 'open in B'],
  [null, 5, null, { a: open }, 'open in A'],
  [null, null, null, { a: open, b: open }, 'open in both'],
])('from %s to %s (%s, %o) is %s', (a, b, relative, bounds, text) => {
  expect(changeText({ metric: 'makespan', a, b, relative }, bounds)).toBe(text);
});
