/** A coordinator alone: at the root, and below one. Messages read "kind to a b c". */
import { describe, expect, test } from 'vitest';
import { Office } from './support.ts';

/** Addresses: a client, and the coordinator above. */
const CLIENT = 90;
const PARENT = 60;

describe('at the root', () => {
  test('a client that wants to hear of the end does, others do not', () => {
    const office = new Office();
    expect(office.hear(CLIENT, 'submit', 1, 1)).toEqual(['assign 10 1 1 0']);
    expect(office.hear(CLIENT, 'submit', 2, 0)).toEqual(['assign 11 2 2 0']);
    expect(office.hear(10, 'result', 1, 1, 1)).toEqual(['acknowledged 10 1 1', 'finished 90 1 1']);
    expect(office.hear(11, 'result', 2, 2, 1)).toEqual(['acknowledged 11 2 2']);
  });

  test('a task given up is finished without success', () => {
    const office = new Office({ dispatcher: { maxAttempts: 1 } });
    office.hear(CLIENT, 'submit', 1, 1);
    expect(office.hear(10, 'result', 1, 1, 0)).toEqual(['acknowledged 10 1 1', 'finished 90 1 0']);
  });

  test('the client hears of it also after a crash', () => {
    const office = new Office();
    office.hear(CLIENT, 'submit', 1, 1);
    office.hear(CLIENT, 'submit', 2, 0);
    expect(office.crash()).toEqual([]);
    expect(office.hear(10, 'result', 1, 1, 1)).toContain('finished 90 1 1');
    expect(office.hear(11, 'result', 2, 2, 1)).toEqual(['acknowledged 11 2 2']);
  });

  test('it sends no heartbeats', () => {
    const office = new Office({ timeout: 100 });
    expect(office.advance(10)).toEqual([]);
  });
});

describe('workers', () => {
  test('that fall silent are suspected and lose their tasks, and are trusted when they are heard', () => {
    const office = new Office({ timeout: 3 });
    office.hear(CLIENT, 'submit', 1);
    office.hear(10, 'assigned', 1, 1, 1);
    office.hear(11, 'heartbeat');
    office.port.takeObserved();
    office.advance(2);
    office.hear(11, 'heartbeat');
    expect(office.advance(3)).toEqual(['cancel 10 1 1', 'assign 11 1 2 0']);
    expect(office.port.takeObserved()).toEqual(['suspected 10', 'retried 1 2', 'assignment 1 11']);
    expect(office.hear(CLIENT, 'submit', 2)).toEqual([]);
    expect(office.hear(10, 'heartbeat')).toEqual(['assign 10 2 3 0']);
    expect(office.port.takeObserved()).toContain('trusted 10');
  });

  test('that come back as a new incarnation have forgotten their tasks', () => {
    const office = new Office({ timeout: 30 });
    office.hear(CLIENT, 'submit', 1);
    office.port.takeObserved();
    expect(office.hear(10, 'heartbeat', 0)).toEqual([]);
    expect(office.hear(10, 'heartbeat', 1)).toEqual(['cancel 10 1 1', 'assign 11 1 2 0']);
    expect(office.port.takeObserved()).toEqual(['restarted 10', 'retried 1 2', 'assignment 1 11']);
    // The same incarnation again, and an old one that comes late, are no news.
    office.hear(CLIENT, 'submit', 2);
    office.port.takeObserved();
    expect(office.hear(10, 'heartbeat', 1)).toEqual([]);
    expect(office.hear(10, 'heartbeat', 0)).toEqual([]);
    expect(office.port.takeObserved()).toEqual([]);
  });

  test('may be adopted: what is first heard of them is no news, what comes then is', () => {
    const office = new Office({ timeout: 30, adopts: true });
    office.hear(CLIENT, 'submit', 1);
    office.port.takeObserved();
    expect(office.hear(10, 'heartbeat', 4)).toEqual([]);
    expect(office.port.takeObserved()).toEqual([]);
    expect(office.hear(10, 'heartbeat', 5)).toEqual(['cancel 10 1 1', 'assign 11 1 2 0']);
    expect(office.hear(11, 'heartbeat', 0)).toEqual([]);
    expect(office.hear(11, 'heartbeat', 1)).toEqual(['cancel 11 1 2', 'assign 10 1 3 0']);
  });

  test('that nobody knows are ignored', () => {
    const office = new Office({ timeout: 3 });
    expect(office.hear(77, 'heartbeat', 5)).toEqual([]);
    expect(office.port.takeObserved()).toEqual([]);
  });

  test('are not watched without heartbeats', () => {
    const office = new Office();
    office.hear(CLIENT, 'submit', 1);
    office.hear(10, 'assigned', 1, 1, 1);
    expect(office.advance(1000)).toEqual([]);
    expect(office.port.timers).toBe(0);
  });
});

describe('below another coordinator', () => {
  test('an assignment is confirmed, its result sent up under its number until it is recorded', () => {
    const office = new Office({ parent: PARENT });
    expect(office.hear(PARENT, 'assign', 1, 7)).toEqual(['assigned 60 1 7 1', 'assign 10 1 1 0']);
    expect(office.hear(10, 'result', 1, 1, 1)).toEqual(['acknowledged 10 1 1', 'result 60 1 7 1']);
    expect(office.advance(4)).toEqual(['result 60 1 7 1', 'result 60 1 7 1']);
    expect(office.hear(PARENT, 'acknowledged', 1, 7)).toEqual([]);
    expect(office.advance(100)).toEqual([]);
    // Of all this the store keeps the count of assignments.
    expect(['tasks', 'tokens'].map((path) => office.port.rowsAt(path).rows.size)).toEqual([0, 1]);
  });

  test('a task given up here is reported as a failure', () => {
    const office = new Office({ parent: PARENT, dispatcher: { maxAttempts: 2 } });
    office.hear(PARENT, 'assign', 1, 7);
    expect(office.hear(10, 'result', 1, 1, 0)).toEqual(['acknowledged 10 1 1', 'assign 11 1 2 0']);
    expect(office.hear(11, 'result', 1, 2, 0)).toEqual(['acknowledged 11 1 2', 'result 60 1 7 0']);
  });

  test('an assignment that comes again is confirmed again, and nothing else happens', () => {
    const office = new Office({ parent: PARENT });
    office.hear(PARENT, 'assign', 1, 7);
    expect(office.hear(PARENT, 'assign', 1, 7)).toEqual(['assigned 60 1 7 1']);
  });

  test('a newer number renews the ticket of a task that is here, an older one does not', () => {
    const office = new Office({ parent: PARENT });
    office.hear(PARENT, 'assign', 1, 7);
    office.hear(PARENT, 'assign', 1, 9);
    office.hear(PARENT, 'assign', 1, 7);
    expect(office.hear(10, 'result', 1, 1, 1)).toContain('result 60 1 9 1');
  });

  test('a newer number renews the ticket of a result that is under way, an older one does not', () => {
    const office = new Office({ parent: PARENT });
    office.hear(PARENT, 'assign', 1, 7);
    office.hear(10, 'result', 1, 1, 1);
    expect(office.hear(PARENT, 'assign', 1, 9)).toEqual(['assigned 60 1 9 1', 'result 60 1 9 1']);
    expect(office.hear(PARENT, 'assign', 1, 7)).toEqual(['assigned 60 1 7 1', 'result 60 1 9 1']);
    // What is recorded of the first result is not the end of it.
    office.hear(PARENT, 'acknowledged', 1, 7);
    expect(office.advance(2)).toEqual(['result 60 1 9 1']);
    office.hear(PARENT, 'acknowledged', 1, 9);
    expect(office.advance(10)).toEqual([]);
  });

  test('results and tasks survive a crash, with their tickets', () => {
    const office = new Office({ parent: PARENT });
    office.hear(PARENT, 'assign', 1, 7);
    office.hear(PARENT, 'assign', 2, 8);
    office.hear(PARENT, 'assign', 3, 9);
    office.hear(10, 'result', 1, 1, 1);
    office.hear(PARENT, 'assign', 1, 11);
    expect(office.crash()).toEqual(['result 60 1 11 1']);
    expect(office.hear(11, 'result', 2, 2, 1)).toContain('result 60 2 8 1');
    expect(office.hear(10, 'result', 3, 3, 1)).toContain('result 60 3 9 1');
    expect(office.advance(2)).toEqual(['result 60 1 11 1', 'result 60 2 8 1', 'result 60 3 9 1']);
  });

  test('what is cancelled is dropped, be it here, under way down or under way up', () => {
    const office = new Office({ parent: PARENT });
    for (const task of [1, 2, 3]) office.hear(PARENT, 'assign', task, task + 10);
    office.hear(10, 'result', 1, 1, 1);
    expect(office.hear(PARENT, 'cancel', 1, 11)).toEqual([]);
    expect(office.hear(PARENT, 'cancel', 2, 12)).toEqual(['cancel 11 2 2']);
    expect(office.hear(PARENT, 'cancel', 3, 12)).toEqual([]);
    expect(office.hear(PARENT, 'cancel', 3, 13)).toEqual(['cancel 10 3 3']);
    expect(office.advance(100)).toEqual([]);
    expect(['tasks', 'tokens'].map((path) => office.port.rowsAt(path).rows.size)).toEqual([0, 1]);
  });

  test('it sends heartbeats of its own, from the start on', () => {
    const office = new Office({ parent: PARENT, timeout: 100 });
    expect(office.port.take()).toEqual(['heartbeat 60 0']);
    expect(office.advance(2.5)).toEqual(['heartbeat 60 0', 'heartbeat 60 0']);
    expect(office.crash()).toEqual(['heartbeat 60 0']);
    expect(office.advance(3.5)).toEqual(['heartbeat 60 0']);
  });

  test('it can have a thousand results under way', () => {
    const office = new Office({ parent: PARENT, slots: 1000 });
    for (let task = 1; task <= 1000; task++) office.hear(PARENT, 'assign', task, task);
    const attempts = [...office.port.rowsAt('tasks').rows].map(([task, [attempt, worker]]) => ({
      task,
      attempt,
      worker,
    }));
    for (const { task, attempt, worker } of attempts)
      if (task <= 1000) office.hear(9 + worker, 'result', task, attempt, 1);
    expect(office.advance(2)).toHaveLength(1000);
    for (let task = 1; task <= 1000; task += 2) office.hear(PARENT, 'acknowledged', task, task);
    expect(office.advance(4)).toHaveLength(500);
  });
});

describe('below another coordinator, where workers come and go', () => {
  const away = () => {
    const office = new Office({ parent: PARENT, workers: [10], timeout: 30, elastic: true });
    office.hear(10, 'heartbeat', 1);
    return office;
  };

  test('it leaves with its last worker and is back with the first, each time in a later incarnation', () => {
    const office = away();
    expect(office.hear(10, 'leave', 10, 1, 1)).toEqual(['leave 60 50 0 1']);
    expect(office.hear(10, 'heartbeat', 2)).toEqual(['heartbeat 60 1']);
    expect(office.hear(10, 'leave', 10, 2, 1)).toEqual(['leave 60 50 1 1']);
    expect(office.hear(10, 'heartbeat', 3)).toEqual(['heartbeat 60 2']);
  });

  test('a crash is no restart to the one above, and a leave after it counts there', () => {
    const office = away();
    office.hear(10, 'leave', 10, 1, 1);
    office.hear(10, 'heartbeat', 2);
    expect(office.crash()).toEqual(['heartbeat 60 1']);
    expect(office.hear(10, 'leave', 10, 3, 1)).toEqual(['leave 60 50 1 1']);
  });

  test('it is back in a later incarnation even where the clock was set back in a crash', () => {
    const office = away();
    office.advance(20);
    const incarnations = [3, 4, 5].map((incarnation) => {
      office.hear(10, 'leave', 10, incarnation, 1);
      return Number(office.hear(10, 'heartbeat', incarnation + 1)[0].split(' ')[2]);
    });
    office.crash(0);
    office.hear(10, 'leave', 10, 7, 1);
    const [, , later] = office.hear(10, 'heartbeat', 8)[0].split(' ').map(Number);
    expect(later).toBeGreaterThan(Math.max(...incarnations));
  });
});

describe('a worker that leaves', () => {
  test('at once loses its tasks to the others', () => {
    const office = new Office();
    office.hear(CLIENT, 'submit', 1);
    office.hear(10, 'assigned', 1, 1, 1);
    expect(office.hear(10, 'leave', 10, 0, 1)).toContain('assign 11 1 2 0');
  });

  test('in an earlier incarnation is here all the same: the message was late', () => {
    const office = new Office({ timeout: 30 });
    office.hear(10, 'heartbeat', 2);
    office.hear(CLIENT, 'submit', 1);
    office.hear(10, 'assigned', 1, 1, 1);
    expect(office.hear(10, 'leave', 10, 1, 1)).toEqual([]);
    expect(office.hear(10, 'result', 1, 1, 1)).toEqual(['acknowledged 10 1 1']);
    expect(office.hear(CLIENT, 'submit', 2)).toEqual(['assign 11 2 2 0']);
    expect(office.hear(CLIENT, 'submit', 3)).toEqual(['assign 10 3 3 0']);
  });
});
