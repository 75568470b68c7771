import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  concurrencyAfter,
  FailureResponse,
  type ResponseOptions,
  type RolloutPort,
} from '../../../src/modules/patterns/response.ts';
import type { Pattern } from '../../../src/modules/patterns/types.ts';
import { adjustForFailures } from '../../../src/modules/scaling/failure-aware.ts';
import { type Attempt, type Play, Rollout } from './rollout.ts';

const OPTIONS: ResponseOptions = {
  limit: 0.05,
  rateRule: 'lower_bound',
  shares: null,
  regions: 5,
  types: 4,
  retries: false,
  concurrency: 50,
  timeoutFactor: 2,
};

const rollout = (outcome: Play['outcome'], options: Partial<Play> = {}) =>
  new Rollout({ ...OPTIONS, tasks: 1000, outcome, ...options });

/** Every nth task fails, of all types in turn. */
const everyNth = (n: number) => (attempt: Attempt) =>
  attempt.number === 0 && attempt.task % n === 0 ? (attempt.task / n) % 4 : null;

describe('what it does', () => {
  test('nothing while failures are within the limit', () => {
    const run = rollout(everyNth(50)).run();
    expect(run.told).toEqual([]);
    expect(run.succeeded.size).toBe(980);
  });

  test('systematic: pauses, lets what is under way end, aborts and rolls back', () => {
    const run = rollout(({ task }) => (task % 3 === 0 ? 2 : null)).run();
    expect(run.told).toEqual([
      expect.stringMatching(/^pause with 49 under way$/),
      'abort: systematic by types',
    ]);
    expect(run.rolledBack).toBe(true);
    expect(run.findings[0].types).toMatchObject({ type: 2, alike: true });
    // All that were under way at the pause are counted, and none was begun after it.
    expect(run.findings[0].rate.tried).toBe(run.findings[0].rate.failed * 3 - 1);
    expect(run.succeeded.size).toBeLessThan(100);
  });

  test('random: halves what is under way, tries again what failed, and ends with all done', () => {
    const run = rollout((attempt) => (attempt.task < 100 ? everyNth(4)(attempt) : null)).run();
    expect(run.told[1]).toBe('go on with 25: random by nothing_stands_out');
    expect(run.peak).toBeLessThanOrEqual(25);
    expect(run.succeeded.size).toBe(1000);
  });

  test('random for ever: halves down to one under way, and then aborts', () => {
    const run = rollout(({ task, number }) => ((task + number) % 3 === 0 ? (task * 7 + number) % 4 : null), {
      mostAttempts: 100,
    }).run();
    const sizes = run.told.flatMap((line) => /^go on with (\d+)/.exec(line)?.[1] ?? []);
    expect(sizes).toEqual(['25', '12', '6', '3', '1']);
    expect(run.told.at(-1)).toBe('abort: random by nothing_stands_out');
  });

  test('regional: goes on elsewhere at the same size, and with longer time-outs once the region is opened again', () => {
    const run = rollout(({ region, raised, task }) => (region === 3 && raised === 0 ? task % 4 : null)).run();
    expect(run.told).toEqual([expect.stringMatching(/^pause/), 'go on without 3, time-outs x 2, with 50']);
    expect(run.succeeded.size).toBe(800);
    run.reopen(3);
    expect(run.told.length).toBe(2);
    // What failed there before the pause is tried again as well.
    expect(run.succeeded.size).toBe(1000);
  });

  test('what ends late in a region that is left out says nothing of the others', () => {
    const run = rollout(({ region, raised, task }) => (region === 3 && raised === 0 ? task % 4 : null)).run();
    for (let i = 0; i < 1000; i++) run.response.ended(3, 0, false);
    expect(run.told.length).toBe(2);
    run.response.reopen(3);
    for (let i = 0; i < 100; i++) run.response.ended(3, 0, false);
    expect(run.told[2]).toMatch(/^pause/);
  });

  test('regions fail one after the other, and each is left out', () => {
    const run = rollout(({ region, task }) =>
      region === 3 || (region === 1 && task > 300) ? task % 4 : null,
    ).run();
    const out = run.told.flatMap((line) => /^go on without (\d)/.exec(line)?.[1] ?? []);
    expect(out).toEqual(['3', '1']);
    expect(run.rolledBack).toBe(false);
  });

  test('a pause that the end of what was under way shows to be too early is lifted', () => {
    // Six failures at first, then none: by the time that all has ended the rate is within the limit.
    const run = rollout(({ task, number }) => (number === 0 && task < 6 ? task % 4 : null), {
      concurrency: 600,
    }).run();
    expect(run.told).toEqual(['pause with 599 under way', 'go on with 600: within_limit by rate']);
    expect(run.succeeded.size).toBe(1000);
  });
});

describe('where retries are allowed', () => {
  const transient = ({ number, task }: Attempt) => (number === 0 && task % 3 === 0 ? 2 : null);
  const lasting = ({ task }: Attempt) => (task % 3 === 0 ? task % 4 : null);

  test('ten of those that failed are tried again, and their outcomes decide before types', () => {
    const run = rollout(transient, { retries: true }).run();
    expect(run.told[1]).toBe('retry 10 of 0,1,2,3,4');
    expect(run.told[2]).toBe('go on with 25: random by retries');
    const fails = rollout(lasting, { retries: true }).run();
    expect(fails.told.slice(1)).toEqual(['retry 10 of 0,1,2,3,4', 'abort: systematic by retries']);
    expect(fails.findings[0].retries).toEqual({ tried: 10, failedAgain: 10, needed: 5, systematic: true });
  });

  test('none are asked for where fewer than ten failed, or where the pattern is regional', () => {
    const few = rollout(({ task, number }) => (number === 0 && task < 9 ? task % 4 : null), {
      retries: true,
      concurrency: 9,
    }).run();
    expect(few.told).toEqual(['pause with 8 under way', 'go on with 4: random by nothing_stands_out']);
    const regional = rollout(({ region, task }) => (region === 3 ? task % 4 : null), { retries: true }).run();
    expect(regional.told.some((line) => line.startsWith('retry'))).toBe(false);
  });
});

describe('precedence where scaling looks at failures too', () => {
  const HALF = 50;

  test.each([
    // Scaling keeps 75 of 100 agents; half is less.
    { rate: 0.06, before: 100, scaled: 75, pattern: 'random', after: HALF },
    // Above a tenth it falls back to 50 of 200; half of these is 100.
    { rate: 0.2, before: 200, scaled: 50, pattern: 'random', after: 50 },
    // Of at most a hundred agents it keeps one.
    { rate: 0.2, before: 100, scaled: 1, pattern: 'random', after: 1 },
    // The regions that failed are left out; elsewhere all goes on.
    { rate: 0.2, before: 100, scaled: 1, pattern: 'regional', after: 100 },
    { rate: 0.06, before: 100, scaled: 75, pattern: 'systematic', after: 0 },
    // From 1 % on scaling does less, where here nothing is wrong yet.
    { rate: 0.02, before: 100, scaled: 75, pattern: 'within_limit', after: 75 },
    { rate: 0.02, before: 100, scaled: 75, pattern: 'undecided', after: 75 },
    { rate: 0.005, before: 100, scaled: 100, pattern: 'within_limit', after: 100 },
  ] as const)(
    'at $rate failures scaling says $scaled; $pattern: $after',
    ({ rate, scaled, pattern, before, after }) => {
      expect(adjustForFailures(before, rate).agents).toBe(scaled);
      expect(concurrencyAfter(pattern, before, scaled)).toBe(after);
    },
  );

  test('scaling does not bring back what was halved, and nothing is halved twice over', () => {
    expect(concurrencyAfter('within_limit', 50, 100)).toBe(50);
    const scaled = adjustForFailures(50, 0.06).agents;
    expect(scaled).toBe(37);
    const run = rollout((attempt) => (attempt.task < 100 ? everyNth(4)(attempt) : null), {
      scaled: () => scaled,
    });
    expect(run.run().told[1]).toBe('go on with 25: random by nothing_stands_out');
  });

  property.prop([
    fc.constantFrom<Pattern[]>('random', 'regional', 'within_limit', 'undecided', 'systematic'),
    fc.integer({ min: 1, max: 10_000 }),
    fc.integer({ min: 0, max: 20_000 }),
  ])('no decision puts more under way than before', (pattern, before, scaled) => {
    const after = concurrencyAfter(pattern, before, scaled);
    expect(after).toBeLessThanOrEqual(before);
    expect(Number.isInteger(after)).toBe(true);
    if (after === 0) expect(pattern === 'systematic' || (pattern === 'random' && before === 1)).toBe(true);
  });
});

describe('what makes no sense is refused by name', () => {
  const port = {} as RolloutPort;

  test.each([
    [{ regions: 0 }, 'regions is 0'],
    [{ types: 0 }, 'types is 0'],
    [{ concurrency: Number.POSITIVE_INFINITY }, 'concurrency is Infinity'],
    [{ timeoutFactor: 0.5 }, 'timeoutFactor is 0.5, must be finite and at least 1'],
    [{ limit: 1 }, 'limit is 1'],
    [{ shares: [1] }, 'shares.length is 1, must be 4'],
  ])('%o', (options, message) => {
    expect(() => new FailureResponse(port, { ...OPTIONS, ...options })).toThrow(message);
  });

  test.each([5, -1, 1.5, Number.NaN])('there is no region %d', (region) => {
    const response = new FailureResponse(port, OPTIONS);
    expect(() => response.ended(region, 0, true)).toThrow(
      `region is ${region}, must be a whole number from 0 to 4`,
    );
    expect(() => response.ended(region, 0, false)).toThrow(`region is ${region}`);
  });

  test('nor a type', () => {
    expect(() => new FailureResponse(port, OPTIONS).ended(0, 4, false)).toThrow(
      'type is 4, must be a whole number from 0 to 3',
    );
  });
});
