/** Fencing tokens beyond 32 bits: a dispatcher that assigns 1,000 tasks a second is there after 25 days. */
import { describe, expect, test } from 'vitest';
import { Reservations } from '../../src/modules/worker/reservations.ts';
import { Desk, EAST } from './coordination/desk.ts';
import { Office } from './coordination/support.ts';
import { s } from './port.ts';
import { Scene } from './scheduling/scene.ts';

const LARGE = 2 ** 31 - 1;
const UPSTREAM = 2 ** 52 + 1;

/** A dispatcher whose earlier life has used all tokens of 32 bits. */
function old(options: ConstructorParameters<typeof Scene>[0] = {}): Scene {
  const scene = new Scene(options);
  scene.port.rowsAt('tokens').put(0, LARGE, 0, 0, 0);
  scene.crash();
  return scene;
}

describe('a dispatcher', () => {
  test('goes on beyond 32 bits, confirms, retries, and knows its results', () => {
    const scene = old();
    expect(scene.accept(1)).toEqual([`assign 10 1 ${LARGE + 1} 0`]);
    expect(scene.result(0, 1, LARGE + 1, false)).toEqual([
      `acknowledged 10 1 ${LARGE + 1}`,
      `assign 11 1 ${LARGE + 2} 0`,
    ]);
    expect(scene.confirm(1, LARGE + 2)).toEqual([]);
    // The result of the first comes again.
    expect(scene.result(0, 1, LARGE + 1)).toEqual([`acknowledged 10 1 ${LARGE + 1}`]);
    scene.result(1, 1, LARGE + 2);
    expect(scene.takeEnded()).toEqual(['1 completed (ticket 100)']);
  });

  test('knows after a crash which token a task has', () => {
    const scene = old();
    scene.accept(1);
    scene.crash();
    scene.result(0, 1, LARGE + 1);
    expect(scene.takeEnded()).toEqual(['1 completed (ticket 100)']);
  });

  test('asks for a task back under its token', () => {
    const interval = s(5);
    const scene = old({
      workers: 2,
      agentQueue: 3,
      rebalance: { interval, ratio: 1.2, tolerance: 0, take: 'half' },
    });
    scene.dispatcher.workerLost(1);
    scene.accept(1, 2, 3);
    for (const task of [1, 2, 3]) scene.confirm(task, LARGE + task);
    scene.dispatcher.workerBack(1);
    const asked = scene.advance(5).filter((line) => line.startsWith('withdraw'));
    expect(asked).toEqual([`withdraw 10 3 ${LARGE + 3}`]);
    expect(scene.refuse(3, LARGE + 3)).toEqual([`assign 11 3 ${LARGE + 4} 1`]);
  });

  test('makes reservations in an epoch beyond 32 bits', () => {
    const scene = old({ algorithm: 'late_binding', parameters: { ratio: 1 }, workers: 1 });
    const [reserve] = scene.accept(1);
    const epoch = Number(reserve.split(' ')[3]);
    scene.dispatcher.onPull(10, 1, epoch);
    expect(scene.port.take().map((line) => line.split(' ')[0])).toEqual(['assign', 'settled']);
  });
});

test('a worker pulls in the epoch in which reservations were made', () => {
  const reservations = new Reservations(1);
  reservations.made(0, 3, UPSTREAM, false);
  expect(reservations.ask(0, 2)).toBe(true);
  expect(reservations.life(0)).toBe(UPSTREAM);
});

test('a coordinator below another reports under the token that came with the task, after a crash too', () => {
  const office = new Office({ parent: 60 });
  expect(office.hear(60, 'assign', 3, UPSTREAM, 0)).toEqual([
    `assigned 60 3 ${UPSTREAM} 1`,
    'assign 10 3 1 0',
  ]);
  const result = `result 60 3 ${UPSTREAM} 1`;
  expect(office.hear(10, 'result', 3, 1, 1)).toEqual(['acknowledged 10 3 1', result]);
  expect(office.crash()).toContain(result);
  office.hear(60, 'acknowledged', 3, UPSTREAM);
  expect(office.port.rowsAt('tasks').rows.has(3)).toBe(false);
});

test('a peer knows by the token that came with it what it has been handed over', () => {
  const desk = new Desk();
  expect(desk.hear(EAST, 'assign', 3, UPSTREAM, 1)).toEqual([
    'assign 10 3 1 0',
    `assigned 60 3 ${UPSTREAM} 1 1`,
  ]);
  expect(desk.crash()).toEqual([]);
  expect(desk.hear(10, 'result', 3, 1, 1)).toContain(`result 60 3 ${UPSTREAM} 1 2`);
});
