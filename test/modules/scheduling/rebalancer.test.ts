/** Work stealing, seen from a dispatcher with three workers (10, 11, 12) of one slot. Messages read "kind to a b c". */

import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  DEFAULT_REBALANCE,
  type RebalanceOptions,
} from '../../../src/modules/scheduling/rebalance-options.ts';
import { RESULT } from '../../../src/modules/scheduling/vocabulary.ts';
import type { WorkerDescription } from '../../../src/modules/scheduling/workers.ts';
import { directory, s } from '../port.ts';
import { Scene, type SceneOptions } from './scene.ts';

const options = (more: Partial<RebalanceOptions> = {}) => ({ ...DEFAULT_REBALANCE, ...more });

/** Tasks 0..count-1, all confirmed by worker 0; then the other workers come. */
function loaded(count: number, rebalance: Partial<RebalanceOptions> = {}, more: SceneOptions = {}): Scene {
  const scene = new Scene({ agentQueue: Infinity, rebalance: options(rebalance), ...more });
  const others = typeof more.workers === 'object' ? more.workers.length : 3;
  for (let worker = 1; worker < others; worker++) scene.dispatcher.workerLost(worker);
  for (let task = 0; task < count; task++) {
    expect(scene.accept(task)).toEqual([`assign 10 ${task} ${task + 1} 0`]);
    scene.confirm(task, task + 1);
  }
  for (let worker = 1; worker < others; worker++) scene.dispatcher.workerBack(worker);
  scene.port.take();
  scene.port.takeObserved();
  return scene;
}

function kept(scene: Scene, task: number, attempt: number): string[] {
  scene.dispatcher.onKept(task, attempt);
  return scene.port.take();
}

describe('a look', () => {
  test('asks for half of what waits, from the tail, for those who have nothing', () => {
    const scene = loaded(7);
    // Six wait. Half of them for worker 11; of the three that are left, half for worker 12.
    expect(scene.advance(5)).toEqual([
      'withdraw 10 6 7',
      'withdraw 10 5 6',
      'withdraw 10 4 5',
      'withdraw 10 3 4',
      'withdraw 10 2 3',
    ]);
  });

  test('or for one at a time', () => {
    const scene = loaded(7, { take: 'one' });
    expect(scene.advance(5)).toEqual(['withdraw 10 6 7', 'withdraw 10 5 6']);
  });

  test('comes at its time and not before', () => {
    const scene = loaded(7, { interval: s(8), take: 'one' });
    expect(scene.advance(7.9)).toEqual([]);
    expect(scene.advance(8)).toHaveLength(2);
  });

  test('never asks for what runs', () => {
    expect(loaded(1).advance(5)).toEqual([]);
    expect(loaded(2).advance(5)).toEqual(['withdraw 10 1 2']);
  });

  test('leaves the giver no less than the taker has then', () => {
    // Loads 4 and 1: two of the three that wait would make 2 and 3.
    const scene = loaded(5, {}, { workers: [{}, {}] });
    scene.advance(5);
    scene.refuse(4, 5);
    kept(scene, 3, 4);
    expect(scene.port.take()).toEqual([]);
    scene.confirm(4, 6);
    expect(scene.advance(10)).toEqual(['withdraw 10 3 4']);
  });

  test('does not touch what is not confirmed', () => {
    const scene = new Scene({ agentQueue: Infinity, rebalance: options(), workers: 2 });
    scene.dispatcher.workerLost(1);
    scene.accept(0, 1, 2);
    scene.confirm(0, 1);
    scene.confirm(1, 2);
    scene.dispatcher.workerBack(1);
    scene.port.take();
    scene.advance(4.5);
    expect(scene.advance(5).filter((message) => message.startsWith('withdraw'))).toEqual(['withdraw 10 1 2']);
  });

  test('leaves loads alone that are within the tolerance or the ratio', () => {
    const scene = (rebalance: Partial<RebalanceOptions>) => {
      const made = loaded(5, rebalance, { workers: [{}, {}] });
      made.dispatcher.onResult(10, 0, 1, RESULT.success);
      made.port.take();
      return made;
    };
    // Loads 4 and 0, mean 2.
    expect(scene({}).advance(5)).toHaveLength(2);
    // 4 is not more than 2 x (1 + 1).
    expect(scene({ tolerance: 1 }).advance(5)).toEqual([]);
    expect(scene({ tolerance: 0.99 }).advance(5)).toHaveLength(2);
  });

  test('counts tasks per slot', () => {
    const scene = loaded(6, {}, { workers: [{ slots: 4 }, { slots: 2 }] });
    // 6 tasks in 4 slots against none in 2: two wait, half of them go.
    expect(scene.advance(5)).toEqual(['withdraw 10 5 6']);
  });

  test('gives nobody more than has room there', () => {
    const scene = loaded(
      9,
      {},
      { workers: [{ queueLimit: Infinity }, { queueLimit: 0 }], agentQueue: Infinity },
    );
    expect(scene.advance(5)).toEqual(['withdraw 10 8 9']);
  });

  test('asks only for tasks that the taker can do', () => {
    const tasks = directory({ 1: { requirement: 1 }, 3: { requirement: 1 } }, [0, 1]);
    const workers: Partial<WorkerDescription>[] = [{ capabilities: 1 }, { capabilities: 0 }];
    expect(loaded(5, {}, { workers, tasks }).advance(5)).toEqual(['withdraw 10 4 5', 'withdraw 10 2 3']);
  });

  test('passes over lost workers', () => {
    const scene = loaded(7, { take: 'one' });
    scene.dispatcher.workerLost(1);
    expect(scene.advance(5)).toEqual(['withdraw 10 6 7']);
  });

  test('ends when there are no tasks, and begins again with the next', () => {
    const scene = loaded(1);
    scene.result(0, 0, 1);
    scene.advance(20);
    expect(scene.port.timers).toBe(0);
    scene.accept(50);
    expect(scene.port.nextTimer).toBeLessThan(s(26));
  });

  test('is off unless asked for', () => {
    const scene = loaded(7, {}, { rebalance: null });
    expect(scene.advance(60)).toEqual([]);
  });
});

describe('a task that was asked for', () => {
  const two = { workers: [{}, {}] } as const;

  test('goes to the one that it was asked for, under a new number', () => {
    const scene = loaded(3, {}, two);
    expect(scene.advance(5)).toEqual(['withdraw 10 2 3']);
    // The 1 says that it comes from another worker.
    expect(scene.refuse(2, 3)).toEqual(['assign 11 2 4 1']);
    expect(scene.port.takeObserved()).toEqual(['rebalanced', 'assignment 2 11', 'moved 2 11']);
    // A late result of the first assignment counts no more.
    expect(scene.result(0, 2, 3)).toEqual(['acknowledged 10 2 3']);
    expect(scene.takeEnded()).toEqual([]);
    expect(scene.result(1, 2, 4)).toEqual(['acknowledged 11 2 4']);
    expect(scene.takeEnded()).toEqual(['2 completed (ticket 200)']);
  });

  test('is under way for as long as its state takes to travel, and counts as load of its taker', () => {
    const scene = loaded(3, { interval: s(1), transfer: s(3), take: 'one' }, two);
    expect(scene.advance(1)).toEqual(['withdraw 10 2 3']);
    expect(scene.refuse(2, 3)).toEqual([]);
    // Two against one on its way: to move another would only change their places.
    expect(scene.advance(3.9)).toEqual([]);
    expect(scene.advance(4)).toEqual(['assign 11 2 4 1']);
    expect(scene.result(1, 2, 4)).toEqual(['acknowledged 11 2 4']);
    expect(scene.takeEnded()).toEqual(['2 completed (ticket 200)']);
  });

  test('goes to whoever is best when its taker is lost while it is under way', () => {
    const scene = loaded(3, { transfer: s(3) }, two);
    scene.advance(5);
    scene.refuse(2, 3);
    scene.dispatcher.workerLost(1);
    // Moved, but to the one that had it: for the network it is an assignment like any other.
    expect(scene.advance(8)).toEqual(['assign 10 2 4 0']);
  });

  test('can be cancelled while it is under way, and then nobody waits for it', () => {
    const scene = loaded(3, { interval: s(1), transfer: s(3), take: 'one' }, two);
    scene.advance(1);
    scene.refuse(2, 3);
    expect(scene.dispatcher.giveBack(2, 200)).toBe(true);
    expect(scene.dispatcher.open).toBe(2);
    // Its taker has nothing to come any more: the next look moves the other task that waits.
    expect(scene.advance(2)).toEqual(['withdraw 10 1 2']);
  });

  test('does not count as tried', () => {
    const scene = loaded(3, {}, { ...two, maxAttempts: 1 });
    scene.advance(5);
    scene.refuse(2, 3);
    expect(scene.result(1, 2, 4)).toEqual(['acknowledged 11 2 4']);
    expect(scene.takeEnded()).toEqual(['2 completed (ticket 200)']);
  });

  test('stays when it has begun', () => {
    const scene = loaded(3, {}, two);
    scene.advance(5);
    expect(kept(scene, 2, 3)).toEqual([]);
    expect(scene.port.takeObserved()).toEqual(['rebalanced', 'kept 2 10']);
    expect(scene.advance(9.9)).toEqual([]);
    expect(scene.result(0, 2, 3)).toEqual(['acknowledged 10 2 3']);
    expect(scene.takeEnded()).toEqual(['2 completed (ticket 200)']);
  });

  test('is asked for again until there is an answer', () => {
    const scene = loaded(3, { interval: s(100) }, two);
    expect(scene.advance(100)).toEqual(['withdraw 10 2 3']);
    expect(scene.advance(101)).toEqual(['withdraw 10 2 3']);
    // An old confirmation is no answer.
    scene.confirm(2, 3);
    expect(scene.advance(102)).toEqual(['withdraw 10 2 3']);
    expect(scene.refuse(2, 3)).toEqual(['assign 11 2 4 1']);
    scene.confirm(2, 4);
    expect(scene.advance(110)).toEqual([]);
  });

  test('is given up when there is never an answer', () => {
    const scene = loaded(3, { interval: s(100) }, two);
    scene.advance(105);
    expect(scene.advance(106)).toEqual(['cancel 10 2 3', 'assign 11 2 4 0']);
    expect(scene.port.takeObserved()).toContain('retried 2 5');
  });

  test('ends as it is when the result comes first', () => {
    const scene = loaded(3, { interval: s(100) }, two);
    scene.advance(100);
    scene.result(0, 2, 3);
    expect(scene.takeEnded()).toEqual(['2 completed (ticket 200)']);
    expect(scene.refuse(2, 3)).toEqual([]);
    expect(kept(scene, 2, 3)).toEqual([]);
    expect(scene.advance(110)).toEqual([]);
  });

  test('goes elsewhere when its taker is lost meanwhile', () => {
    const scene = loaded(3, {}, two);
    scene.advance(5);
    scene.dispatcher.workerLost(1);
    expect(scene.refuse(2, 3)).toEqual(['assign 10 2 4 0']);
  });

  test('goes elsewhere when its giver is lost meanwhile', () => {
    const scene = loaded(3, {}, two);
    scene.advance(5);
    scene.dispatcher.workerLost(0);
    const sent = scene.port.take();
    expect(sent).toContain('cancel 10 2 3');
    expect(sent.filter((message) => message.startsWith('assign 11'))).toHaveLength(3);
    expect(scene.refuse(2, 3)).toEqual([]);
  });

  test('an unasked return is taken at its word, and the worker told so', () => {
    const scene = loaded(3, { interval: s(100) }, two);
    expect(scene.refuse(1, 2)).toEqual(['cancel 10 1 2', 'assign 11 1 4 0']);
  });

  test('is found again after a crash of the dispatcher', () => {
    const scene = loaded(3, {}, two);
    scene.advance(5);
    scene.crash();
    // The worker has given it back, and its answer comes to the new life, which knows of no question: a refusal like any other.
    expect(scene.refuse(2, 3)).toEqual([]);
    const again = scene.advance(6.5).filter((message) => /^assign \d+ 2 /.test(message));
    // One block of numbers was reserved in the life before.
    expect(again).toEqual(['assign 11 2 1025 0']);
  });
});

describe('in the long run', () => {
  test.prop([
    fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 8 }),
    fc.integer({ min: 0, max: 40 }),
    fc.constantFrom<'one' | 'half'>('one', 'half'),
    fc.array(fc.nat(), { maxLength: 20 }),
  ])(
    'nobody is idle while others have tasks waiting, and no task is lost or doubled',
    (slots, count, take, ends) => {
      const rebalance = options({ take, tolerance: 0 });
      const scene = new Scene({
        workers: slots.map((slot) => ({ slots: slot })),
        agentQueue: Infinity,
        rebalance,
      });
      // What each worker has, by what was sent, in order: the first of them run.
      const has = slots.map(() => new Map<number, number>());
      const hear = (messages: readonly string[]) => {
        for (const message of messages) {
          const [kind, ...numbers] = message.split(' ');
          const [to, task, attempt] = numbers.map(Number);
          const mine = has[to - 10];
          if (kind === 'assign') {
            mine.set(task, attempt);
            hear(scene.confirm(task, attempt));
          } else if (kind === 'withdraw') {
            expect([...mine.keys()].indexOf(task)).toBeGreaterThanOrEqual(slots[to - 10]);
            mine.delete(task);
            hear(scene.refuse(task, attempt));
          } else expect(kind).toBe('acknowledged');
        }
      };
      for (let worker = 1; worker < slots.length; worker++) scene.dispatcher.workerLost(worker);
      for (let task = 0; task < count; task++) hear(scene.accept(task));
      for (let worker = 1; worker < slots.length; worker++) scene.dispatcher.workerBack(worker);
      for (let look = 1; look <= 60; look++) {
        hear(scene.advance(5 * look));
        const busy = [...has.entries()].filter(([, tasks]) => tasks.size > 0);
        if (busy.length === 0 || look > ends.length) continue;
        const [worker, tasks] = busy[ends[look - 1] % busy.length];
        const [task, attempt] = [...tasks][0];
        tasks.delete(task);
        hear(scene.result(worker, task, attempt));
      }
      const open = has.flatMap((tasks) => [...tasks.keys()]);
      expect(open.length + scene.takeEnded().length).toBe(count);
      expect(new Set(open).size).toBe(open.length);
      if (has.some((tasks) => tasks.size === 0)) {
        for (const [worker, tasks] of has.entries()) expect(tasks.size).toBeLessThanOrEqual(slots[worker]);
      }
    },
  );
});
