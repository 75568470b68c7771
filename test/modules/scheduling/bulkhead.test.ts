/** At most so many tasks of a kind with workers, seen from a dispatcher with workers 10, 11, 12, ... */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { directory, s } from '../port.ts';
import { FIRST_WORKER, Scene, type SceneOptions } from './scene.ts';

/** Tasks from 1 to 99 are of type 0, those from 100 on of type 1; of a type at most two are with workers. */
const TASKS = directory(
  Object.fromEntries(
    Array.from({ length: 200 }, (_, task) => [task, { type: task < 100 ? 0 : 1, tenant: task % 2 }]),
  ),
  [0],
  [1, 1],
);

const scene = (more: SceneOptions = {}) =>
  new Scene({
    workers: 4,
    tasks: TASKS,
    bulkhead: { by: 'type', limits: [2, 2] },
    ackTimeout: s(1000),
    ...more,
  });

const assigned = (sent: readonly string[]) =>
  sent.filter((line) => line.startsWith('assign ')).map((line) => Number(line.split(' ')[2]));

describe('a bulkhead', () => {
  test('holds back what is beyond its limit, and nothing else', () => {
    const at = scene();
    expect(assigned(at.accept(1, 2, 3, 4))).toEqual([1, 2]);
    expect(at.port.takeObserved().filter((line) => line.startsWith('heldBack'))).toEqual([
      'heldBack 3',
      'heldBack 4',
    ]);
    expect(assigned(at.accept(100, 101, 102))).toEqual([100, 101]);
    // One of the first type ends: the next of that type goes, and not the one of the other.
    expect(assigned(at.result(0, 1, 1))).toEqual([3]);
    expect(assigned(at.result(2, 100, 3))).toEqual([102]);
  });

  test('is by tenant where that is asked for', () => {
    const at = scene({ bulkhead: { by: 'tenant', limits: [1, Infinity] } });
    expect(assigned(at.accept(2, 4, 1, 3, 101))).toEqual([2, 1, 3, 101]);
  });

  test('lets the next go when a task fails, is withdrawn or is lost, and counts the one that is tried again', () => {
    const at = scene({ maxAttempts: 1 });
    at.accept(1, 2, 3, 4, 5);
    expect(assigned(at.result(0, 1, 1, false))).toEqual([3]);
    at.dispatcher.cancel(2, 200);
    expect(assigned(at.port.take())).toEqual([4]);
    const again = scene();
    again.accept(1, 2, 3);
    // It goes ahead of the third, which waits as before.
    expect(assigned(again.result(0, 1, 1, false))).toEqual([1]);
    again.dispatcher.workerLost(1);
    expect(assigned(again.port.take())).toEqual([2]);
  });

  test('counts what workers have after a crash of the coordinator', () => {
    const at = scene();
    at.accept(1, 2, 3, 100);
    expect(assigned(at.crash())).toEqual([]);
    expect(assigned(at.result(0, 1, 1))).toEqual([3]);
  });

  test('is kept by a task that goes from one worker to another', () => {
    const at = scene({
      workers: 2,
      agentQueue: 4,
      bulkhead: { by: 'type', limits: [3, 3] },
      rebalance: { interval: s(1), ratio: 2, tolerance: 0.3, take: 'one', transfer: s(1) },
    });
    // All three go to the first: the other is not there.
    at.dispatcher.workerLeaves(1);
    expect(assigned(at.accept(1, 2, 3, 4))).toEqual([1, 2, 3]);
    for (const [task, attempt] of [
      [1, 1],
      [2, 2],
      [3, 3],
    ])
      at.confirm(task, attempt);
    at.dispatcher.workerBack(1);
    expect(at.advance(1)).toEqual(['withdraw 10 3 3']);
    // While it travels the fourth takes its place, and it waits when it arrives.
    expect(assigned(at.refuse(3, 3))).toEqual([4]);
    expect(assigned(at.advance(2))).toEqual([]);
    expect(at.dispatcher.waiting).toBe(1);
    expect(assigned(at.result(0, 1, 1))).toEqual([3]);
  });
});

test.each(['least_loaded', 'priority_queue', 'heft'])('%s holds tasks back in its own order', (algorithm) => {
  const tasks = directory({
    1: { type: 0, priority: 1, rank: 1 },
    2: { type: 0, priority: 2, rank: 2 },
    3: { type: 0, priority: 9, rank: 9 },
    4: { type: 1, priority: 1, rank: 1 },
  });
  const at = scene({ algorithm, tasks, bulkhead: { by: 'type', limits: [1, 1] } });
  expect(assigned(at.accept(1, 2, 3, 4))).toEqual([1, 4]);
  expect(assigned(at.result(0, 1, 1))).toEqual([algorithm === 'least_loaded' ? 2 : 3]);
});

test('shares go by weight among what is not held back', () => {
  const at = scene({ isFair: true, workers: 1, bulkhead: { by: 'type', limits: [1, 1] } });
  expect(assigned(at.accept(1, 3, 2, 101))).toEqual([1]);
  expect(assigned(at.result(0, 1, 1))).toHaveLength(1);
});

property.prop([
  fc.constantFrom('least_loaded', 'priority_queue', 'heft', 'round_robin'),
  fc.boolean(),
  fc.integer({ min: 1, max: 3 }),
  fc.array(
    fc.tuple(fc.constantFrom('accept', 'success', 'failure', 'cancel', 'lost', 'crash'), fc.nat(199)),
    {
      maxLength: 120,
    },
  ),
])(
  'no more of a kind are with workers than may be, and none waits while it could go',
  (algorithm, isFair, limit, steps) => {
    const at = scene({ algorithm, isFair, workers: 4, bulkhead: { by: 'type', limits: [limit, limit] } });
    const open = new Set<number>();
    const held = new Map<number, { worker: number; attempt: number }>();
    const note = (sent: readonly string[]) => {
      for (const line of sent) {
        const [kind, worker, task, attempt] = line
          .split(' ')
          .map((word, place) => (place ? Number(word) : word)) as [string, number, number, number];
        if (kind === 'assign') held.set(task, { worker, attempt });
        else if (kind === 'cancel' && held.get(task)?.attempt === attempt) held.delete(task);
      }
      for (const line of at.takeEnded()) {
        open.delete(Number(line.split(' ')[0]));
      }
    };
    const end = (task: number, success: boolean) => {
      const one = held.get(task);
      if (!one) return;
      held.delete(task);
      note(at.result(one.worker - FIRST_WORKER, task, one.attempt, success));
    };
    for (const [what, task] of steps) {
      if (what === 'accept') {
        open.add(task);
        note(at.accept(task));
      } else if (what === 'cancel') {
        open.delete(task);
        at.dispatcher.cancel(task, task * 100);
        note(at.port.take());
      } else if (what === 'lost') {
        at.dispatcher.workerLost(task % 4);
        note(at.port.take());
        at.dispatcher.workerBack(task % 4);
        note(at.port.take());
      } else if (what === 'crash') note(at.crash());
      else end(task, what === 'success');
      for (const type of [0, 1]) {
        const isOf = (one: number) => (one < 100 ? 0 : 1) === type;
        const busy = [...held.keys()].filter(isOf).length;
        const waits = [...open].filter((one) => isOf(one) && !held.has(one)).length;
        expect(busy).toBeLessThanOrEqual(limit);
        if (held.size < 4 && waits > 0) expect(busy).toBe(limit);
      }
    }
  },
);
