import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { Backlog } from '../../../src/modules/sprints/backlog.ts';
import { backlog } from './swarm.ts';

const BOOSTS = { rework: 1, closing: 1 };

test('the most urgent come first, and equal ones by number', () => {
  const items = new Backlog(backlog(6, (i) => ({ priority: [3, 8, 5, 8, 10, 1][i] })));
  expect(items.choose(3, 'priority', BOOSTS)).toEqual([4, 1, 3]);
  // What has been chosen is no longer there.
  expect(items.choose(2, 'effort', BOOSTS)).toEqual([0, 2]);
  expect(items.choose(9, 'priority', BOOSTS)).toEqual([5]);
});

const cases = fc.record({
  priorities: fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 60 }),
  efforts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 60, maxLength: 60 }),
  counts: fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 8 }),
  order: fc.constantFrom('priority', 'effort'),
});

property.prop([cases])(
  'a choice is the head of all that wait, sorted',
  ({ priorities, efforts, counts, order }) => {
    const given = backlog(priorities.length, (i) => ({ priority: priorities[i], effort: efforts[i] }));
    const items = new Backlog(given);
    const key = (item: number) => (order === 'effort' ? efforts[item] : -priorities[item]);
    const left = given.map((_, item) => item).sort((a, b) => key(a) - key(b) || a - b);
    for (const count of counts) expect(items.choose(count, order, BOOSTS)).toEqual(left.splice(0, count));
  },
);
