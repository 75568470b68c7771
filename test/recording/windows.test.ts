/** Windows of series against the same figures from the list of all changes. */
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { SeriesWindow } from '../../src/recording/windows.ts';

const STATISTICS = ['min', 'mean', 'max', 'last'] as const;

function figures(window: SeriesWindow, now: number, rests = false) {
  return Object.fromEntries(STATISTICS.map((one) => [one, window.figure(one, now, rests)]));
}

test('a level by hand: closed at the start, open at the end', () => {
  const window = new SeriesWindow(10, 20);
  window.set(2, 9);
  window.set(5, 4);
  window.set(12, 6);
  // Of several values at one instant the last one holds.
  window.set(15, 100);
  window.set(15, 1);
  window.set(20, 50);
  expect(figures(window, 25)).toEqual({ min: 1, mean: (2 * 4 + 3 * 6 + 5 * 1) / 10, max: 6, last: 1 });
});

test('a change at the start counts, one at the end does not', () => {
  const window = new SeriesWindow(10, 20);
  window.set(10, 3);
  window.set(20, 8);
  expect(figures(window, 20)).toEqual({ min: 3, mean: 3, max: 3, last: 3 });
});

test('what the end of the run leaves open is bounded', () => {
  const window = new SeriesWindow(10, 20);
  window.set(0, 4);
  window.set(15, 2);
  expect(figures(window, 9)).toEqual({ min: null, mean: null, max: null, last: null });
  expect(figures(window, 10)).toEqual({ min: null, mean: null, max: null, last: null });
  expect(figures(window, 16)).toEqual({
    min: { lower: 0, upper: 2 },
    mean: { lower: expect.closeTo((5 * 4 + 1 * 2) / 10, 12), upper: null },
    max: { lower: 4, upper: null },
    last: { lower: 0, upper: null },
  });
  // Where nothing changes any more, the rest is as the end is.
  expect(figures(window, 16, true)).toEqual({ min: 2, mean: 3, max: 4, last: 2 });
});

test('events are counted from the start on, and before the end', () => {
  const window = new SeriesWindow(10, 20);
  for (const at of [9, 10, 10, 19, 20]) window.count(at, 2);
  expect(window.figure('count', 30, false)).toBe(6);
  expect(window.figure('count', 19, false)).toEqual({ lower: 6, upper: null });
});

const change = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 9 }));

property.prop([
  fc.array(change, { maxLength: 30 }),
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 1, max: 20 }),
])('a level is what every microsecond of the window says', (changes, from, width) => {
  const to = from + width;
  const sorted = [...changes].sort(([a], [b]) => a - b);
  const window = new SeriesWindow(from, to);
  for (const [at, value] of sorted) window.set(at, value);
  // The value that holds in the microsecond from `at` on: that of the last change at or before it.
  const valueAt = (at: number) => sorted.filter(([when]) => when <= at).at(-1)?.[1] ?? 0;
  const values = Array.from({ length: width }, (_, place) => valueAt(from + place));
  const sum = values.reduce((total, value) => total + value, 0);
  expect(window.figure('min', 61, false)).toBe(Math.min(...values));
  expect(window.figure('max', 61, false)).toBe(Math.max(...values));
  expect(window.figure('last', 61, false)).toBe(values[width - 1]);
  expect(window.figure('mean', 61, false)).toBeCloseTo(sum / width, 9);
});
