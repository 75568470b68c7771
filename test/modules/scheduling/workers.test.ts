/** Workers that come and go, tasks that are taken back, and tickets of those who gave them. */
import { describe, expect, test } from 'vitest';
import { directory } from '../port.ts';
import { Scene } from './scene.ts';

describe('a lost worker', () => {
  test('gives up all it has, and gets no more', () => {
    const scene = new Scene({ workers: [{ slots: 2 }, { slots: 1 }] });
    scene.accept(1, 2, 3, 4);
    const before = scene.port.takeObserved();
    expect(before.filter((line) => line.startsWith('assignment'))).toEqual([
      'assignment 1 10',
      'assignment 2 11',
      'assignment 3 10',
    ]);
    scene.dispatcher.workerLost(0);
    expect(scene.port.take()).toEqual(['cancel 10 1 1', 'cancel 10 3 3']);
    expect(scene.port.takeObserved()).toEqual(['retried 1 2', 'retried 3 2', 'delayed 1', 'delayed 3']);
    expect(scene.result(1, 2, 2)).toEqual(['acknowledged 11 2 2', 'assign 11 3 4 0']);
    expect(scene.dispatcher.waiting).toBe(2);
  });

  test('that is lost again loses nothing more', () => {
    const scene = new Scene({ workers: 1 });
    scene.dispatcher.workerLost(0);
    scene.dispatcher.workerLost(0);
    expect(scene.accept(1)).toEqual([]);
    scene.dispatcher.workerBack(0);
    expect(scene.port.take()).toEqual(['assign 10 1 1 0']);
    scene.dispatcher.workerBack(0);
    expect(scene.port.take()).toEqual([]);
  });

  test('is an execution spent', () => {
    const scene = new Scene({ workers: 1, maxAttempts: 2 });
    scene.accept(1);
    for (let i = 0; i < 2; i++) {
      scene.dispatcher.workerLost(0);
      scene.dispatcher.workerBack(0);
    }
    expect(scene.takeEnded()).toEqual(['1 failed (ticket 100)']);
    expect(scene.port.takeObserved().at(-1)).toBe('failed 1 2');
  });
});

describe('a restarted worker', () => {
  test('has forgotten its tasks, and can be given them again', () => {
    const scene = new Scene({ workers: 1, agentQueue: 1 });
    scene.accept(1, 2);
    scene.confirm(1, 1);
    scene.dispatcher.workerRestarted(0);
    // Taken back in order, and each ahead of those before it.
    expect(scene.port.take()).toEqual([
      'cancel 10 1 1',
      'cancel 10 2 2',
      'assign 10 2 3 0',
      'assign 10 1 4 0',
    ]);
  });

  test('without tasks changes nothing', () => {
    const scene = new Scene({ workers: 1 });
    scene.dispatcher.workerRestarted(0);
    expect(scene.port.take()).toEqual([]);
    expect(scene.port.takeObserved()).toEqual([]);
  });
});

describe('cancelling', () => {
  test('a task with a worker frees the worker', () => {
    const scene = new Scene({ workers: 1 });
    scene.accept(1, 2);
    scene.dispatcher.cancel(1, 100);
    expect(scene.port.take()).toEqual(['cancel 10 1 1', 'assign 10 2 2 0']);
    expect(scene.dispatcher.has(1)).toBe(false);
    expect(scene.port.rowsAt('tasks').rows.has(1)).toBe(false);
    expect(scene.takeEnded()).toEqual([]);
  });

  test('a task that waits, or backs off, says nothing to anybody', () => {
    const scene = new Scene({ workers: 1, backoff: 1_000_000 });
    scene.port.draws.push(0.5);
    scene.accept(1, 2, 3);
    scene.dispatcher.cancel(3, 300);
    scene.result(0, 1, 1, false);
    scene.dispatcher.cancel(1, 100);
    expect(scene.port.take()).toEqual([]);
    expect(scene.dispatcher.open).toBe(1);
    scene.confirm(2, 2);
    expect(scene.advance(10)).toEqual([]);
  });

  test('counts for the ticket it names and older ones, not for newer ones', () => {
    const scene = new Scene({ workers: 1 });
    scene.dispatcher.accept(1, 5);
    scene.dispatcher.cancel(1, 4);
    expect(scene.dispatcher.has(1)).toBe(true);
    scene.dispatcher.cancel(1, 6);
    expect(scene.dispatcher.has(1)).toBe(false);
    scene.dispatcher.cancel(1, 6);
    expect(scene.dispatcher.open).toBe(0);
  });
});

describe('a task that is given again', () => {
  test('keeps its worker, and ends under the newest ticket', () => {
    const scene = new Scene();
    scene.dispatcher.accept(1, 5);
    scene.dispatcher.accept(1, 8);
    // An older one that was under way for long.
    scene.dispatcher.accept(1, 6);
    expect(scene.port.take()).toEqual(['assign 10 1 1 0']);
    expect(scene.port.takeObserved().filter((line) => line.startsWith('accepted'))).toHaveLength(1);
    scene.crash();
    scene.result(0, 1, 1);
    expect(scene.takeEnded()).toEqual(['1 completed (ticket 8)']);
  });
});

describe('an algorithm hears', () => {
  test('where a task went, also when it went there again', () => {
    const tasks = directory({ 1: { affinity: 9 }, 2: { affinity: 9 } });
    const scene = new Scene({ algorithm: 'affinity', tasks, agentQueue: 5 });
    scene.accept(0);
    expect(scene.accept(1)).toEqual(['assign 11 1 2 0']);
    expect(scene.accept(2)).toEqual(['assign 11 2 3 0']);
    scene.dispatcher.workerLost(1);
    // Worker 0 has one task, worker 2 none.
    expect(scene.port.take().slice(-2)).toEqual(['assign 12 2 4 0', 'assign 12 1 5 0']);
  });
});
