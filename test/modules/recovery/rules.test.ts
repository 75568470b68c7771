/** The rules of recovery: worked examples, and what holds for all numbers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffCeiling } from '../../../src/modules/backoff.ts';
import { mostAtATime } from '../../../src/modules/recovery/budget.ts';
import { type Incidents, isCrashLoop, noteIncident } from '../../../src/modules/recovery/incidents.ts';
import { provingTime } from '../../../src/modules/recovery/ladder.ts';
import { shareAt, tasksAt } from '../../../src/modules/recovery/ramp.ts';
import { remedyFor, severityOf } from '../../../src/modules/recovery/severity.ts';
import { ACTION } from '../../../src/modules/recovery/vocabulary.ts';

const THRESHOLDS = { restartBelow: 3, replaceBelow: 7 };
const NONE: Incidents = { count: 0, since: 0 };

describe('severity', () => {
  test.each([
    [0, ACTION.restart],
    [2.9, ACTION.restart],
    [3, ACTION.replace],
    [6.9, ACTION.replace],
    [7, ACTION.quarantine],
    [10, ACTION.quarantine],
  ])('%d: below 3 restart, below 7 replace, else quarantine', (severity, remedy) => {
    expect(remedyFor(severity, THRESHOLDS)).toBe(remedy);
  });

  test('three attempts at a worker that fell silent for the first time: restart, replace, quarantine', () => {
    const remedies = [0, 1, 2].map((failed) => remedyFor(severityOf(1, failed), THRESHOLDS));
    expect(remedies).toEqual([ACTION.restart, ACTION.replace, ACTION.quarantine]);
  });

  test('a worker that falls silent again is replaced at once, and the third time kept apart', () => {
    const remedies = [1, 2, 3].map((incidents) => remedyFor(severityOf(incidents, 0), THRESHOLDS));
    expect(remedies).toEqual([ACTION.restart, ACTION.replace, ACTION.quarantine]);
  });

  test('is from 0 to 10, and never falls with what goes wrong', () => {
    const counts = fc.nat({ max: 1000 });
    fc.assert(
      fc.property(counts, counts, (incidents, failed) => {
        const severity = severityOf(incidents, failed);
        expect(severity).toBeGreaterThanOrEqual(0);
        expect(severity).toBeLessThanOrEqual(10);
        expect(severityOf(incidents + 1, failed)).toBeGreaterThanOrEqual(severity);
        expect(severityOf(incidents, failed + 1)).toBeGreaterThanOrEqual(severity);
      }),
    );
  });
});

describe('the ladder', () => {
  test('full jitter, base 1, cap 20: mean waits .5 1 2 4 8 10, together 25.5', () => {
    const means = [1, 2, 3, 4, 5, 6].map((failed) => backoffCeiling(failed, 1, 20) / 2);
    expect(means).toEqual([0.5, 1, 2, 4, 8, 10]);
    expect(means.reduce((sum, mean) => sum + mean)).toBe(25.5);
  });

  test('never waits longer than its limit, however many attempts have failed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.nat({ max: 1e9 }), (failed, backoff) => {
        const ceiling = backoffCeiling(failed, backoff, 1e12);
        expect(ceiling).toBeLessThanOrEqual(1e12);
        expect(ceiling).toBeGreaterThanOrEqual(Math.min(backoff, 1e12));
      }),
    );
  });

  test('incident 1 2 5 10 12 -> 30 60 150 300 300 s out', () => {
    expect([1, 2, 5, 10, 12].map((incidents) => provingTime(incidents, 30, 300))).toEqual([
      30, 60, 150, 300, 300,
    ]);
  });
});

describe('incidents', () => {
  test('count within a window that begins with the first, and anew with the first after it', () => {
    const times = [100, 101, 109.9, 110, 111];
    const seen: Incidents[] = [];
    let incidents = NONE;
    for (const now of times) {
      incidents = noteIncident(incidents, now, 10);
      seen.push(incidents);
    }
    expect(seen.map(({ count }) => count)).toEqual([1, 2, 3, 1, 2]);
    expect(incidents.since).toBe(110);
  });

  test('a clock that was set back begins a window anew', () => {
    expect(noteIncident({ count: 4, since: 100 }, 50, 10)).toEqual({ count: 1, since: 50 });
  });

  test('more than so many are a crash loop', () => {
    expect([5, 6].map((count) => isCrashLoop({ count, since: 0 }, 5))).toEqual([false, true]);
  });

  test('between two that are told apart from a loop there are at most as many in any window', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 50 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 6 }), (gaps, most) => {
        let now = 0;
        let incidents = NONE;
        const allowed: number[] = [];
        for (const gap of gaps) {
          now += gap;
          incidents = noteIncident(incidents, now, 60);
          if (!isCrashLoop(incidents, most)) allowed.push(now);
        }
        // A fixed window lets through twice as many as a sliding one at the most.
        for (const from of allowed) {
          const within = allowed.filter((time) => time >= from && time < from + 60);
          expect(within.length).toBeLessThanOrEqual(2 * most);
        }
      }),
    );
  });
});

describe('the budget', () => {
  test('10 %: of 9 workers none, of 10 one, of 25 two', () => {
    const budget = { share: 0.1, least: 0 };
    expect([9, 10, 25].map((workers) => mostAtATime(workers, budget))).toEqual([0, 1, 2]);
  });

  test('has a least, however few workers there are', () => {
    expect(mostAtATime(5, { share: 0.1, least: 1 })).toBe(1);
    expect(mostAtATime(100, { share: 0.07, least: 1 })).toBe(7);
  });
});

describe('the ramp', () => {
  const ramp = { time: 30, steps: 4, initial: 0.2 };

  test('goes in equal steps from the first share to all', () => {
    expect([0, 1, 2, 3, 4, 5].map((step) => Number(shareAt(step, ramp).toFixed(9)))).toEqual([
      0.2, 0.4, 0.6, 0.8, 1, 1,
    ]);
    expect([0, 1, 2, 3, 4].map((step) => tasksAt(shareAt(step, ramp), 10))).toEqual([2, 4, 6, 8, 10]);
  });

  test('always lets one task in, and never more than there are slots', () => {
    const shares = fc.double({ min: 0.001, max: 1, noNaN: true });
    const counts = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(shares, counts, counts, fc.nat({ max: 1000 }), (initial, steps, slots, step) => {
        const given = { time: 1, steps, initial };
        const tasks = tasksAt(shareAt(step, given), slots);
        expect(tasks).toBeGreaterThanOrEqual(1);
        expect(tasks).toBeLessThanOrEqual(slots);
        expect(tasksAt(shareAt(step + 1, given), slots)).toBeGreaterThanOrEqual(tasks);
      }),
    );
  });
});
