import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { onFront, paretoFront } from '../../../src/lab/experiment/pareto.ts';
import type { Figure } from '../../../src/recording/bounds.ts';

const DIRECTIONS = ['lower', 'higher'] as const;
const point = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }));

property.prop([
  fc.array(point, { minLength: 1, maxLength: 30 }),
  fc.constantFrom(...DIRECTIONS),
  fc.constantFrom(...DIRECTIONS),
])('the front holds exactly the points that no other dominates', (points, first, second) => {
  const signs = [first, second].map((better) => (better === 'lower' ? 1 : -1));
  const dominates = (a: readonly number[], b: readonly number[]) =>
    signs.every((sign, at) => sign * a[at] <= sign * b[at]) &&
    signs.some((sign, at) => sign * a[at] < sign * b[at]);
  const front = onFront(
    points.map(([x]) => x),
    points.map(([, y]) => y),
    [
      { metric: 'x', better: first },
      { metric: 'y', better: second },
    ],
  );
  expect(front).toEqual(points.map((own) => !points.some((other) => dominates(other, own))));
});

test('probabilities say how sure the front is', () => {
  const values = (label: string, ...list: Figure[]) => ({ label, values: list });
  const front = paretoFront(
    {
      goal: { metric: 'x', better: 'lower' },
      measured: [
        values('a', 1, 1, 1, 1),
        values('b', 2, 2, 2, 2),
        values('c', 3, 3, 3, 3),
        values('d', 1, 1),
        values('e', 1, 1, 0.1, 1),
      ],
    },
    {
      goal: { metric: 'y', better: 'higher' },
      measured: [
        values('a', 5, 5, 5, 5),
        values('b', 4, 5, 5.1, 6),
        values('c', 4, 4, 4, 4),
        values('d'),
        values('e', 9, 9, null, { lower: 1, upper: null }),
      ],
    },
    'seed',
  );
  expect(front?.points.map(({ label, front }) => [label, front])).toEqual([
    ['a', true],
    ['b', true],
    ['c', false],
  ]);
  // Of d one metric was not run, and one run of e had not ended.
  expect(front?.open).toEqual(['e']);
  const [a, b, c] = front?.points.map(({ probability }) => probability) ?? [];
  expect([a, c]).toEqual([1, 0]);
  expect(b).toBeGreaterThan(0.3);
  expect(b).toBeLessThan(0.8);
});
