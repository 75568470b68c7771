/** How often to save: worked examples, and the formulas against each other. */
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import {
  bestInterval,
  dalyInterval,
  segmentTime,
  wasteAt,
  youngInterval,
} from '../../../src/modules/checkpoints/interval.ts';

test.each([
  // cost, mtbf, restart; Young, Daly, exact; waste at each
  [60, 3600, 60, 657.267, 617.876, 617.891, 0.1856, 0.18533, 0.18533],
  [300, 3600, 300, 1469.694, 1276.498, 1276.877, 0.4084, 0.40628, 0.40628],
  [600, 1800, 0, 1469.694, 1096.91, 1099.98, 0.62158, 0.6111, 0.6111],
  [5, 600, 10, 77.46, 74.162, 74.163, 0.13819, 0.13809, 0.13809],
])('a cost of %d s, a failure every %d s, and %d s to restart', (cost, mtbf, restart, ...rest) => {
  const [young, daly, exact, ...wastes] = rest;
  expect(youngInterval(cost, mtbf)).toBeCloseTo(young, 3);
  expect(dalyInterval(cost, mtbf)).toBeCloseTo(daly, 3);
  expect(bestInterval(cost, mtbf)).toBeCloseTo(exact, 3);
  for (const [index, interval] of [young, daly, exact].entries())
    expect(wasteAt(interval, cost, mtbf, restart)).toBeCloseTo(wastes[index], 5);
});

test('of a failure a day', () => {
  expect(youngInterval(60, 86_400)).toBeCloseTo(3219.938, 3);
  expect(dalyInterval(60, 86_400)).toBeCloseTo(3180.062, 3);
  expect(bestInterval(60, 86_400)).toBeCloseTo(3180.063, 3);
});

test('where a checkpoint takes longer than twice the time between failures, Daly saves once in that time', () => {
  expect(dalyInterval(200, 100)).toBe(100);
  expect(dalyInterval(199.999, 100)).toBeLessThan(100.01);
});

const cost = fc.double({ min: 1e-3, max: 1e4, noNaN: true });
const mtbf = fc.double({ min: 1, max: 1e6, noNaN: true });

property.prop([
  cost,
  mtbf,
  fc.double({ min: 0, max: 2, noNaN: true }),
  fc.double({ min: 0.3, max: 3, noNaN: true }),
])('no interval wastes less than the best, whatever the restart takes', (c, m, restarts, factor) => {
  const best = bestInterval(c, m);
  const least = wasteAt(best, c, m, restarts * c);
  expect(best).toBeGreaterThan(0);
  expect(wasteAt(best * factor, c, m, restarts * c)).toBeGreaterThanOrEqual(least - 1e-9);
});

property.prop([
  fc.double({ min: 0.868, max: 1.152, noNaN: true }),
  fc.double({ min: 1e-6, max: 1e-4, noNaN: true }),
])(
  'the curve is flat: from 0.868 to 1.152 of the best interval no more than 1 % more is wasted',
  (factor, c) => {
    const best = bestInterval(c, 1);
    expect(wasteAt(best * factor, c, 1, 0)).toBeLessThanOrEqual(1.0101 * wasteAt(best, c, 1, 0));
  },
);

property.prop([cost, mtbf])('a segment takes as long as failures and repetitions make it', (c, m) => {
  const length = bestInterval(c, m) + c;
  fc.pre(length < 500 * m);
  // It ends before the first failure, or begins anew after it.
  const fails = -Math.expm1(-length / m);
  const segment = segmentTime(length - c, c, m, 0);
  expect((m * fails + fails * segment) / segment).toBeCloseTo(1, 9);
});
