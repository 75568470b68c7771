import { describe, expect, test } from 'vitest';
import { MOST_ROOM } from '../../../src/modules/coordination/vocabulary.ts';
import { REASON } from '../../../src/modules/scheduling/vocabulary.ts';
import { Desk, EAST, WEST } from './desk.ts';
import { coordinatorOptions } from './support.ts';

/** As many tasks may wait. */
const waiting = (queueLimit: number) => ({ dispatcher: { ...coordinatorOptions().dispatcher, queueLimit } });

describe('a home', () => {
  test('gives tasks to its own workers first, then to a neighbour with room, then keeps them', () => {
    const desk = new Desk();
    expect(desk.submit(1, 2)).toEqual(['assign 10 1 1 0', 'assign 11 2 2 0']);
    // Of equal neighbours the first; the second one is the least loaded then.
    expect(desk.submit(3, 4, 5, 6)).toEqual([
      'assign 60 3 3 1',
      'assign 61 4 4 1',
      'assign 60 5 5 1',
      'assign 61 6 6 1',
    ]);
    expect(desk.submit(7)).toEqual([]);
    // Sixty has done one of its tasks and says so, together with its room.
    expect(desk.hear(EAST, 'result', 3, 3, 1, 1)).toEqual([
      'acknowledged 60 3 3',
      'finished 90 3 1',
      'assign 60 7 7 1',
    ]);
  });

  test('takes back what a suspected neighbour had, and turns its late result away', () => {
    const desk = new Desk({ timeout: 3 });
    desk.submit(1, 2, 3);
    desk.hear(10, 'assigned', 1, 1, 1);
    desk.hear(11, 'assigned', 2, 2, 1);
    desk.hear(EAST, 'assigned', 3, 3, 1, 1);
    for (let second = 1; second <= 2; second++) {
      desk.advance(second);
      for (const worker of [10, 11, WEST]) desk.hear(worker, 'heartbeat', 0, 2);
    }
    const sent = desk.advance(3).filter((line) => !line.startsWith('heartbeat'));
    expect(sent).toEqual(['cancel 60 3 3', 'assign 61 3 4 1']);
    expect(desk.port.takeObserved()).toContain('suspected 60');
    expect(desk.hear(EAST, 'result', 3, 3, 1, 0)).toEqual(['acknowledged 60 3 3']);
    expect(desk.port.takeObserved()).toContain('fenced 3 60');
    expect(desk.hear(WEST, 'result', 3, 4, 1, 2)).toEqual(['acknowledged 61 3 4', 'finished 90 3 1']);
  });

  test('believes a neighbour that a task has failed for good', () => {
    const desk = new Desk();
    desk.submit(1, 2, 3);
    expect(desk.hear(EAST, 'result', 3, 3, 0, 1)).toEqual(['acknowledged 60 3 3', 'finished 90 3 0']);
  });

  test('keeps a task that a neighbour refused', () => {
    const desk = new Desk();
    desk.submit(1, 2, 3);
    expect(desk.hear(EAST, 'assigned', 3, 3, 0, 5)).toEqual(['cancel 60 3 3']);
    expect(desk.hear(WEST, 'heartbeat', 0, 2)).toEqual([]);
    expect(desk.hear(10, 'result', 1, 1, 1)).toEqual([
      'acknowledged 10 1 1',
      'finished 90 1 1',
      'assign 10 3 4 0',
    ]);
  });

  test('turns away what a neighbour refused, where too many wait already', () => {
    const desk = new Desk(waiting(1));
    desk.submit(1, 2, 3, 4);
    expect(desk.hear(EAST, 'assigned', 3, 3, 0, 0)).toEqual(['cancel 60 3 3']);
    expect(desk.hear(WEST, 'assigned', 4, 4, 0, 0)).toEqual(['cancel 61 4 4', 'finished 90 4 0']);
    expect(desk.port.takeObserved()).toContain(`failed 4 ${REASON.shed}`);
  });

  test('knows after a crash who has what, and asks again under the same number', () => {
    const desk = new Desk();
    desk.submit(1, 2, 3);
    expect(desk.crash()).toEqual([]);
    expect(desk.advance(2)).toEqual(['assign 10 1 1 0', 'assign 11 2 2 0', 'assign 60 3 3 1']);
    expect(desk.hear(EAST, 'result', 3, 3, 1, 2)).toEqual(['acknowledged 60 3 3', 'finished 90 3 1']);
  });
});

describe('a neighbour', () => {
  test('does for its giver what a worker does, and tells of its room', () => {
    const desk = new Desk();
    expect(desk.hear(EAST, 'assign', 3, 7, 1)).toEqual(['assign 10 3 1 0', 'assigned 60 3 7 1 1']);
    expect(desk.hear(10, 'result', 3, 1, 1)).toEqual(['acknowledged 10 3 1', 'result 60 3 7 1 2']);
    // Nobody has recorded it.
    expect(desk.advance(2)).toEqual(['result 60 3 7 1 2']);
    expect(desk.crash()).toEqual(['result 60 3 7 1 2']);
    desk.hear(EAST, 'acknowledged', 3, 7);
    expect(desk.advance(20)).toEqual([]);
    const paths = ['coordinator/tasks', 'coordinator/tokens', 'foreign-tasks', 'foreign-tasks/origins'];
    expect(paths.map((path) => desk.port.rowsAt(path).rows.size)).toEqual([0, 1, 0, 0]);
  });

  test('hands a task over again only as often as it may, and never to where it came from', () => {
    const tasks = [1, 2];
    const once = new Desk();
    once.submit(...tasks);
    expect(once.hear(EAST, 'assign', 3, 7, 1)).toEqual(['assigned 60 3 7 1 -1']);
    const twice = new Desk({ hops: 2 });
    twice.submit(...tasks);
    expect(twice.hear(EAST, 'assign', 3, 7, 1)).toEqual(['assign 61 3 3 2', 'assigned 60 3 7 1 0']);
    expect(twice.hear(WEST, 'result', 3, 3, 1, 0)).toEqual(['acknowledged 61 3 3', 'result 60 3 7 1 0']);
  });

  test('refuses a task that came another way, until that is done with', () => {
    const desk = new Desk();
    desk.hear(EAST, 'assign', 3, 7, 1);
    expect(desk.hear(WEST, 'assign', 3, 5, 1)).toEqual(['assigned 61 3 5 0 1']);
    // Neither may the one who did not give it take it back.
    desk.hear(WEST, 'cancel', 3, 5);
    desk.hear(10, 'result', 3, 1, 1);
    expect(desk.hear(WEST, 'assign', 3, 6, 1)).toEqual(['assigned 61 3 6 0 2']);
    desk.hear(EAST, 'acknowledged', 3, 7);
    expect(desk.hear(WEST, 'assign', 3, 8, 1)[0]).toBe('assign 11 3 2 0');
  });

  test('takes nothing that would have to wait while as many do as may', () => {
    const desk = new Desk(waiting(1));
    for (const neighbour of [EAST, WEST]) desk.hear(neighbour, 'heartbeat', 0, -9);
    desk.submit(1, 2, 3);
    expect(desk.hear(EAST, 'assign', 4, 7, 1)).toEqual(['assigned 60 4 7 0 -1']);
    desk.hear(10, 'result', 1, 1, 1);
    expect(desk.hear(EAST, 'assign', 4, 8, 1)).toEqual(['assigned 60 4 8 1 -1']);
  });

  test('takes what a free worker can begin, also where nothing may wait', () => {
    const desk = new Desk(waiting(0));
    desk.submit(1);
    expect(desk.hear(EAST, 'assign', 2, 7, 1)).toEqual(['assign 11 2 2 0', 'assigned 60 2 7 1 0']);
    expect(desk.hear(EAST, 'assign', 3, 8, 1)).toEqual(['assigned 60 3 8 0 0']);
  });

  test('gives back what the next refused, where too many wait already, until its giver takes it', () => {
    const desk = new Desk({ ...waiting(0), hops: 2, timeout: 60 });
    desk.submit(1, 2);
    expect(desk.hear(EAST, 'assign', 3, 7, 1)[0]).toBe('assign 61 3 3 2');
    const offer = (room: number) => `assigned 60 3 7 0 ${room}`;
    expect(desk.hear(WEST, 'assigned', 3, 3, 0, 0)).toEqual(['cancel 61 3 3', offer(-1)]);
    expect(desk.advance(1)).toContain(offer(-1));
    desk.hear(EAST, 'cancel', 3, 7);
    expect(desk.advance(2)).not.toContain(offer(-1));
    expect(desk.port.takeObserved().filter((line) => line.startsWith('failed'))).toEqual([]);
  });

  test('drops a task that its giver wants no more, here and at its worker', () => {
    const desk = new Desk();
    desk.hear(EAST, 'assign', 3, 7, 1);
    expect(desk.hear(EAST, 'cancel', 3, 7)).toEqual(['cancel 10 3 1']);
    const paths = ['coordinator/tasks', 'coordinator/tokens', 'foreign-tasks', 'foreign-tasks/origins'];
    expect(paths.map((path) => desk.port.rowsAt(path).rows.size)).toEqual([0, 1, 0, 0]);
  });

  test('without anybody to do them gives tasks back, and says so until they are taken', () => {
    const desk = new Desk({ timeout: 3 });
    desk.submit(1, 2);
    desk.hear(EAST, 'assign', 3, 7, 1);
    const beat = (second: number) => {
      const sent = desk.advance(second);
      desk.hear(EAST, 'heartbeat', 0, 0);
      desk.hear(WEST, 'heartbeat', 0, 0);
      return sent.filter((line) => line.startsWith('assigned'));
    };
    expect([beat(1), beat(2)]).toEqual([[], []]);
    // Its workers are suspected after three seconds; the tasks of its own go elsewhere, the other's may go back.
    beat(3);
    const offer = `assigned 60 3 7 0 ${-MOST_ROOM}`;
    expect([beat(4), beat(5)]).toEqual([[offer], [offer]]);
    desk.hear(EAST, 'cancel', 3, 7);
    expect(beat(6)).toEqual([]);
  });
});

describe('whoever gets a task back', () => {
  test('gives it to another, and lets the first forget it', () => {
    const desk = new Desk();
    desk.submit(1, 2, 3);
    desk.hear(EAST, 'assigned', 3, 3, 1, 1);
    expect(desk.hear(EAST, 'assigned', 3, 3, 0, -MOST_ROOM)).toEqual(['cancel 60 3 3']);
    expect(desk.hear(EAST, 'assigned', 3, 3, 0, -MOST_ROOM)).toEqual(['cancel 60 3 3']);
    expect(desk.hear(10, 'result', 1, 1, 1)).toContain('assign 10 3 4 0');
  });

  test('asks again after the next heartbeat', () => {
    const desk = new Desk({ timeout: 60 });
    desk.submit(1, 2, 3);
    desk.hear(EAST, 'assigned', 3, 3, 0, -MOST_ROOM);
    desk.advance(1);
    expect(desk.hear(WEST, 'heartbeat', 0, 2)).toEqual(['assign 61 3 4 1']);
  });
});
