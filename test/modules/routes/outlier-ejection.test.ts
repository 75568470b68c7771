/** Outlier ejection by worked example, and what holds whatever happens. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { ejectionBudget } from '../../../src/modules/ejection-budget.ts';
import { Intervals, spreadOf } from '../../../src/modules/routes/intervals.ts';
import { type EjectionOptions, outlierEjection } from '../../../src/modules/routes/outlier-ejection.ts';
import { OUTCOME } from '../../../src/modules/routes/vocabulary.ts';
import { s } from '../port.ts';
import { Machine } from './machine.ts';

/** As Envoy's defaults. */
const ENVOY: EjectionOptions = {
  interval: s(10),
  consecutive: 5,
  successRate: { deviations: 1.9, workers: 5, attempts: 100 },
  failureShare: null,
  time: s(30),
  timeLimit: s(300),
  jitter: 0,
  budget: ejectionBudget(0.1, 0),
  timeouts: true,
};
const ONE = ejectionBudget(0, 1);

const machine = (workers: number, options: Partial<EjectionOptions> = {}) =>
  new Machine(outlierEjection({ ...ENVOY, ...options }), workers);

const fail = (on: Machine, worker: number, times = 1) => {
  for (let each = 0; each < times; each++) on.attempt(worker, OUTCOME.failure);
};

describe('failures one after the other', () => {
  test('eject at once, the fifth', () => {
    const on = machine(10);
    fail(on, 3, 4);
    expect(on.take()).toEqual([]);
    fail(on, 3);
    expect(on.take()).toEqual(['3 out: consecutive']);
    expect([...on.out]).toEqual([3]);
  });

  test('are counted anew after a success, and time-outs are among them', () => {
    const on = machine(10);
    fail(on, 3, 4);
    on.attempt(3, OUTCOME.success);
    fail(on, 3, 3);
    on.attempt(3, OUTCOME.timeout);
    expect(on.take()).toEqual([]);
    on.attempt(3, OUTCOME.timeout);
    expect(on.take()).toEqual(['3 out: consecutive']);
  });

  test('are not broken by attempts that say nothing', () => {
    const on = machine(10);
    fail(on, 3, 4);
    on.attempt(3, OUTCOME.unknown);
    fail(on, 3);
    expect(on.take()).toEqual(['3 out: consecutive']);
  });

  test('of a worker that is out count for nothing, and it begins anew when it returns', () => {
    const on = machine(10);
    fail(on, 3, 5);
    fail(on, 3, 9);
    expect(on.take()).toEqual(['3 out: consecutive']);
    expect(on.advance(40)).toEqual(['3 in']);
    fail(on, 3, 4);
    expect(on.take()).toEqual([]);
  });

  test('may be any number', () => {
    const on = machine(10, { consecutive: Infinity });
    fail(on, 3, 1000);
    expect(on.take()).toEqual([]);
  });
});

describe('the share that may be out', () => {
  test.each([
    [9, 0],
    [10, 1],
    [25, 2],
  ])('of %i workers: %i', (workers, most) => {
    const on = machine(workers);
    for (let worker = 0; worker < workers; worker++) fail(on, worker, 5);
    expect(on.out.size).toBe(most);
    expect(on.take().filter((line) => line.includes('spared'))).toHaveLength(workers - most);
  });

  test('is at least one where that is asked for', () => {
    const on = machine(3, { budget: ejectionBudget(0.1, 1) });
    fail(on, 0, 5);
    fail(on, 1, 5);
    expect(on.take()).toEqual(['0 out: consecutive', '1 spared: consecutive']);
  });

  test('is of those that are trusted', () => {
    const on = machine(20);
    for (let worker = 10; worker < 20; worker++) on.distrusted.add(worker);
    fail(on, 0, 5);
    fail(on, 1, 5);
    expect(on.take()).toEqual(['0 out: consecutive', '1 spared: consecutive']);
    // Who is out and lost takes nobody's place.
    on.distrusted.add(0);
    on.distrusted.delete(10);
    fail(on, 1, 5);
    expect(on.take()).toEqual(['1 out: consecutive']);
  });

  test('spares a worker until there is room, which is looked for after as many failures again', () => {
    const on = machine(10);
    fail(on, 0, 5);
    fail(on, 1, 5);
    expect(on.take()).toEqual(['0 out: consecutive', '1 spared: consecutive']);
    expect(on.advance(30)).toEqual(['0 in']);
    fail(on, 1, 5);
    expect(on.take()).toEqual(['1 out: consecutive']);
  });
});

describe('at a sweep', () => {
  test('who is far below the others goes: 99, 98, 99, 97 and 60 of 100', () => {
    const on = machine(5, { budget: ONE });
    for (const [worker, successes] of [99, 98, 99, 97, 60].entries())
      on.attempts(worker, 100, 100 - successes);
    expect(on.take()).toEqual([]);
    expect(on.advance(10)).toEqual(['4 out: successRate']);
  });

  test.each([
    [[99, 98, 99, 97, 60], 90.6, 15.31796, 61.49587],
    [[100, 100, 100, 100, 100, 100, 100, 100, 100, 90], 99, 3, 93.3],
  ])('of %j in a hundred the limit is what it is', (successes, mean, deviation, limit) => {
    const intervals = new Intervals(successes.length);
    for (const [worker, each] of successes.entries())
      for (let attempt = 0; attempt < 100; attempt++) intervals.count(worker, attempt < each);
    const spread = spreadOf(intervals, () => true);
    expect(100 * spread.mean).toBeCloseTo(mean, 9);
    expect(100 * spread.deviation).toBeCloseTo(deviation, 5);
    expect(100 * (spread.mean - 1.9 * spread.deviation)).toBeCloseTo(limit, 5);
  });

  test.each([
    // Nine of 1,000 and one of 900: mean 990, deviation 30, so that 933 is the limit.
    [[1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 900], true],
    // Four equal ones and one bad: two deviations, however bad.
    [[1000, 1000, 1000, 1000, 999], true],
    // Two bad ones of five: 1.2 deviations.
    [[1000, 1000, 1000, 0, 0], false],
    // Three bad ones of twelve: sqrt(9/3) = 1.73.
    [[...Array(9).fill(1000), 0, 0, 0], false],
    // Two of eleven: sqrt(9/2) = 2.12.
    [[...Array(9).fill(1000), 0, 0], true],
    [Array(7).fill(970), false],
  ])('of 1,000 each %j', (successes, isOut) => {
    const on = machine(successes.length, { budget: ONE, consecutive: Infinity });
    for (const [worker, each] of successes.entries()) on.attempts(worker, 1000, 1000 - each);
    expect(on.advance(10).some((line) => line.endsWith('out: successRate'))).toBe(isOut);
  });

  test('those count that had enough attempts in the interval', () => {
    const on = machine(6, { budget: ONE });
    for (let worker = 0; worker < 4; worker++) on.attempts(worker, 100, 0);
    on.attempts(4, 99, 50);
    on.attempts(5, 100, 50);
    expect(on.advance(10)).toEqual(['5 out: successRate']);
    expect(on.compared).toEqual([5]);
    const few = machine(6, { budget: ONE });
    for (let worker = 0; worker < 4; worker++) few.attempts(worker, 100, 0);
    few.attempts(5, 99, 50);
    expect(few.advance(10)).toEqual([]);
    expect(few.compared).toEqual([0]);
    // What ended before the last sweep is forgotten.
    few.attempts(5, 1, 1);
    expect(few.advance(20)).toEqual([]);
  });

  test('those who are out are not in the mean', () => {
    const on = machine(6, { budget: ejectionBudget(0, 2) });
    for (let worker = 0; worker < 4; worker++) on.attempts(worker, 100, 0);
    on.attempts(4, 100, 40);
    on.attempts(5, 100, 100);
    // With 0 % among them, 60 % would not stand out: mean 76.7, deviation 36.8.
    expect(on.take()).toEqual(['5 out: consecutive']);
    expect(on.advance(10)).toEqual(['4 out: successRate']);
  });

  test('a share of failures ejects where that is asked for, however the others do', () => {
    const on = machine(5, {
      budget: ejectionBudget(1, 0),
      consecutive: Infinity,
      successRate: null,
      failureShare: { share: 0.85, workers: 5, attempts: 50 },
    });
    for (const [worker, failures] of [84, 85, 100, 0, 85].entries()) on.attempts(worker, 100, failures);
    expect(on.advance(10)).toEqual(['1 out: failureShare', '2 out: failureShare', '4 out: failureShare']);
  });
});

describe('the time of an ejection', () => {
  /** Ejects a worker as soon as it is back, and says how long it is out each time. */
  const times = (on: Machine, ejections: number): number[] => {
    const found: number[] = [];
    for (let each = 0; each < ejections; each++) {
      fail(on, 0, 5);
      const since = on.now();
      while (on.out.has(0)) on.advance(on.now() / 1e6 + 10);
      found.push((on.now() - since) / 1e6);
    }
    return found;
  };

  test('is 30 s for each, and 300 s at most', () => {
    const found = times(machine(10), 12);
    expect(found).toEqual([30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300]);
  });

  test('ends at a sweep', () => {
    const on = machine(10);
    on.advance(1);
    fail(on, 0, 5);
    on.take();
    expect(on.advance(39.9)).toEqual([]);
    expect(on.advance(40)).toEqual(['0 in']);
  });

  test('is one ejection less for each sweep that finds the worker in', () => {
    const on = machine(10);
    times(on, 2);
    // Back at 90 s; at 100 s and 110 s it is found in.
    on.advance(110);
    expect(times(on, 1)).toEqual([30]);
    const soon = machine(10);
    times(soon, 2);
    soon.advance(100);
    expect(times(soon, 1)).toEqual([60]);
  });

  test('has a jitter on top', () => {
    const on = machine(10, { jitter: s(20), interval: s(1) });
    on.port.draws.push(0.5);
    expect(times(on, 1)).toEqual([40]);
  });

  test('is over for a worker that has started afresh, and nothing counts against it', () => {
    const on = machine(10);
    fail(on, 0, 5);
    on.health.forget(0);
    expect(on.take()).toEqual(['0 out: consecutive', '0 in']);
    expect(times(on, 1)).toEqual([30]);
    fail(on, 1, 4);
    on.health.forget(1);
    fail(on, 1);
    expect(on.take()).toEqual([]);
  });
});

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      worker: fc.nat(11),
      outcome: fc.constantFrom(0, 1, 1, 2, 3) as fc.Arbitrary<0 | 1 | 2 | 3>,
    }),
  },
  { weight: 2, arbitrary: fc.record({ wait: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ forget: fc.nat(11) }) },
);

property.prop([
  fc.array(step, { maxLength: 300 }),
  fc.record({
    share: fc.constantFrom(0, 0.1, 0.25, 1),
    least: fc.nat(3),
    consecutive: fc.integer({ min: 1, max: 4 }),
  }),
])(
  'no more are out than may be, nobody for longer than its limit and a sweep, and what is said is what is',
  (steps, { share, least, consecutive }) => {
    const on = machine(12, {
      consecutive,
      budget: ejectionBudget(share, least),
      successRate: { deviations: 1, workers: 2, attempts: 3 },
      failureShare: { share: 0.9, workers: 1, attempts: 2 },
      timeLimit: s(60),
    });
    const out = new Map<number, number>();
    const note = () => {
      for (const line of on.take()) {
        const worker = Number(line.split(' ')[0]);
        if (line.includes('out')) {
          expect(out.has(worker)).toBe(false);
          out.set(worker, on.now());
        } else if (line.endsWith('in')) expect(out.delete(worker)).toBe(true);
      }
      expect([...out.keys()].sort()).toEqual([...on.out].sort());
      expect(out.size).toBeLessThanOrEqual(Math.max(least, Math.floor(share * 12)));
      for (const since of out.values()) expect(on.now() - since).toBeLessThanOrEqual(s(70));
    };
    for (const each of steps) {
      if ('wait' in each) {
        for (let second = 0; second < each.wait; second++) {
          on.port.advance(on.now() + s(1), (tag, argument) => on.health.onTimer(tag, argument));
          note();
        }
      } else if ('forget' in each) on.health.forget(each.forget);
      else on.attempt(each.worker, each.outcome);
      note();
    }
  },
);
