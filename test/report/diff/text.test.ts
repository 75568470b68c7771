import { expect, test } from 'vitest';
import type { MetricDifference } from '../../../src/lab/diff/result.ts';
import { changeText } from '../../../src/report/diff/text.ts';

const open = { lower: 4.92, upper: null };

test.each<[number | null, number | null, number | null, MetricDifference['bounds'], string]>([
  [100, 125, 0.25, {}, '+25.0 %'],
  [100, 99.9, -0.001, {}, '-0.10 %'],
  [0, 3, null, {}, 'from 0'],
  [5, null, null, {}, 'only in A'],
  [null, 5, null, {}, 'only in B'],
  // At least 4.92 s is measured, though not exactly.
  [5, null, null, { b: open }, 'open in B'],
  [null, 5, null, { a: open }, 'open in A'],
  [null, null, null, { a: open, b: open }, 'open in both'],
  [null, null, null, { a: { lower: 1, upper: 2 }, b: { lower: 3, upper: null } }, 'higher in B'],
  [null, null, null, { a: { lower: 3, upper: 4 }, b: { lower: 1, upper: 2 } }, 'lower in B'],
  [null, null, null, { b: open }, 'open in B, not measured in A'],
])('from %s to %s (%s, %o) is %s', (a, b, relative, bounds, text) => {
  expect(changeText({ metric: 'makespan', a, b, relative, bounds })).toBe(text);
});
