import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { judgeWarmUp, warmUpNotes } from '../../src/lab/warm-up.ts';
import type { Timeline } from '../../src/recording/record.ts';

/** A timeline of one interval of `interval` seconds for each number of tasks in the system. */
function timelineOf(inSystem: readonly number[], interval = 2, arrivalsEnd = inSystem.length): Timeline {
  return {
    interval,
    columns: {
      'tasks.waiting': inSystem.map((tasks) => tasks / 2),
      'tasks.queued': inSystem.map((tasks) => tasks / 8),
      'tasks.running': inSystem.map((tasks) => (3 * tasks) / 8),
      'tasks.submitted': inSystem.map((_, place) => (place < arrivalsEnd ? 3 : 0)),
    },
    descriptions: {},
  };
}

/** Some unrest around 40, after a start far above. */
const settling = Array.from({ length: 200 }, (_, i) => (i < 30 ? 400 - 12 * i : 40 + ((i * 7) % 5)));

describe('the warm-up that MSER-5 would cut', () => {
  test('ends where the tasks in the system settle', () => {
    expect(judgeWarmUp(timelineOf(settling), 30, null)).toMatchObject({
      cut: 60,
      settled: true,
      mean: expect.closeTo(42, 1),
    });
  });

  test('is judged until the arrivals end: an emptying system is no steady state', () => {
    const emptying = [...settling, ...Array.from({ length: 100 }, () => 0)];
    expect(judgeWarmUp(timelineOf(emptying, 2, 200), 30, null)?.cut).toBe(60);
  });

  test('is unknown for fewer than fifty intervals with arrivals', () => {
    expect(judgeWarmUp(timelineOf(settling, 2, 49), 30, null)).toBeNull();
    expect(judgeWarmUp(timelineOf(settling, 2, 50), 30, null)).not.toBeNull();
  });

  test('has not ended in a run whose queue only grows', () => {
    expect(judgeWarmUp(timelineOf(Array.from({ length: 200 }, (_, i) => 10 * i)), 30, null)?.settled).toBe(
      false,
    );
  });

  test.prop([fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 50, maxLength: 200 })])(
    'is a whole number of batches of the run',
    (values) => {
      const judgement = judgeWarmUp(timelineOf(values, 1), 30, null);
      expect((judgement?.cut ?? -1) % 5).toBe(0);
      expect(judgement?.cut).toBeLessThanOrEqual(values.length - 25);
    },
  );
});

describe('notes', () => {
  test.each([
    ['a warm-up that is long enough', settling, 60, []],
    [
      'one that is too short',
      settling,
      30,
      ['The warm-up of 30 s may be too short: MSER-5 would cut the first 1 min.'],
    ],
    [
      'no steady state',
      Array.from({ length: 200 }, (_, i) => i),
      30,
      [
        'By the MSER-5 rule the tasks in the system had not settled by the time of the last submission: the run may be too short, or have no steady state.',
      ],
    ],
  ])('%s', (_, values, warmup, expected) => {
    expect(warmUpNotes(judgeWarmUp(timelineOf(values), warmup, null))).toEqual(expected);
  });

  test('a series that depends on its past is not called unsteady where the test of a trend finds none', () => {
    const rising = judgeWarmUp(timelineOf(Array.from({ length: 200 }, (_, i) => i)), 30, 10e6);
    expect(rising?.settled).toBe(false);
    expect(warmUpNotes(rising)).toEqual([]);
    const late = judgeWarmUp(timelineOf(settling), 30, 2e6);
    expect(late).toMatchObject({
      says: 'The warm-up of 30 s is 15 times what a queue at this load takes to settle; MSER-5 would cut the first 1 min, which happens by chance.',
      doubtful: false,
    });
    expect(judgeWarmUp(timelineOf(settling), 30, 4e6)?.doubtful).toBe(true);
    expect(rising?.says).toMatch(/the run was long enough\.$/);
  });
});
