import { expect, test } from 'vitest';
import { nullTime } from '../../../src/cli/bench/speed.ts';

test('how long the same against the same takes, and how to have it sooner', () => {
  expect(nullTime(42, { rounds: 10, pairs: 10, rows: 34 })).toBe(
    '10 rounds of 10 pairs of processes will take about 1h10m: one pair times 34 rows in 42s, and rows that it leaves open are timed again. ' +
      'Shorter: fewer rounds (--null 3), pairs (--pairs 8) or rows (--row TEXT)',
  );
});
