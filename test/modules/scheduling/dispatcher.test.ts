/** The life of a task at the dispatcher, by worked example. Messages read "kind to task attempt value". */
import { describe, expect, test } from 'vitest';
import { directory } from '../port.ts';
import { Scene } from './scene.ts';

describe('assignment', () => {
  test('a task goes to a free worker at once; without one it waits', () => {
    const scene = new Scene({ workers: 2 });
    expect(scene.accept(1, 2, 3)).toEqual(['assign 10 1 1 0', 'assign 11 2 2 0']);
    expect(scene.dispatcher.waiting).toBe(1);
    expect(scene.dispatcher.open).toBe(3);
    expect(scene.port.takeObserved()).toEqual([
      'accepted 1',
      'assignment 1 10',
      'accepted 2',
      'assignment 2 11',
      'accepted 3',
      'delayed 3',
    ]);
  });

  test('beyond its slots a worker gets as many as may wait there', () => {
    const scene = new Scene({ workers: 1, agentQueue: 2 });
    expect(scene.accept(1, 2, 3, 4)).toHaveLength(3);
    expect(scene.dispatcher.waiting).toBe(1);
  });

  test('the result is confirmed, the owner hears of it, and the worker gets the next task', () => {
    const scene = new Scene({ workers: 1 });
    scene.accept(1, 2);
    scene.confirm(1, 1);
    expect(scene.result(0, 1, 1)).toEqual(['acknowledged 10 1 1', 'assign 10 2 2 0']);
    expect(scene.takeEnded()).toEqual(['1 completed (ticket 100)']);
    expect(scene.dispatcher.has(1)).toBe(false);
    expect(scene.dispatcher.open).toBe(1);
    expect(scene.port.takeObserved()).toContain('completed 1');
  });

  test('nothing is left behind when all is done', () => {
    const scene = new Scene();
    scene.accept(1, 2);
    for (const task of [1, 2]) scene.result(task - 1, task, task);
    expect(scene.dispatcher.open).toBe(0);
    // Deadlines that were lifted pass without a word; of the store only the count of assignments stays.
    expect(scene.advance(1000)).toEqual([]);
    expect(scene.port.timers).toBe(0);
    expect(['tasks', 'tokens'].map((path) => scene.port.rowsAt(path).rows.size)).toEqual([0, 1]);
  });
});

describe('confirmation of an assignment', () => {
  test('while it is missing the assignment is sent again, five times, then the task goes elsewhere', () => {
    const scene = new Scene({ workers: 2 });
    scene.accept(1);
    scene.port.takeObserved();
    expect(scene.advance(0.999999)).toEqual([]);
    for (const second of [1, 2, 3, 4, 5]) expect(scene.advance(second)).toEqual(['assign 10 1 1 0']);
    expect(scene.advance(6)).toEqual(['cancel 10 1 1', 'assign 11 1 2 0']);
    expect(scene.port.takeObserved()).toEqual(['retried 1 5', 'assignment 1 11']);
  });

  test('when it has come, nothing is sent again', () => {
    const scene = new Scene();
    scene.accept(1);
    scene.confirm(1, 1);
    scene.confirm(1, 1);
    expect(scene.advance(100)).toEqual([]);
  });

  test('of an earlier assignment counts nothing', () => {
    const scene = new Scene({ workers: 1 });
    scene.accept(1);
    scene.result(0, 1, 1, false);
    scene.confirm(1, 1);
    expect(scene.advance(1)).toEqual(['assign 10 1 2 0']);
    scene.refuse(1, 1);
    expect(scene.dispatcher.waiting).toBe(0);
  });

  test('a refusal sends the task elsewhere after the acknowledgement time, and is no execution', () => {
    const scene = new Scene({ workers: 1, maxAttempts: 1 });
    scene.accept(1);
    scene.port.takeObserved();
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect(scene.refuse(1, attempt)).toEqual([]);
      expect(scene.advance(attempt)).toEqual([`assign 10 1 ${attempt + 1} 0`]);
    }
    expect(scene.port.takeObserved().slice(0, 2)).toEqual(['retried 1 3', 'assignment 1 10']);
    expect(scene.takeEnded()).toEqual([]);
    scene.result(0, 1, 6, false);
    expect(scene.takeEnded()).toEqual(['1 failed (ticket 100)']);
  });

  test('a refused worker gets other tasks meanwhile', () => {
    const scene = new Scene({ workers: 1 });
    scene.accept(1, 2);
    expect(scene.refuse(1, 1)).toEqual(['assign 10 2 2 0']);
  });

  test('a refusal after the worker has confirmed is out of date', () => {
    const scene = new Scene();
    scene.accept(1);
    scene.confirm(1, 1);
    scene.refuse(1, 1);
    scene.result(0, 1, 1);
    expect(scene.takeEnded()).toEqual(['1 completed (ticket 100)']);
  });
});

describe('fencing', () => {
  test('a result of an earlier assignment is confirmed to its sender and turned away', () => {
    const scene = new Scene({ workers: 2, timeout: 5_000_000 });
    scene.accept(1);
    scene.confirm(1, 1);
    scene.advance(5);
    scene.port.takeObserved();
    expect(scene.result(0, 1, 1)).toEqual(['acknowledged 10 1 1']);
    expect(scene.port.takeObserved()).toEqual(['fenced 1 10']);
    expect(scene.takeEnded()).toEqual([]);
    scene.result(1, 1, 2);
    expect(scene.takeEnded()).toEqual(['1 completed (ticket 100)']);
  });

  test('a result that comes again, or of a task that was never here, is confirmed and turned away', () => {
    const scene = new Scene();
    scene.accept(1);
    scene.result(0, 1, 1);
    expect(scene.result(0, 1, 1)).toEqual(['acknowledged 10 1 1']);
    expect(scene.result(2, 77, 3)).toEqual(['acknowledged 12 77 3']);
    expect(scene.takeEnded()).toEqual(['1 completed (ticket 100)']);
    expect(scene.port.takeObserved().filter((line) => line.startsWith('fenced'))).toEqual([
      'fenced 1 10',
      'fenced 77 12',
    ]);
  });

  test('a result of a task that waits for another attempt is turned away', () => {
    const scene = new Scene({ workers: 1 });
    scene.accept(1);
    scene.dispatcher.workerLost(0);
    scene.port.take();
    expect(scene.result(0, 1, 1)).toEqual(['acknowledged 10 1 1']);
    expect(scene.takeEnded()).toEqual([]);
    expect(scene.dispatcher.waiting).toBe(1);
  });

  test('a task given anew after it was given up here gets a number that was never used', () => {
    const scene = new Scene({ workers: 1 });
    scene.dispatcher.accept(1, 7);
    scene.dispatcher.cancel(1, 7);
    scene.port.take();
    scene.dispatcher.accept(1, 8);
    expect(scene.port.take()).toEqual(['assign 10 1 2 0']);
    // What the worker made of the first assignment comes too late.
    scene.result(0, 1, 1);
    expect(scene.takeEnded()).toEqual([]);
    scene.dispatcher.cancel(1, 8);
    scene.crash();
    scene.dispatcher.accept(1, 9);
    const [, , , attempt] = scene.port.take()[0].split(' ').map(Number);
    expect(attempt).toBeGreaterThan(2);
  });
});

describe('order of waiting tasks', () => {
  test('first come, first served', () => {
    const scene = new Scene({ workers: 1 });
    scene.accept(5, 3, 4);
    expect(scene.result(0, 5, 1)).toContain('assign 10 3 2 0');
    expect(scene.result(0, 3, 2)).toContain('assign 10 4 3 0');
  });

  test('a task that is tried again goes before those that have not been', () => {
    const scene = new Scene({ workers: 1 });
    scene.accept(1, 2);
    expect(scene.result(0, 1, 1, false)).toContain('assign 10 1 2 0');
  });

  test('by priority where the algorithm says so, among equals as they came', () => {
    const tasks = directory({
      1: { priority: 1 },
      2: { priority: 10 },
      3: { priority: 5 },
      4: { priority: 10 },
      5: { priority: 1 },
    });
    const scene = new Scene({ workers: 1, tasks, algorithm: 'priority_queue' });
    scene.accept(9, 1, 2, 3, 4, 5);
    const order: number[] = [];
    for (let task = 9, attempt = 1; scene.dispatcher.open > 1; attempt++) {
      task = Number(scene.result(0, task, attempt)[1].split(' ')[2]);
      order.push(task);
    }
    expect(order).toEqual([2, 4, 3, 1, 5]);
  });

  test('a task that nobody can take holds up only those with the same requirements', () => {
    const tasks = directory(
      { 1: { requirement: 1 }, 2: { requirement: 1 }, 5: { requirement: 2 } },
      [0, 1, 2],
    );
    const scene = new Scene({ workers: [{}, { capabilities: 1 }], tasks });
    scene.dispatcher.workerLost(1);
    expect(scene.accept(1, 2, 3, 4)).toEqual(['assign 10 3 1 0']);
    scene.dispatcher.workerBack(1);
    expect(scene.port.take()).toEqual(['assign 11 1 2 0']);
    expect(scene.accept(5)).toEqual([]);
    expect(scene.result(0, 3, 1)).toContain('assign 10 4 3 0');
    expect(scene.result(1, 1, 2)).toContain('assign 11 2 4 0');
    expect(scene.dispatcher.waiting).toBe(1);
  });
});
