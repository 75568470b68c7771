/** What is turned away where too much comes, seen from a dispatcher with workers 10, 11, 12, ... */
import { describe, expect, test } from 'vitest';
import { directory, s } from '../port.ts';
import { Scene, type SceneOptions } from './scene.ts';

const MS = s(1) / 1000;

/** Priority of a task: its last digit, and 10 for 0. */
const TASKS = directory(
  Object.fromEntries(Array.from({ length: 200 }, (_, task) => [task, { priority: task % 10 || 10 }])),
);

const facts = (at: Scene) =>
  at.port.takeObserved().filter((line) => /^(waitedTooLong|tooMuchToDo|failed)/.test(line));

describe('by delay', () => {
  const codel = (more: SceneOptions = {}) =>
    new Scene({
      workers: 1,
      shedding: { kind: 'codel', target: 5 * MS, interval: 100 * MS },
      ackTimeout: s(1000),
      ...more,
    });

  /** The worker ends these tasks, one every 20 ms; what was sent at the last one. @param token of the first */
  function ends(at: Scene, tasks: readonly number[], token = 1): string[] {
    let sent: string[] = [];
    let next = token;
    for (const task of tasks) {
      at.takeEnded();
      at.port.takeObserved();
      at.port.advance(at.port.now() + 20 * MS, () => {});
      sent = at.result(0, task, next);
      next = Number(sent.find((line) => line.startsWith('assign '))?.split(' ')[3]);
    }
    return sent;
  }

  test('a task at the head of a standing queue is shed, and the next one goes', () => {
    const at = codel();
    at.accept(1, 2, 3, 4, 5, 6, 7, 8, 9);
    // The second had waited for 20 ms when it went. At 120 ms that has gone on for an interval.
    const sent = ends(at, [1, 2, 3, 4, 5, 6]);
    expect(sent).toContain('assign 10 8 7 0');
    expect(facts(at)).toEqual(['waitedTooLong 7', 'failed 7 4']);
    expect(at.takeEnded()).toEqual(['6 completed (ticket 600)', '7 failed (ticket 700)']);
    expect(at.dispatcher.waiting).toBe(1);
    expect(at.dispatcher.has(7)).toBe(false);
  });

  test('what was shed is not there after a crash, and what waits then has waited from then on', () => {
    const at = codel();
    at.accept(1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16);
    ends(at, [1, 2, 3, 4, 5, 6]);
    at.crash();
    expect(at.dispatcher.has(7)).toBe(false);
    expect(at.dispatcher.open).toBe(8);
    ends(at, [8, 9, 11, 12, 13], 7);
    expect(at.dispatcher.open).toBe(3);
    expect(facts(at)).toEqual([]);
  });

  test('tasks wait for as long as nobody could take them: those are not shed who could not be served', () => {
    const at = codel();
    at.accept(1, 2, 3);
    at.port.advance(s(100), () => {});
    at.dispatcher.serve();
    expect(at.dispatcher.open).toBe(3);
    expect(facts(at)).toEqual([]);
  });

  test('nothing is shed that comes no faster than it is done', () => {
    const at = codel();
    for (let task = 1; task < 100; task++) {
      at.accept(task);
      at.port.advance(at.port.now() + 20 * MS, () => {});
      at.result(0, task, task);
    }
    expect(facts(at)).toEqual([]);
  });

  test('a task that is tried again has waited since its last attempt', () => {
    const at = codel({ maxAttempts: 100 });
    at.accept(1, 2);
    // Both fail in turn for long, and each waits for 20 ms while the other is tried: alone, so that it is never shed.
    for (let attempt = 1; attempt < 40; attempt++) {
      at.port.advance(at.port.now() + 20 * MS, () => {});
      at.result(0, at.dispatcher.isWaiting(1) ? 2 : 1, attempt, false);
    }
    expect(facts(at)).toEqual([]);
    expect(at.dispatcher.open).toBe(2);
  });

  test('tenants that were shed for have not been served', () => {
    const tasks = directory(
      Object.fromEntries(Array.from({ length: 40 }, (_, task) => [task, { tenant: task % 2, work: 1 }])),
      [0],
      [1, 1],
    );
    const at = codel({ isFair: true, tasks });
    at.accept(...Array.from({ length: 30 }, (_, i) => i));
    const sent = ends(at, [0, 1, 2, 3, 4, 5]);
    // The one that is shed leaves its turn to the next of its tenant.
    expect(facts(at)).toEqual(['waitedTooLong 6', 'failed 6 4']);
    expect(sent).toContain('assign 10 8 7 0');
  });
});

describe('by priority', () => {
  /** Below priority 5 up to one task a slot, from 5 on two, from 9 on any number. */
  const thresholds = [1, 1, 1, 1, 2, 2, 2, 2, Infinity, Infinity];
  const shedding = (more: SceneOptions = {}) =>
    new Scene({
      workers: 2,
      tasks: TASKS,
      shedding: { kind: 'priority', thresholds },
      ackTimeout: s(1000),
      ...more,
    });

  test('a task is taken on while there are fewer for each slot than the threshold of its priority', () => {
    const at = shedding();
    at.accept(1, 2);
    expect(facts(at)).toEqual([]);
    at.accept(3, 5, 15, 25, 19, 29);
    expect(facts(at)).toEqual(['tooMuchToDo 3', 'failed 3 4', 'tooMuchToDo 25', 'failed 25 4']);
    expect(at.takeEnded()).toEqual(['3 failed (ticket 300)', '25 failed (ticket 2500)']);
    expect(at.dispatcher.open).toBe(6);
    // Known tasks are not new ones.
    at.dispatcher.accept(1, 101);
    expect(facts(at)).toEqual([]);
  });

  test('agents that are lost make the same tasks more', () => {
    const at = shedding();
    at.accept(5, 15);
    at.dispatcher.workerLost(1);
    at.accept(25);
    expect(facts(at)).toEqual(['tooMuchToDo 25', 'failed 25 4']);
    at.dispatcher.workerBack(1);
    at.accept(35);
    expect(facts(at)).toEqual([]);
    at.dispatcher.workerLost(0);
    at.dispatcher.workerLost(1);
    at.accept(4, 9);
    expect(facts(at)).toEqual(['tooMuchToDo 4', 'failed 4 4']);
  });

  test('what is offered is refused, and nothing is left of it', () => {
    const at = shedding();
    at.accept(1, 2);
    expect(at.dispatcher.offer(3, 300)).toBe(false);
    expect(at.dispatcher.has(3)).toBe(false);
    expect(facts(at)).toEqual([]);
    expect(at.dispatcher.offer(9, 900)).toBe(true);
    expect(at.dispatcher.offer(1, 101)).toBe(true);
    at.crash();
    expect(at.dispatcher.open).toBe(3);
  });
});
