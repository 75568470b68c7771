/** Start-time fair queueing of waiting tasks: by worked example, and the bound of its inventors. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { UNDIVIDED } from '../../../src/modules/scheduling/compartments.ts';
import { FairRoom } from '../../../src/modules/scheduling/fair-room.ts';
import { Ledger } from '../../../src/modules/scheduling/ledger.ts';
import { directory, s } from '../port.ts';

type Tasks = NonNullable<Parameters<typeof directory>[0]>;

/** A room with tasks 0, 1, 2, ... in it, in this order; rows have the numbers of their tasks. */
function room(
  tasks: Tasks,
  weights: readonly number[],
  order: 'arrival' | 'priority' = 'arrival',
  requirements: readonly number[] = [0],
): { fair: FairRoom; ledger: Ledger } {
  const ledger = new Ledger();
  const fair = new FairRoom(ledger, directory(tasks, requirements, weights), order, UNDIVIDED);
  for (const task of Object.keys(tasks).map(Number)) fair.enter(ledger.add(task, 0), false);
  return { fair, ledger };
}

/** Serves so many, or all, and says which. */
function served(fair: FairRoom, count = fair.size, blocked = 0): number[] {
  return Array.from({ length: count }, () => {
    const row = fair.next(blocked);
    fair.serve(row);
    return row;
  });
}

const list = (tasks: readonly Tasks[number][]): Tasks => ({ ...tasks });

describe('tenants with tasks of a second', () => {
  const two = list([
    { tenant: 0 },
    { tenant: 0 },
    { tenant: 0 },
    { tenant: 0 },
    { tenant: 1 },
    { tenant: 1 },
    { tenant: 1 },
  ]);

  example('take turns, whoever came first', () => {
    expect(served(room(two, [1, 1]).fair)).toEqual([0, 4, 1, 5, 2, 6, 3]);
  });

  example('or two to one, when the first has twice the weight', () => {
    // Tags of tenant 0: 0, 1/2, 1, 3/2; of tenant 1: 0, 1, 2. Of equal tags the one that was known first.
    expect(served(room(two, [2, 1]).fair)).toEqual([0, 4, 1, 5, 2, 3, 6]);
  });

  example('are charged for the work of their tasks', () => {
    const long = list([
      { tenant: 0, work: s(3) },
      { tenant: 0, work: s(3) },
      ...Array(4).fill({ tenant: 1 }),
    ]);
    expect(served(room(long, [1, 1]).fair)).toEqual([0, 2, 3, 4, 1, 5]);
  });

  example('save nothing up while they have no tasks', () => {
    const both = list([...Array(7).fill({ tenant: 0 }), ...Array(3).fill({ tenant: 1 })]);
    const { fair } = room(both, [1, 1]);
    for (const late of [7, 8, 9]) fair.leave(late);
    expect(served(fair, 4)).toEqual([0, 1, 2, 3]);
    // Tenant 1 comes when four have been served: it takes its turn from now on, not four turns at once.
    for (const late of [7, 8, 9]) fair.enter(late, false);
    expect(served(fair)).toEqual([7, 4, 8, 5, 9, 6]);
  });
});

describe('fairness', () => {
  example('holds inside a priority; what is urgent goes first', () => {
    const tasks = list([
      { tenant: 0, priority: 5 },
      { tenant: 1, priority: 5 },
      { tenant: 0, priority: 9 },
      { tenant: 0, priority: 9 },
      { tenant: 0, priority: 5 },
    ]);
    expect(served(room(tasks, [1, 1], 'priority').fair)).toEqual([2, 3, 0, 1, 4]);
  });

  example('passes over what nobody can do now', () => {
    const tasks = list([
      { tenant: 0, requirement: 1 },
      { tenant: 1 },
      { tenant: 1, requirement: 1 },
      { tenant: 0 },
    ]);
    const { fair } = room(tasks, [1, 1], 'arrival', [0, 1]);
    expect(served(fair, 2, 0b10)).toEqual([1, 3]);
    expect(fair.next(0b10)).toBe(-1);
    expect(served(fair)).toEqual([2, 0]);
    expect(fair.next(0)).toBe(-1);
  });

  example(
    'puts a task that comes back ahead of its own, and charges nothing for one that is withdrawn',
    () => {
      const tasks = list([{ tenant: 0 }, { tenant: 0 }, { tenant: 1 }, { tenant: 1 }]);
      const { fair } = room(tasks, [1, 1]);
      expect(served(fair, 2)).toEqual([0, 2]);
      fair.enter(0, true);
      fair.leave(1);
      expect(served(fair)).toEqual([0, 3]);
    },
  );
});

const drawn = fc.record({
  weights: fc.array(fc.constantFrom(0.5, 1, 2, 3, 10), { minLength: 2, maxLength: 4 }),
  works: fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 30, maxLength: 120 }),
  urgent: fc.boolean(),
});

test.prop([drawn], { numRuns: 200 })(
  'while all have tasks, shares over weights differ by no more than one task of each',
  ({ weights, works }) => {
    const tasks = list(works.map((work, i) => ({ tenant: i % weights.length, work })));
    const { fair } = room(tasks, weights);
    const waiting = weights.map((_, tenant) => works.filter((_w, i) => i % weights.length === tenant).length);
    const largest = weights.map((_, tenant) =>
      Math.max(...works.filter((_w, i) => i % weights.length === tenant)),
    );
    const share = weights.map(() => 0);
    while (waiting.every((count) => count > 0)) {
      const [row] = served(fair, 1);
      const tenant = row % weights.length;
      share[tenant] += works[row] / weights[tenant];
      waiting[tenant]--;
      for (let f = 0; f < weights.length; f++)
        for (let g = 0; g < f; g++)
          expect(Math.abs(share[f] - share[g])).toBeLessThanOrEqual(
            (largest[f] / weights[f] + largest[g] / weights[g]) * (1 + 1e-12),
          );
    }
  },
);

test.prop([drawn, fc.array(fc.nat(), { maxLength: 100 })], { numRuns: 100 })(
  'every task is served once, each tenant in order of arrival',
  ({ weights, works, urgent }, leaving) => {
    const tasks = list(
      works.map((work, i) => ({ tenant: work % weights.length, work, priority: urgent ? 1 + (i % 10) : 5 })),
    );
    const { fair } = room(tasks, weights, urgent ? 'priority' : 'arrival');
    const gone = new Set(leaving.map((one) => one % works.length));
    for (const row of gone) fair.leave(row);
    const order = served(fair);
    expect(new Set(order).size).toBe(works.length - gone.size);
    expect(fair.size).toBe(0);
    for (let tenant = 0; tenant < weights.length; tenant++) {
      const own = order.filter((row) => works[row] % weights.length === tenant);
      if (!urgent) expect(own).toEqual([...own].sort((a, b) => a - b));
    }
  },
);
