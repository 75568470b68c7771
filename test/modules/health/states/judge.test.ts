/** States of health by how attempts end: worked examples. Workers answer tasks of a second unless something else is said. */
import { describe, expect, test } from 'vitest';
import { OUTCOME } from '../../../../src/modules/routes/vocabulary.ts';
import { watch } from './support.ts';

describe('by response time', () => {
  test('three slow answers degrade, and three that are not end it', () => {
    const { success } = watch();
    expect(success(3, 2)).toEqual([]);
    expect(success(3)).toEqual(['0 changed: 1']);
    expect(success(1, 2)).toEqual([]);
    expect(success(1)).toEqual(['0 changed: 0']);
  });

  test('2 s are degraded and 5 s are not critical; just below and just above they are the other', () => {
    expect(watch().success(1.999999, 9)).toEqual([]);
    expect(watch().success(2, 9)).toEqual(['0 changed: 1']);
    expect(watch().success(5, 9)).toEqual(['0 changed: 1']);
    expect(watch().success(5.000001, 3)).toEqual(['0 changed: 2', '0 out: slowShare']);
  });

  test('one slow answer changes nothing, however slow, nor one good one among slow ones', () => {
    const { success } = watch();
    expect([...success(1000, 2), ...success(1), ...success(1000, 2), ...success(1.9)]).toEqual([]);
    expect(success(3, 3)).toEqual(['0 changed: 1']);
    expect([...success(1, 2), ...success(2), ...success(1, 2)]).toEqual([]);
  });

  test('answers that are slow and too slow in turn degrade', () => {
    const { success } = watch();
    expect([...success(9, 2), ...success(3, 1)]).toEqual(['0 changed: 1']);
  });

  test('with answers: 1 a single one decides', () => {
    const { success } = watch({ answers: 1 });
    expect(success(2)).toEqual(['0 changed: 1']);
    expect(success(1)).toEqual(['0 changed: 0']);
    expect(success(6)).toEqual(['0 changed: 2', '0 out: slowShare']);
  });

  test('a call of 20 minutes may take as long; one of which a second was expected may not', () => {
    const { on, success } = watch();
    on.work[7] = 1200;
    expect(success(1200, 100, 0, 7)).toEqual([]);
    expect(success(2399.9, 9, 0, 7)).toEqual(['0 predicted: 57']);
    expect(success(2400, 3, 0, 7)).toEqual(['0 changed: 1']);
    expect(success(1200, 3, 1)).toEqual(['1 changed: 2', '1 out: slowShare']);
  });

  test('what is told of less work than a second holds as it is', () => {
    const { on, success } = watch();
    on.work[7] = 0.001;
    expect(success(1.9, 9, 0, 7)).toEqual([]);
    expect(success(2, 3, 0, 7)).toEqual(['0 changed: 1']);
  });

  test('a time-out counts once it is slow: before that nobody knows what it would have come to', () => {
    const { timeout, success } = watch({ degraded_failures: 1, critical_failures: 1 });
    expect(timeout(3, 3)).toEqual(['0 changed: 1']);
    expect(timeout(1, 9)).toEqual([]);
    expect(success(1, 3)).toEqual(['0 changed: 0']);
  });

  test('failures say nothing of it, nor attempts of which nobody knows how long they ran', () => {
    const { failure, unknown } = watch({ degraded_failures: 1, critical_failures: 1 });
    expect(failure(100, 9)).toEqual([]);
    for (let i = 0; i < 9; i++) expect(unknown(OUTCOME.success, 100)).toEqual([]);
  });
});

describe('by failures', () => {
  // A weight of 2/21: after three the share is 0.259, after seven 0.504.
  test('three of the first degrade, seven are critical', () => {
    const { failure } = watch();
    expect(failure(1, 2)).toEqual([]);
    expect(failure(1)).toEqual(['0 changed: 1']);
    expect(failure(1, 3)).toEqual([]);
    expect(failure(1)).toEqual(['0 changed: 2', '0 out: failureShare']);
  });

  test('it ends below half of the share', () => {
    const { failure, success } = watch();
    failure(1, 3);
    // 0.2594 x (19/21)^9 = 0.1054, and once more 0.0953.
    expect(success(1, 9)).toEqual([]);
    expect(success(1)).toEqual(['0 changed: 0']);
  });

  test('time-outs are failures, but for those that may never have begun', () => {
    const { timeout, unknown } = watch();
    for (let i = 0; i < 9; i++) expect(unknown(OUTCOME.timeout, 1)).toEqual([]);
    expect(timeout(1, 3)).toEqual(['0 changed: 1']);
  });

  test('attempts that were withdrawn say nothing', () => {
    const { on } = watch();
    for (let i = 0; i < 99; i++) on.attempt(0, OUTCOME.unknown, 100);
    expect(on.take()).toEqual([]);
  });
});

describe('a worker that is degraded', () => {
  test('rests after each attempt for as long as that ran', () => {
    const { on, success } = watch();
    success(3, 3);
    expect(on.out.has(0)).toBe(true);
    on.advance(2.999999);
    expect(on.out.has(0)).toBe(true);
    on.advance(3);
    expect(on.out.has(0)).toBe(false);
  });

  test.each([
    [0.25, 9],
    [0.75, 1],
  ])('works for %d of its time', (degraded_work, rest) => {
    const { on, success } = watch({ degraded_work });
    success(3, 3);
    on.advance(rest - 0.000001);
    expect(on.out.has(0)).toBe(true);
    on.advance(rest);
    expect(on.out.has(0)).toBe(false);
  });

  test('works on where that is all of its time', () => {
    const { on, success } = watch({ degraded_work: 1 });
    expect(success(3, 3)).toEqual(['0 changed: 1']);
    expect(on.out.size).toBe(0);
  });

  test('rests no longer than a critical one is out, and no longer than it is degraded', () => {
    const { on, success } = watch();
    on.work[7] = 100;
    success(300, 3, 0, 7);
    on.advance(29.9);
    expect(on.out.has(0)).toBe(true);
    on.advance(30);
    expect(on.out.has(0)).toBe(false);
    success(100, 1, 0, 7);
    expect(on.out.has(0)).toBe(true);
    expect(success(1, 2)).toEqual(['0 changed: 0']);
    expect(on.out.has(0)).toBe(false);
  });

  test('rests until the last of its attempts has been followed by one', () => {
    const { on, success } = watch();
    success(4, 3);
    on.advance(1);
    success(1);
    on.advance(3.9);
    expect(on.out.has(0)).toBe(true);
    on.advance(4);
    expect(on.out.has(0)).toBe(false);
  });

  test('works on where a tenth of all rest already', () => {
    const { on, success } = watch({}, 20);
    for (const worker of [0, 1, 2]) success(3, 3, worker);
    expect([...on.out]).toEqual([0, 1]);
  });
});

describe('a worker that is critical', () => {
  test('is given nothing for 30 s, is degraded then, and critical again with one such answer, for twice as long', () => {
    const { on, success } = watch();
    success(6, 3);
    expect(on.advance(29.9)).toEqual([]);
    expect(on.out.has(0)).toBe(true);
    expect(on.advance(30)).toEqual(['0 changed: 1', '0 in']);
    expect(on.out.has(0)).toBe(false);
    expect(success(6)).toEqual(['0 changed: 2', '0 out: slowShare']);
    expect(on.advance(89.9)).toEqual([]);
    expect(on.advance(90)).toEqual(['0 changed: 1', '0 in']);
  });

  test('is not on trial any longer after one answer that is better', () => {
    const { on, success } = watch();
    success(6, 3);
    on.advance(30);
    expect([...success(3), ...success(6, 2)]).toEqual([]);
    expect(success(6)).toEqual(['0 changed: 2', '0 out: slowShare']);
  });

  test('is out for no longer than the limit, and for the least time again after it was healthy', () => {
    const { on, success } = watch({ critical_time_limit: 45 });
    success(6, 3);
    on.advance(30);
    success(6);
    expect(on.advance(75)).toEqual(['0 changed: 1', '0 in']);
    expect(success(1, 3)).toEqual(['0 changed: 0']);
    success(6, 3);
    expect(on.advance(105)).toEqual(['0 changed: 1', '0 in']);
  });

  test('for its failures has a share of them between the two when it returns', () => {
    const { on, failure, success } = watch();
    failure(1, 7);
    expect(on.advance(30)).toEqual(['0 changed: 1', '0 in']);
    // 0.35 grows to 0.412, 0.468 and 0.518; without the failures it falls to 0.0956 with the thirteenth success.
    expect(failure(1, 2)).toEqual([]);
    expect(failure(1)).toEqual(['0 changed: 2', '0 out: failureShare']);
    expect(on.advance(90)).toEqual(['0 changed: 1', '0 in']);
    expect(success(1, 12)).toEqual([]);
    expect(success(1)).toEqual(['0 changed: 0']);
  });

  test('is not judged by what had begun before', () => {
    const { on, success } = watch();
    success(6, 3);
    expect(success(1, 9)).toEqual([]);
    expect(on.advance(30)).toEqual(['0 changed: 1', '0 in']);
  });

  test('is spared where as many are out as may, which is told once, and rests as one that is degraded', () => {
    const { on, success } = watch();
    success(6, 3, 0);
    expect(success(6, 4, 1)).toEqual(['1 changed: 2', '1 spared: slowShare']);
    expect(on.out.has(1)).toBe(true);
    on.advance(6);
    expect(on.out.has(1)).toBe(false);
    // At the next answer of that kind after the other has returned it is its turn.
    on.advance(30);
    expect(success(6, 1, 1)).toEqual(['1 out: slowShare']);
  });

  test('that was well again in between is told anew to be spared', () => {
    const { success } = watch({ budget: 0, budget_least: 0 });
    success(6, 3);
    success(1, 3);
    expect(success(6, 3)).toEqual(['0 changed: 2', '0 spared: slowShare']);
  });

  test('is never out where the budget is nobody', () => {
    const { on, success } = watch({ budget: 0, budget_least: 0 });
    expect(success(6, 9)).toEqual(['0 changed: 2', '0 spared: slowShare']);
    expect(on.out.size).toBe(0);
    expect(success(1, 3)).toEqual(['0 changed: 0']);
  });
});

describe('a worker that has started afresh', () => {
  test('is healthy, and back if it was out', () => {
    const { on, success } = watch();
    success(6, 3);
    on.health.forget(0);
    expect(on.take()).toEqual(['0 changed: 0', '0 in']);
    expect(on.out.size).toBe(0);
    expect(on.advance(100)).toEqual([]);
    expect(success(6, 2)).toEqual([]);
    expect(success(6)).toEqual(['0 changed: 2', '0 out: slowShare']);
    expect(on.advance(129.9)).toEqual([]);
    expect(on.advance(130)).toEqual(['0 changed: 1', '0 in']);
  });

  test('has no baseline', () => {
    const { on, success } = watch({ baseline: 9, recent: 3 });
    success(0.5, 9);
    on.health.forget(0);
    expect(success(1.9, 9)).toEqual([]);
    // Nor is it held against the predictions of its earlier life.
    const other = watch({ baseline: 9, recent: 3, proactive: true });
    other.success(0.5, 9);
    expect(other.success(1.9)).toEqual(['0 predicted: 140']);
    other.on.health.forget(0);
    other.success(1.9);
    expect(other.on.out.size).toBe(0);
  });

  test('rests no longer, and is told of only where it was not healthy', () => {
    const { on, success } = watch();
    success(3, 3);
    on.health.forget(0);
    expect(on.take()).toEqual(['0 changed: 0']);
    expect(on.out.size).toBe(0);
    on.health.forget(1);
    expect(on.take()).toEqual([]);
  });
});

describe('predictions', () => {
  /** The latest answer counts half of what is recent. */
  const few = { baseline: 4, recent: 3, horizon: 10 };

  test('by hand: a baseline of 1 s, and two answers of 1.8 s', () => {
    const { success } = watch(few);
    expect(success(1, 4)).toEqual([]);
    // The latest count half: 1.4, and 1.6.
    expect(success(1.8)).toEqual([]);
    expect(success(1.8)).toEqual(['0 predicted: 60']);
  });

  test('a rise that is slow enough is learned', () => {
    const { success } = watch(few);
    success(1, 4);
    // The latest 1.2, below the 1.25 from which on nothing is learned, and a baseline of 1.16; 1.3 and 1.256; and so on.
    expect(success(1.4, 9)).toEqual([]);
    expect(success(1.9, 9)).toEqual([]);
  });

  test('an answer that is long enough is enough; it counts for 5 s at most', () => {
    const settings = { baseline: 19, recent: 3 };
    const twice = watch(settings);
    twice.success(1, 19);
    expect(twice.success(1.96)).toEqual([]);
    expect(twice.success(1.96)).toEqual(['0 predicted: 72']);
    const once = watch(settings);
    once.success(1, 19);
    expect(once.success(1000)).toEqual(['0 predicted: 200']);
  });

  test.each([
    [0.5, 1.5, 50],
    [0.25, 1.25, 25],
  ])('at a rise of %d exactly, and not below', (rise, response, percent) => {
    // Of one answer the mean is that answer.
    const settings = { baseline: 3, recent: 1, rise };
    const below = watch(settings);
    below.success(1, 3);
    expect(below.success(response - 0.000001)).toEqual([]);
    const at = watch(settings);
    at.success(1, 3);
    expect(at.success(response)).toEqual([`0 predicted: ${percent}`]);
  });

  test('none because tasks of another kind come: each is held against the work that was expected of it', () => {
    const { on, success } = watch();
    on.work[1] = 0.1;
    on.work[2] = 0.5;
    on.work[3] = 30;
    for (const [task, seconds] of [
      [1, 0.1],
      [2, 0.5],
      [3, 30],
      [1, 0.1],
      [3, 30],
    ])
      expect(success(seconds, 50, 0, task)).toEqual([]);
    // Twice as long, for the ninth time of the latest ten or so, whatever is long for such a task.
    expect(success(0.2, 20, 0, 1)).toHaveLength(1);
  });

  test('of very short tasks what they take beside their work is not held against the worker', () => {
    const { on, success } = watch();
    on.work[1] = 0.001;
    // Of a second of work 0.02 s would be nothing, of a millisecond they are twenty times as much.
    expect([...success(1.02, 60), ...success(0.021, 60, 0, 1), ...success(1.02, 60)]).toEqual([]);
  });

  test('none before there is a baseline', () => {
    const { success } = watch({ ...few, baseline: 10 });
    success(0.1, 8);
    expect(success(1.9)).toEqual([]);
    // The latest 1.45, and a baseline of 0.695, of which the tenth answer is two elevenths.
    expect(success(1.9)).toEqual(['0 predicted: 109']);
  });

  test('one holds for its time, in which nothing is learned; then what has come is what the worker is used to', () => {
    const { on, success } = watch({ ...few, baseline: 9 });
    success(0.5, 9);
    expect(success(1.9)).toEqual(['0 predicted: 140']);
    expect(success(1.9, 9)).toEqual([]);
    on.advance(9.9);
    expect(success(1.9, 9)).toEqual([]);
    on.advance(10);
    expect(success(1.9, 9)).toEqual([]);
    on.advance(30);
    expect(success(1.9, 9)).toEqual([]);
  });

  test('a worker that is well again is held against what it was used to before', () => {
    const { success } = watch({ ...few, baseline: 9 });
    success(0.5, 9);
    expect(success(3, 3)).toEqual(['0 predicted: 250', '0 changed: 1']);
    expect(success(0.5, 3)).toEqual(['0 changed: 0']);
    expect(success(0.5, 3)).toEqual([]);
    expect(success(1.9)).toEqual(['0 predicted: 140']);
  });

  test('a worker that takes no time has nothing to be held against', () => {
    expect(watch(few).success(0, 9)).toEqual([]);
  });

  test('change nothing by themselves; where they are to be acted upon the worker rests while one holds', () => {
    const { on, success } = watch({ ...few, baseline: 9 });
    success(0.5, 9);
    success(1.9);
    expect(on.out.size).toBe(0);
    const acting = watch({ ...few, baseline: 9, proactive: true });
    acting.success(0.5, 9);
    expect(acting.on.out.size).toBe(0);
    acting.success(1.9);
    expect(acting.on.out.has(0)).toBe(true);
    acting.on.advance(1.9);
    expect(acting.on.out.has(0)).toBe(false);
    acting.on.advance(10);
    acting.success(1.9);
    expect(acting.on.out.size).toBe(0);
  });
});
