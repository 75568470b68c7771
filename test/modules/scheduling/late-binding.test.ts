/** Late binding, seen from a dispatcher with workers 10, 11, 12, ... of one slot. Messages read "kind to a b c". */
import { describe, expect, test } from 'vitest';

import { directory } from '../port.ts';
import { FIRST_WORKER, Scene, type SceneOptions } from './scene.ts';

/** Draws are all 0: the first of those not drawn yet, in an order that starts with the workers' own. */
function late(more: SceneOptions = {}): Scene {
  return new Scene({ algorithm: 'late_binding', agentQueue: Infinity, parameters: { ratio: 2 }, ...more });
}

/** Worker number asks for tasks for its reservations up to a number. The first life has the number 1. */
function ask(scene: Scene, worker: number, upTo: number, life = 1): string[] {
  scene.dispatcher.onPull(FIRST_WORKER + worker, upTo, life);
  return scene.port.take();
}

describe('a task', () => {
  test('stays, and reservations go to different workers', () => {
    const scene = late();
    expect(scene.accept(1)).toEqual(['reserve 10 1 1 0', 'reserve 11 1 1 0']);
    expect([scene.dispatcher.waiting, scene.dispatcher.open]).toEqual([1, 1]);
    expect(scene.port.takeObserved()).toEqual(['accepted 1']);
  });

  test('goes to the first that asks; the other gets nothing', () => {
    const scene = late();
    scene.accept(1);
    expect(ask(scene, 1, 1)).toEqual(['assign 11 1 2 0', 'settled 11 1 1']);
    expect(ask(scene, 0, 1)).toEqual(['settled 10 1 1']);
    expect(scene.result(1, 1, 2)).toEqual(['acknowledged 11 1 2']);
    expect(scene.takeEnded()).toEqual(['1 completed (ticket 100)']);
    // Nothing is left behind.
    expect(scene.advance(100)).toEqual([]);
    expect(scene.port.timers).toBe(0);
  });

  test('is answered by its own batch, not by what others have reserved', () => {
    const scene = late({ workers: 2, parameters: { ratio: 1 } });
    expect(scene.accept(1, 2)).toEqual(['reserve 10 1 1 0', 'reserve 10 2 1 0']);
    expect(ask(scene, 0, 1)).toEqual(['assign 10 1 2 0', 'settled 10 1 1']);
    expect(ask(scene, 0, 2)).toEqual(['assign 10 2 3 0', 'settled 10 2 1']);
  });

  test('that fails is reserved for anew', () => {
    const scene = late();
    scene.accept(1);
    ask(scene, 0, 1);
    const [recorded, ...reserved] = scene.result(0, 1, 2, false);
    expect(recorded).toBe('acknowledged 10 1 2');
    expect(reserved.map((message) => message.split(' ')[0])).toEqual(['reserve', 'reserve']);
    expect(new Set(reserved.map((message) => message.split(' ')[1])).size).toBe(2);
  });

  test('that nobody wants any more leaves reservations that bring nothing', () => {
    const scene = late();
    scene.accept(1);
    scene.dispatcher.cancel(1, 100);
    expect(scene.port.take()).toEqual([]);
    expect(ask(scene, 0, 1)).toEqual(['settled 10 1 1']);
    expect(scene.dispatcher.open).toBe(0);
  });

  test('counts as waiting when there are more than free slots', () => {
    const scene = late({ workers: 2, queueLimit: 1 });
    scene.accept(1, 2, 3, 4);
    expect(scene.takeEnded()).toEqual(['4 failed (ticket 400)']);
    // One slot is taken, and one task has gone there.
    ask(scene, 0, 1);
    scene.accept(5);
    expect(scene.takeEnded()).toEqual(['5 failed (ticket 500)']);
    scene.result(0, 1, 2);
    scene.takeEnded();
    scene.accept(6);
    expect(scene.takeEnded()).toEqual([]);
  });
});

describe('a batch', () => {
  const parameters = { ratio: 1.4, window: 1 };

  test('gathers tasks for a while', () => {
    const scene = late({ workers: 10, parameters });
    expect(scene.accept(1, 2)).toEqual([]);
    expect(scene.advance(0.9)).toEqual([]);
    expect(scene.accept(3)).toEqual([]);
    // 1.4 x 3 rounded up: five workers, all different.
    const reserved = scene.advance(1);
    expect(reserved).toHaveLength(5);
    expect(new Set(reserved.map((message) => message.split(' ')[1])).size).toBe(5);
    expect(scene.accept(4)).toEqual([]);
    expect(scene.advance(2).filter((message) => message.endsWith(' 0'))).toHaveLength(2);
  });

  test('has one reservation more than workers where it must', () => {
    const scene = late({ workers: 2, parameters: { ratio: 1, window: 1 } });
    scene.accept(1, 2, 3);
    const to = scene.advance(1).map((message) => message.split(' ')[1]);
    expect(to).toHaveLength(3);
    expect(new Set(to).size).toBe(2);
  });

  test('gives its tasks in order', () => {
    const scene = late({ workers: 3, parameters: { ratio: 1, window: 1 } });
    scene.accept(5, 4, 3);
    scene.advance(1);
    expect([2, 0, 1].map((worker) => ask(scene, worker, 1)[0].split(' ')[2])).toEqual(['5', '4', '3']);
  });
});

describe('workers', () => {
  test('without all that a task requires get no reservation for it', () => {
    const tasks = directory({ 1: { requirement: 1 } }, [0, 1]);
    const scene = late({ workers: [{ capabilities: 0 }, { capabilities: 1 }, { capabilities: 0 }], tasks });
    const to = scene.accept(1).map((message) => message.split(' ')[1]);
    expect(new Set(to)).toEqual(new Set(['11']));
  });

  test('that are lost lose their reservations to others', () => {
    const scene = late({ workers: 4, parameters: { ratio: 1 } });
    expect(scene.accept(1)).toEqual(['reserve 10 1 1 0']);
    scene.dispatcher.workerLost(0);
    const [again, ...rest] = scene.port.take();
    expect(again).toMatch(/^reserve 1[123] 1 1 0$/);
    expect(rest).toEqual([]);
    // Not trusted, it is not answered; trusted again, it hears that its reservation is settled.
    expect(ask(scene, 0, 1)).toEqual([]);
    scene.dispatcher.workerBack(0);
    expect(ask(scene, 0, 1)).toEqual(['settled 10 1 1']);
  });

  test('that have restarted likewise', () => {
    const scene = late({ workers: 4, parameters: { ratio: 1 } });
    scene.accept(1);
    scene.dispatcher.workerRestarted(0);
    expect(scene.port.take()).toHaveLength(1);
  });

  test('are told again while they have not asked, and lose their reservations when they stay silent', () => {
    const scene = late({ workers: 2, parameters: { ratio: 1 } });
    scene.accept(1);
    for (const second of [1, 2, 3, 4, 5]) expect(scene.advance(second)).toEqual(['reserve 10 1 1 1']);
    const [after, ...rest] = scene.advance(6);
    expect(after).toMatch(/^reserve 1[01] [12] 1 0$/);
    expect(rest).toEqual([]);
  });

  test('show that they live by asking for nothing new', () => {
    const scene = late({ workers: 1, parameters: { ratio: 1 } });
    scene.accept(1);
    for (let second = 1; second < 30; second++) {
      expect(scene.advance(second)).toEqual(['reserve 10 1 1 1']);
      expect(ask(scene, 0, 0)).toEqual(['settled 10 0 1']);
    }
  });

  test('that ask twice get one answer twice', () => {
    const scene = late({ workers: 1, parameters: { ratio: 1 } });
    scene.accept(1, 2);
    ask(scene, 0, 1);
    expect(ask(scene, 0, 1)).toEqual(['settled 10 1 1']);
    expect(scene.dispatcher.waiting).toBe(1);
  });

  test('get no more than was reserved, whatever they ask for', () => {
    const scene = late({ workers: 1, parameters: { ratio: 1 } });
    scene.accept(1);
    expect(ask(scene, 0, 99)).toEqual(['assign 10 1 2 0', 'settled 10 1 1']);
  });
});

test('a dispatcher that comes up again makes new reservations in a new life', () => {
  const scene = late({ workers: 2, parameters: { ratio: 1 } });
  scene.accept(1);
  const [reserve] = scene.crash();
  const [kind, , total, life] = reserve.split(' ');
  expect([kind, total]).toEqual(['reserve', '1']);
  expect(Number(life)).toBeGreaterThan(1);
  const to = Number(reserve.split(' ')[1]) - FIRST_WORKER;
  // Questions to the life before are not for this one.
  expect(ask(scene, to, 1)).toEqual([]);
  expect(ask(scene, to, 1, Number(life))[0]).toMatch(/^assign/);
});
