/** Workers that are trusted and given nothing, seen from a dispatcher with workers 10, 11, 12, ... */
import { describe, expect, test } from 'vitest';
import { ejectionBudget } from '../../../src/modules/ejection-budget.ts';
import { type EjectionOptions, outlierEjection } from '../../../src/modules/routes/outlier-ejection.ts';
import { s } from '../port.ts';
import { Scene, type SceneOptions } from './scene.ts';

/** Two failures one after the other, for 10 s; one worker at a time. */
function ejecting(more: SceneOptions = {}, options: Partial<EjectionOptions> = {}): Scene {
  const scene = new Scene({
    workers: 2,
    maxAttempts: 10,
    ackTimeout: s(1000),
    ...more,
    routes: outlierEjection({
      interval: s(10),
      consecutive: 2,
      successRate: null,
      failureShare: null,
      time: s(10),
      timeLimit: s(100),
      jitter: 0,
      budget: ejectionBudget(0, 1),
      timeouts: true,
      ...options,
    }),
  });
  scene.dispatcher.recover();
  return scene;
}

/** Facts of routes since last asked. */
const said = (scene: Scene) =>
  scene.port.takeObserved().filter((line) => /^(ejected|returned|spared)/.test(line));

const TWO = [{ slots: 2 }, { slots: 1 }];

/** The first worker has tasks 1 and 3, and fails at both: it has task 1 again, 2 is at the other, and 3 waits. */
function ejectFirst(scene: Scene): void {
  expect(scene.accept(1, 2, 3)).toEqual(['assign 10 1 1 0', 'assign 11 2 2 0', 'assign 10 3 3 0']);
  expect(scene.result(0, 1, 1, false)).toEqual(['acknowledged 10 1 1', 'assign 10 1 4 0']);
  expect(scene.result(0, 3, 3, false)).toEqual(['acknowledged 10 3 3']);
  expect(said(scene)).toEqual(['ejected 10 0']);
}

describe('a worker that is ejected', () => {
  test('gets nothing until it returns, which is at a sweep, and what it has goes on', () => {
    const scene = ejecting({ workers: TWO });
    ejectFirst(scene);
    expect(scene.dispatcher.waiting).toBe(1);
    expect(scene.result(0, 1, 4)).toEqual(['acknowledged 10 1 4']);
    expect(scene.takeEnded()).toEqual(['1 completed (ticket 100)']);
    expect(scene.result(1, 2, 2)).toEqual(['acknowledged 11 2 2', 'assign 11 3 5 0']);
    expect(scene.accept(4)).toEqual([]);
    expect(scene.advance(9.9).filter((line) => line.startsWith('assign 10'))).toEqual([]);
    expect(scene.advance(10)).toContain('assign 10 4 6 0');
    expect(said(scene)).toEqual(['returned 10']);
  });

  test('and suspected is back when both are over', () => {
    const scene = ejecting({ workers: TWO });
    ejectFirst(scene);
    scene.dispatcher.workerLost(0);
    scene.dispatcher.workerBack(0);
    expect(scene.port.take()).toEqual(['cancel 10 1 4']);
    scene.dispatcher.workerLost(0);
    expect(scene.advance(10).filter((line) => line.startsWith('assign 10'))).toEqual([]);
    expect(said(scene)).toEqual(['returned 10']);
    scene.dispatcher.workerBack(0);
    expect(scene.port.take()).toEqual(['assign 10 1 5 0', 'assign 10 3 6 0']);
  });

  test('is another after a restart', () => {
    const scene = ejecting({ workers: TWO });
    ejectFirst(scene);
    scene.dispatcher.workerRestarted(0);
    expect(scene.port.take()).toEqual(['cancel 10 1 4', 'assign 10 1 5 0', 'assign 10 3 6 0']);
    expect(said(scene)).toEqual(['returned 10']);
  });

  test('is forgotten by a coordinator that restarts: nothing is known against anybody', () => {
    const scene = ejecting({ workers: TWO });
    ejectFirst(scene);
    expect(scene.crash()).toEqual(['assign 10 3 1025 0']);
    scene.result(0, 3, 1025, false);
    expect(said(scene)).toEqual([]);
    // Nor are its timers those of an earlier life.
    scene.result(0, 1, 4, false);
    expect(said(scene)).toEqual(['ejected 10 0']);
  });

  test('is where the most is spared', () => {
    const scene = ejecting({ workers: TWO });
    ejectFirst(scene);
    scene.result(1, 2, 2, false);
    scene.result(1, 2, 5, false);
    expect(said(scene).map((line) => line.split(' ')[0])).toEqual(['spared']);
  });
});

describe('what counts', () => {
  test('time-outs and unconfirmed assignments do, where that is asked for', () => {
    for (const timeouts of [true, false]) {
      const scene = ejecting(
        { workers: 1, timeout: s(1), maxAttempts: 5 },
        { timeouts, time: s(1000), timeLimit: s(1000) },
      );
      scene.accept(1);
      scene.confirm(1, 1);
      scene.advance(1);
      scene.advance(2);
      expect(said(scene)).toEqual(timeouts ? ['ejected 10 0'] : []);
    }
  });

  test('a result that comes after its time-out does not', () => {
    const scene = ejecting({ workers: 1, timeout: s(1), maxAttempts: 5 });
    scene.accept(1);
    scene.confirm(1, 1);
    scene.advance(1);
    scene.result(0, 1, 1, false);
    expect(said(scene)).toEqual([]);
  });

  test('tasks that are refused, withdrawn, cancelled or lost with the worker do not', () => {
    const scene = ejecting({ workers: 1 });
    for (let task = 1; task <= 3; task++) {
      scene.accept(task);
      scene.dispatcher.cancel(task, task * 100);
    }
    scene.accept(4);
    for (let round = 0; round < 3; round++) {
      scene.dispatcher.workerLost(0);
      scene.dispatcher.workerBack(0);
    }
    expect(said(scene)).toEqual([]);
    scene.dispatcher.onRejected(4, 7);
    expect(said(scene)).toEqual([]);
  });
});

describe('with late binding', () => {
  test('reservations of a worker that is ejected go to others at once, and what it asks for it is not given', () => {
    const more = { algorithm: 'late_binding', agentQueue: Infinity, parameters: { ratio: 1 } };
    const scene = ejecting(more, { consecutive: 1 });
    expect(scene.accept(1, 2, 3)).toEqual(['reserve 10 1 1 0', 'reserve 10 2 1 0', 'reserve 10 3 1 0']);
    scene.dispatcher.onPull(10, 1, 1);
    expect(scene.port.take()).toEqual(['assign 10 1 2 0', 'settled 10 1 1']);
    // Two tasks that it has not asked for, and the one that has failed.
    expect(scene.result(0, 1, 2, false).slice(1)).toEqual([
      'reserve 11 1 1 0',
      'reserve 11 2 1 0',
      'reserve 11 3 1 0',
    ]);
    expect(said(scene)).toEqual(['ejected 10 0']);
    scene.dispatcher.onPull(10, 3, 1);
    expect(scene.port.take()).toEqual([]);
  });
});
