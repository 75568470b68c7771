/** For how long attempts ran, as a coordinator sees it: policies of routes are told. */
import { describe, expect, test } from 'vitest';
import type { RouteHealth, RoutePolicy } from '../../../src/modules/routes/route-health.ts';
import { directory, s } from '../port.ts';
import { Scene, type SceneOptions } from './scene.ts';

/** A policy that bars nobody and notes what it is told: task, seconds from the assignment on, seconds that it ran. */
function listening(more: SceneOptions = {}) {
  const told: string[] = [];
  const health: RouteHealth = {
    start() {},
    began() {},
    ended: (worker, _outcome, took, task, ran) =>
      told.push(`${worker}: ${task} ${took / 1e6} ${ran < 0 ? '-' : ran / 1e6}`),
    forget() {},
    onTimer() {},
  };
  let expected: (worker: number, task: number) => number = () => Number.NaN;
  const routes: RoutePolicy = {
    countsTimeouts: true,
    create(context) {
      expected = context.expected;
      return health;
    },
  };
  const scene = new Scene({ workers: 1, agentQueue: 5, ackTimeout: s(1000), ...more, routes });
  scene.dispatcher.recover();
  return {
    scene,
    take: () => told.splice(0),
    expected: (worker: number, task: number) => expected(worker, task),
  };
}

describe('how long attempts ran', () => {
  test('from the assignment on where a slot was free, else from the end before, with one slot', () => {
    const { scene, take } = listening();
    scene.accept(1, 2, 3);
    scene.advance(4);
    scene.result(0, 1, 1);
    scene.advance(5);
    // The third overtakes the second, as a more urgent one may.
    scene.result(0, 3, 3);
    scene.advance(8);
    scene.result(0, 2, 2);
    expect(take()).toEqual(['0: 1 4 4', '0: 3 5 1', '0: 2 8 3']);
    scene.advance(20);
    scene.accept(4);
    scene.advance(21);
    scene.result(0, 4, 4);
    expect(take()).toEqual(['0: 4 1 1']);
  });

  test('one that comes to a full worker long after the last end counts from when it came', () => {
    const { scene, take } = listening({ timeout: s(3) });
    scene.accept(1);
    scene.advance(1);
    scene.result(0, 1, 1);
    scene.advance(100);
    scene.accept(2, 3);
    scene.advance(103);
    expect(take().slice(0, 3)).toEqual(['0: 1 1 1', '0: 2 3 3', '0: 3 3 0']);
  });

  test('nobody knows when one began that waited for one of several slots', () => {
    const { scene, take } = listening({ workers: [{ slots: 2 }] });
    scene.accept(1, 2, 3);
    scene.advance(4);
    scene.result(0, 2, 2);
    scene.advance(6);
    scene.result(0, 1, 1);
    scene.result(0, 3, 3);
    expect(take()).toEqual(['0: 2 4 4', '0: 1 6 6', '0: 3 6 -']);
  });

  test('nor of one that was under way when the coordinator started again', () => {
    const { scene, take } = listening();
    scene.accept(1);
    scene.advance(4);
    scene.crash();
    scene.advance(5);
    scene.result(0, 1, 1);
    expect(take()).toEqual(['0: 1 1 -']);
  });

  test('what a task should take follows from its work and from the speed of the worker', () => {
    const tasks = { ...directory(), work: () => s(6), relativeSpeed: () => 1.5 };
    const { expected } = listening({ workers: [{ speed: 2 }], tasks });
    expect(expected(0, 1)).toBe(s(2));
  });
});
