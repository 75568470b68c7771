import { expect, test } from 'vitest';
import { valueAxis } from '../../../src/report/experiment/charts/parts.ts';

test.each([
  // 2.1 min: every 20 s would be labelled 0.3333 min.
  [126, [0, 0.5, 1, 1.5, 2, 2.5].map((minutes) => minutes * 60)],
  [3_600, [0, 10, 20, 30, 40, 50, 60, 70].map((minutes) => minutes * 60)],
  [4 * 86_400, [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5].map((days) => days * 86_400)],
])('an axis up to %d s has ticks at round numbers of its unit', (largest, ticks) => {
  expect(valueAxis('makespan', 'duration', largest).values).toEqual(ticks);
});

test('an axis in seconds chooses its own', () => {
  expect(valueAxis('makespan', 'duration', 119).values).toBeUndefined();
  expect(valueAxis('tasks', 'number', 1e6).values).toBeUndefined();
});
