import { describe, expect, test } from 'vitest';
import { RESULT } from '../../../src/modules/scheduling/vocabulary.ts';
import { directory, s } from '../port.ts';
import { FIRST_WORKER, Scene } from './scene.ts';

/** Tasks 1 to 9 give up 5 s after the start; those from 10 on never do. */
const impatient = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [i + 1, { patienceEnd: s(5) }]));

const scene = (more = {}) => new Scene({ workers: 1, agentQueue: 0, tasks: directory(impatient), ...more });

/** A microsecond later than the end. */
const LATE = 5.000001;

describe('a task that waits with the dispatcher', () => {
  test('gives up in the microsecond after the end of its patience, and whoever gave it hears so', () => {
    const made = scene();
    made.accept(10, 1, 11);
    made.advance(5);
    expect(made.takeEnded()).toEqual([]);
    made.advance(LATE);
    expect(made.takeEnded()).toEqual(['1 abandoned (ticket 100)']);
    expect(made.dispatcher.waiting).toBe(1);
    expect(made.dispatcher.open).toBe(2);
  });

  test('is watched over no more once it is with a worker, which has an eye on it', () => {
    const made = scene();
    made.accept(10, 1);
    expect(made.result(0, 10, 1)).toContain('assign 10 1 2 0');
    const timers = made.port.timers;
    made.confirm(1, 2);
    made.advance(20);
    expect(timers).toBe(1);
    expect(made.takeEnded()).toEqual(['10 completed (ticket 1000)']);
  });

  test('whose worker says that it gave up has ended so, without another attempt', () => {
    const made = scene();
    made.accept(1);
    made.dispatcher.onResult(FIRST_WORKER, 1, 1, RESULT.abandoned);
    expect(made.takeEnded()).toEqual(['1 abandoned (ticket 100)']);
    expect(made.dispatcher.open).toBe(0);
  });

  test('is not tried again once its patience is over', () => {
    const made = scene();
    made.accept(1);
    made.confirm(1, 1);
    made.advance(7);
    made.result(0, 1, 1, false);
    expect(made.takeEnded()).toEqual(['1 abandoned (ticket 100)']);
  });

  test('gives up during a back-off that is longer', () => {
    const made = scene({ backoff: s(60), backoffLimit: s(60) });
    made.port.draws.push(0.5);
    made.accept(1);
    made.result(0, 1, 1, false);
    made.advance(5);
    expect(made.takeEnded()).toEqual([]);
    made.advance(LATE);
    expect(made.takeEnded()).toEqual(['1 abandoned (ticket 100)']);
  });

  test('that comes too late is turned away at once', () => {
    const made = scene();
    made.advance(6);
    expect(made.accept(1)).toEqual([]);
    expect(made.takeEnded()).toEqual(['1 abandoned (ticket 100)']);
  });

  test('still gives up after the dispatcher has begun a new life', () => {
    const made = scene();
    made.accept(10, 1);
    made.crash();
    made.advance(LATE);
    expect(made.takeEnded()).toEqual(['1 abandoned (ticket 100)']);
  });
});

describe('a worker without room that turns tasks away', () => {
  test('costs a task one of its attempts', () => {
    const made = scene({ maxAttempts: 2 });
    made.accept(10);
    made.dispatcher.onRejected(10, 1);
    expect(made.port.take()).toContain('assign 10 10 2 0');
    made.dispatcher.onRejected(10, 2);
    expect(made.takeEnded()).toEqual(['10 failed (ticket 1000)']);
  });

  test('is not believed under an older number, nor once it has confirmed', () => {
    const made = scene();
    made.accept(10);
    made.confirm(10, 1);
    made.dispatcher.onRejected(10, 1);
    expect(made.takeEnded()).toEqual([]);
    expect(made.dispatcher.open).toBe(1);
  });
});
