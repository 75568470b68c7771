/** What a dispatcher does when attempts come to nothing: repeat, back off, give up, shed. */
import { describe, expect, test } from 'vitest';
import { s } from '../port.ts';
import { Scene } from './scene.ts';

describe('timeout', () => {
  test('counts from the assignment, to the microsecond, and moves the task', () => {
    const scene = new Scene({ workers: 2, timeout: s(10) });
    scene.accept(1);
    scene.confirm(1, 1);
    scene.port.takeObserved();
    expect(scene.advance(9.999999)).toEqual([]);
    expect(scene.advance(10)).toEqual(['cancel 10 1 1', 'assign 11 1 2 0']);
    expect(scene.port.takeObserved()).toEqual(['retried 1 1', 'assignment 1 11']);
    scene.confirm(1, 2);
    expect(scene.advance(19.999999)).toEqual([]);
    expect(scene.advance(20)).toEqual(['cancel 11 1 2', 'assign 10 1 3 0']);
  });

  test('is not put off by assignments that are sent again', () => {
    const scene = new Scene({ workers: 2, timeout: s(2.5) });
    scene.accept(1);
    expect(scene.advance(2.5)).toEqual([
      'assign 10 1 1 0',
      'assign 10 1 1 0',
      'cancel 10 1 1',
      'assign 11 1 2 0',
    ]);
  });
});

describe('attempts', () => {
  test('end after the last one, with its reason', () => {
    const scene = new Scene({ workers: 1, maxAttempts: 3, timeout: s(10) });
    scene.accept(1);
    scene.result(0, 1, 1, false);
    scene.confirm(1, 2);
    scene.advance(10);
    scene.confirm(1, 3);
    scene.port.takeObserved();
    scene.advance(20);
    expect(scene.port.takeObserved()).toEqual(['failed 1 1']);
    expect(scene.takeEnded()).toEqual(['1 failed (ticket 100)']);
    expect(scene.dispatcher.open).toBe(0);
  });

  test('a reported failure is final where the worker has tried as often as it may', () => {
    const scene = new Scene({ retryFailures: false, timeout: s(10) });
    scene.accept(1, 2);
    scene.confirm(2, 2);
    scene.result(0, 1, 1, false);
    expect(scene.takeEnded()).toEqual(['1 failed (ticket 100)']);
    // A worker that says nothing is another matter.
    expect(scene.advance(10)).toContain('assign 12 2 3 0');
  });

  test('a restart of the dispatcher neither forgives nor invents executions', () => {
    const scene = new Scene({ workers: 1, maxAttempts: 3 });
    scene.accept(1);
    // Refused twice: no execution. Failed once: one.
    for (const attempt of [1, 2]) {
      scene.refuse(1, attempt);
      scene.advance(attempt);
    }
    scene.result(0, 1, 3, false);
    const again = () => {
      scene.crash();
      const sent = scene.advance(scene.port.now() / 1e6 + 1);
      return Number(sent[0].split(' ')[3]);
    };
    scene.result(0, 1, again(), false);
    expect(scene.takeEnded()).toEqual([]);
    scene.result(0, 1, again(), false);
    expect(scene.takeEnded()).toEqual(['1 failed (ticket 100)']);
  });
});

describe('backoff', () => {
  /** When each attempt left, in seconds, if every attempt fails at once and the dice show `draw`. */
  function departures(draw: number, limit: number): number[] {
    const scene = new Scene({ workers: 1, maxAttempts: 7, backoff: s(1), backoffLimit: s(limit) });
    scene.port.draws.push(...Array.from({ length: 10 }, () => draw));
    scene.accept(1);
    const left = [0];
    for (let attempt = 1; attempt < 7; attempt++) {
      let sent = scene.result(0, 1, attempt, false);
      while (!sent.some((line) => line.startsWith('assign')))
        sent = scene.advance(scene.port.nextTimer / 1e6);
      left.push(scene.port.now() / 1e6);
    }
    return left;
  }

  test('is uniform below a ceiling that doubles up to its limit', () => {
    expect(departures(0.5, 60)).toEqual([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]);
    expect(departures(0.25, 4)).toEqual([0, 0.25, 0.75, 1.75, 2.75, 3.75, 4.75]);
  });

  test('keeps the task from workers, not the workers from others', () => {
    const scene = new Scene({ workers: 1, backoff: s(4) });
    scene.port.draws.push(0.5);
    scene.accept(1, 2);
    expect(scene.result(0, 1, 1, false)).toEqual(['acknowledged 10 1 1', 'assign 10 2 2 0']);
    expect(scene.dispatcher.waiting).toBe(0);
    expect(scene.dispatcher.open).toBe(2);
    scene.result(0, 2, 2);
    expect(scene.advance(1.999999)).toEqual([]);
    expect(scene.advance(2)).toEqual(['assign 10 1 3 0']);
  });

  test('of 0 is none', () => {
    const scene = new Scene({ workers: 1 });
    scene.accept(1);
    expect(scene.result(0, 1, 1, false)).toEqual(['acknowledged 10 1 1', 'assign 10 1 2 0']);
  });

  test('that was cancelled does not end a later one', () => {
    const scene = new Scene({ workers: 1, backoff: s(4), backoffLimit: s(4) });
    scene.port.draws.push(0.75, 0.75);
    scene.accept(1);
    scene.result(0, 1, 1, false);
    scene.dispatcher.cancel(1, 100);
    scene.advance(2);
    scene.accept(1);
    scene.result(0, 1, 2, false);
    // The first would have ended at 3 s, the second ends at 5 s.
    expect(scene.advance(4.999999)).toEqual([]);
    expect(scene.advance(5)).toEqual(['assign 10 1 3 0']);
  });
});

describe('a full queue', () => {
  test('sheds those who come, and only those', () => {
    const scene = new Scene({ workers: 1, queueLimit: 1 });
    expect(scene.accept(1, 2, 3)).toEqual(['assign 10 1 1 0']);
    expect(scene.takeEnded()).toEqual(['3 failed (ticket 300)']);
    expect(scene.port.takeObserved().slice(-3)).toEqual(['accepted 3', 'delayed 3', 'failed 3 4']);
    // Back from a failed attempt, a task may wait beyond the limit.
    scene.dispatcher.workerLost(0);
    expect(scene.dispatcher.waiting).toBe(2);
    expect(scene.takeEnded()).toEqual([]);
  });

  test('of no places lets those pass that find a free worker', () => {
    const scene = new Scene({ workers: 2, queueLimit: 0 });
    expect(scene.accept(1, 2, 3)).toEqual(['assign 10 1 1 0', 'assign 11 2 2 0']);
    expect(scene.takeEnded()).toEqual(['3 failed (ticket 300)']);
    scene.result(0, 1, 1);
    expect(scene.accept(4)).toEqual(['assign 10 4 3 0']);
  });

  test('leaves nothing of a shed task in the store', () => {
    const scene = new Scene({ workers: 1, queueLimit: 0 });
    scene.accept(1, 2);
    expect(scene.port.rowsAt('tasks').rows.has(1)).toBe(true);
    expect(scene.port.rowsAt('tasks').rows.has(2)).toBe(false);
    expect(scene.dispatcher.has(2)).toBe(false);
  });
});
