/** A worker, part by part, on a machine that is spoken to by hand. */
import { describe, expect, test } from 'vitest';
import { ANSWER, RESULT } from '../../../src/modules/scheduling/vocabulary.ts';
import { BOSS, TestMachine } from './machine.ts';

const { here, absent, begun, rejected } = ANSWER;
const { success, failure, abandoned } = RESULT;
const assigned = (task: number, token: number, answer: number = here) =>
  `assigned ${BOSS} ${task} ${token} ${answer}`;
const result = (task: number, token: number, end: number = success) =>
  `result ${BOSS} ${task} ${token} ${end}`;

describe('an assignment', () => {
  test('is accepted, executed, reported, and forgotten when that is acknowledged', () => {
    const machine = new TestMachine();
    expect(machine.tell('assign', 7, 3)).toEqual([assigned(7, 3), 'accepted 7', 'begin 7']);
    expect(machine.end(7)).toEqual([result(7, 3)]);
    expect(machine.worker.holdings.isEmpty(0)).toBe(false);
    expect(machine.tell('acknowledged', 7, 3)).toEqual([]);
    expect([machine.worker.holdings.isEmpty(0), machine.timers]).toEqual([true, 0]);
  });

  test('that comes again is confirmed and not executed again; its newer token counts from then on', () => {
    const machine = new TestMachine();
    machine.tell('assign', 7, 3);
    expect(machine.tell('assign', 7, 5)).toEqual([assigned(7, 5)]);
    expect(machine.tell('assign', 7, 4)).toEqual([assigned(7, 4)]);
    expect(machine.end(7)).toEqual([result(7, 5)]);
  });

  test('after a failure is executed again under a newer token, and not under the same', () => {
    const machine = new TestMachine();
    machine.tell('assign', 7, 3);
    expect(machine.end(7, failure)).toEqual([result(7, 3, failure)]);
    expect(machine.tell('assign', 7, 3)).toEqual([assigned(7, 3)]);
    expect(machine.tell('assign', 7, 4)).toEqual([assigned(7, 4), 'accepted 7', 'begin 7']);
  });

  test('after a success is not executed again, whatever its token: the result is reported under that', () => {
    const machine = new TestMachine({ ackTimeout: 10 });
    machine.tell('assign', 7, 3);
    machine.end(7);
    expect(machine.tell('assign', 7, 4)).toEqual([assigned(7, 4)]);
    expect(machine.advance(10)).toEqual([result(7, 4)]);
  });

  test('waits for a slot in the order of arrival, and is refused when the queue is full', () => {
    const machine = new TestMachine({ slots: 2, queueLimit: 1 });
    for (const task of [1, 2]) machine.tell('assign', task, 1);
    expect(machine.tell('assign', 3, 1)).toEqual([assigned(3, 1), 'accepted 3', 'delayed 3']);
    expect(machine.tell('assign', 4, 1)).toEqual([assigned(4, 1, absent)]);
    expect([machine.worker.queued[0], machine.inSlots(0)]).toEqual([1, [1, 2]]);
    expect(machine.end(2)).toEqual([result(2, 1), 'begin 3']);
  });

  test('is turned away for good by a worker that rejects', () => {
    const machine = new TestMachine({ queueLimit: 0, rejects: true });
    machine.tell('assign', 1, 1);
    expect(machine.tell('assign', 2, 1)).toEqual([assigned(2, 1, rejected), 'rejected 2']);
  });

  test.each([
    ['arrival', false, [1, 2, 3, 4]],
    ['arrival', true, [4, 3, 2, 1]],
    ['priority', false, [2, 4, 1, 3]],
    ['priority', true, [4, 2, 3, 1]],
    ['rank', false, [3, 1, 4, 2]],
    ['rank', true, [3, 1, 4, 2]],
  ] as const)('is queued by %s, last first: %s', (order, lastFirst, expected) => {
    const tasks = {
      1: { priority: 2, rank: 3 },
      2: { priority: 9, rank: 0 },
      3: { priority: 2, rank: 5 },
      4: { priority: 9, rank: 3 },
    };
    const machine = new TestMachine({ order, lastFirst, tasks });
    for (const task of [9, 1, 2, 3, 4]) machine.tell('assign', task, 1);
    const begins: number[] = [];
    for (let task = 9; begins.length < 4; task = begins.at(-1) as number) {
      machine.end(task);
      begins.push(...machine.inSlots(0));
    }
    expect(begins).toEqual(expected);
  });

  test('that is cancelled leaves queue or slot, whatever its token up to that one', () => {
    const machine = new TestMachine();
    for (const task of [1, 2, 3]) machine.tell('assign', task, 4);
    expect(machine.tell('cancel', 2, 3)).toEqual([]);
    expect(machine.worker.queued[0]).toBe(2);
    expect(machine.tell('cancel', 2, 4)).toEqual([]);
    expect(machine.worker.queued[0]).toBe(1);
    expect(machine.tell('cancel', 1, 9)).toEqual(['abort 1', 'begin 3']);
    expect(machine.worker.queued[0]).toBe(0);
  });

  test('is given back if it waits, and kept if it has begun', () => {
    const machine = new TestMachine();
    for (const task of [1, 2]) machine.tell('assign', task, 4);
    expect(machine.tell('withdraw', 2, 4)).toEqual([assigned(2, 4, absent)]);
    expect(machine.tell('withdraw', 1, 4)).toEqual([assigned(1, 4, begun)]);
    expect(machine.tell('withdraw', 1, 3)).toEqual([]);
    // One that is not here need not be waited for.
    expect(machine.tell('withdraw', 5, 4)).toEqual([assigned(5, 4, absent)]);
  });

  test('is not acknowledged by an older token, nor before its end', () => {
    const machine = new TestMachine();
    machine.tell('assign', 1, 4);
    machine.tell('acknowledged', 1, 4);
    machine.end(1);
    machine.tell('acknowledged', 1, 3);
    expect(machine.worker.holdings.isEmpty(0)).toBe(false);
  });
});

describe('preemption', () => {
  const tasks = { 1: { priority: 1 }, 2: { priority: 2 }, 3: { priority: 9 } };
  const setup = { order: 'priority', tasks } as const;

  test('interrupts the least urgent execution, which goes on where it was', () => {
    const machine = new TestMachine({ ...setup, preemption: 'keep', slots: 2 });
    for (const task of [1, 2]) machine.tell('assign', task, 1);
    expect(machine.tell('assign', 3, 1)).toEqual([
      assigned(3, 1),
      'accepted 3',
      'suspend 1',
      'delayed 1',
      'preempted 1',
      'begin 3',
    ]);
    // What has begun is not given back, though it waits.
    expect(machine.tell('withdraw', 1, 1)).toEqual([assigned(1, 1, begun)]);
    expect(machine.end(3)).toEqual([result(3, 1), 'resume 1']);
  });

  test('interrupts what has begun in time: that goes on, though its patience is over by then', () => {
    const machine = new TestMachine({
      ...setup,
      tasks: { ...tasks, 1: { priority: 1, patienceEnd: 5 } },
      preemption: 'keep',
    });
    for (const task of [1, 3]) machine.tell('assign', task, 1);
    machine.advance(20);
    expect(machine.end(3)).toEqual([result(3, 1), 'resume 1']);
  });

  test('loses what has been done where that is so', () => {
    const machine = new TestMachine({ ...setup, preemption: 'lose' });
    machine.tell('assign', 2, 1);
    expect(machine.tell('assign', 3, 1).slice(2)).toEqual(['abort 2', 'delayed 2', 'preempted 2', 'begin 3']);
    expect(machine.end(3)).toEqual([result(3, 1), 'begin 2']);
  });

  test('spares what is as urgent', () => {
    const machine = new TestMachine({ ...setup, preemption: 'keep' });
    machine.tell('assign', 3, 1);
    expect(machine.tell('assign', 4, 1)).toEqual([assigned(4, 1), 'accepted 4', 'delayed 4']);
  });

  test('a suspended execution that is cancelled is given up', () => {
    const machine = new TestMachine({ ...setup, preemption: 'keep' });
    for (const task of [1, 3]) machine.tell('assign', task, 1);
    expect(machine.tell('cancel', 1, 1)).toEqual(['abort 1']);
    expect(machine.worker.queued[0]).toBe(0);
  });
});

describe('a result', () => {
  test('is repeated after the timeout, which doubles four times', () => {
    const machine = new TestMachine({ ackTimeout: 10 });
    machine.tell('assign', 1, 2);
    machine.end(1);
    const times: number[] = [];
    for (let time = 1; time <= 800; time++) if (machine.advance(time).length > 0) times.push(time);
    expect(times).toEqual([10, 30, 70, 150, 310, 470, 630, 790]);
  });

  test('is not sent by a worker that stands still, and goes on in step afterwards', () => {
    const machine = new TestMachine({ ackTimeout: 10 });
    machine.tell('assign', 1, 2);
    machine.end(1);
    machine.pause();
    expect(machine.advance(40)).toEqual([]);
    machine.resume();
    expect(machine.advance(69)).toEqual([]);
    expect(machine.advance(70)).toEqual([result(1, 2)]);
  });
});

describe('patience', () => {
  test('ends in the queue: the task gives up, and is reported as abandoned', () => {
    const machine = new TestMachine({ tasks: { 2: { patienceEnd: 20 } } });
    for (const task of [1, 2]) machine.tell('assign', task, 1);
    expect(machine.advance(20)).toEqual([]);
    expect(machine.advance(21)).toEqual([result(2, 1, abandoned)]);
    expect(machine.worker.queued[0]).toBe(0);
  });

  test('does not end once the task runs, and a task that comes too late does not begin', () => {
    const machine = new TestMachine({ tasks: { 1: { patienceEnd: 5 }, 2: { patienceEnd: 5 } } });
    machine.tell('assign', 1, 1);
    expect(machine.advance(9)).toEqual([]);
    expect(machine.tell('assign', 2, 1)).toEqual([assigned(2, 1), 'accepted 2', result(2, 1, abandoned)]);
  });

  test('ends once, where a slot is free at the very same time', () => {
    const machine = new TestMachine({ tasks: { 2: { patienceEnd: 20 } }, ackTimeout: 1000 });
    for (const task of [1, 2]) machine.tell('assign', task, 1);
    machine.reach(21);
    expect(machine.end(1)).toEqual([result(1, 1), result(2, 1, abandoned)]);
    expect(machine.advance(30)).toEqual([]);
    expect(machine.worker.queued[0]).toBe(0);
  });

  test('that ends while the worker stands still is noticed when it goes on', () => {
    const machine = new TestMachine({ tasks: { 2: { patienceEnd: 20 } } });
    for (const task of [1, 2]) machine.tell('assign', task, 1);
    machine.pause();
    expect(machine.advance(50)).toEqual([]);
    expect(machine.resume()).toEqual([result(2, 1, abandoned)]);
  });
});

describe('heartbeats', () => {
  test('start at a random phase, keep their period, and stop while the worker stands still', () => {
    const machine = new TestMachine({ heartbeatInterval: 100 });
    machine.draws.push(0.25);
    machine.worker.start(0);
    expect(machine.advance(24)).toEqual([]);
    expect(machine.advance(125)).toEqual([`heartbeat ${BOSS} 0`, `heartbeat ${BOSS} 0`]);
    machine.pause();
    expect(machine.advance(300)).toEqual([]);
    machine.resume();
    expect(machine.advance(324)).toEqual([]);
    expect(machine.advance(325)).toHaveLength(1);
  });

  test('that work holds up come between executions, and at the interval while there is none', () => {
    const machine = new TestMachine({ heartbeatInterval: 100, beatsWhileBusy: false });
    const beats = (sent: string[]) => sent.filter((one) => one.startsWith('heartbeat')).length;
    machine.worker.start(0);
    expect(beats(machine.advance(150))).toBe(2);
    // The second task waits at the worker, and begins in the instant in which the first ends.
    expect(beats(machine.tell('assign', 1, 1))).toBe(1);
    expect(beats(machine.tell('assign', 2, 1))).toBe(0);
    expect(beats(machine.advance(1050))).toBe(0);
    expect(beats(machine.end(1))).toBe(1);
    expect(beats(machine.advance(1950))).toBe(0);
    expect(beats(machine.end(2))).toBe(1);
    expect(beats(machine.advance(2150))).toBe(2);
  });

  test('tell of a restart at once, and there is one timer for them', () => {
    const machine = new TestMachine({ heartbeatInterval: 100 });
    machine.worker.start(0);
    machine.advance(50);
    machine.crash();
    machine.take();
    expect(machine.restart()).toEqual([`heartbeat ${BOSS} 1`]);
    expect(machine.timers).toBe(1);
  });
});

describe('probes', () => {
  test('are answered with the tasks in flight, and the latency of those that met as many', () => {
    const machine = new TestMachine({ answersProbes: true });
    expect(machine.tell('probe')).toEqual([`probed ${BOSS} 0 0`]);
    machine.tell('assign', 1, 1);
    machine.advance(8);
    machine.tell('assign', 2, 1);
    expect(machine.tell('probe')).toEqual([`probed ${BOSS} 2 0`]);
    machine.end(1);
    machine.advance(9);
    // One in flight: known of none in flight is 8, which is the nearest.
    expect(machine.tell('probe')).toEqual([`probed ${BOSS} 1 8`]);
    machine.advance(38);
    machine.end(2);
    expect(machine.tell('probe')).toEqual([`probed ${BOSS} 0 8`]);
    machine.tell('assign', 3, 1);
    expect(machine.tell('probe').at(-1)).toBe(`probed ${BOSS} 1 30`);
  });

  test('know nothing after a crash', () => {
    const machine = new TestMachine({ answersProbes: true });
    machine.tell('assign', 1, 1);
    machine.advance(8);
    machine.end(1);
    machine.crash();
    machine.restart();
    expect(machine.tell('probe')).toEqual([`probed ${BOSS} 0 0`]);
  });
});

describe('late binding', () => {
  test('pulls for free slots as many tasks as are reserved, and again when a slot is free', () => {
    const machine = new TestMachine({ pulls: true, slots: 2 });
    expect(machine.tell('reserve', 3, 5, 0)).toEqual([`pull ${BOSS} 2 5`]);
    machine.tell('assign', 1, 1);
    machine.tell('settled', 1, 5);
    machine.tell('assign', 2, 1);
    expect(machine.tell('settled', 2, 5)).toEqual([]);
    expect(machine.end(1)).toEqual([result(1, 1), `pull ${BOSS} 3 5`]);
  });

  test('shows that it lives when told a second time, and pulls nothing when it is to leave', () => {
    const machine = new TestMachine({ pulls: true });
    machine.tell('assign', 1, 1);
    expect(machine.tell('reserve', 1, 5, 0)).toEqual([]);
    expect(machine.tell('reserve', 1, 5, 1)).toEqual([`pull ${BOSS} 0 5`]);
    machine.worker.drain(0);
    expect(machine.tell('reserve', 1, 5, 1)).toEqual([]);
    expect(machine.end(1)).toEqual([result(1, 1)]);
  });
});

describe('reservations', () => {
  test('are lost in a crash, after which the same coordinator makes them anew', () => {
    const machine = new TestMachine({ pulls: true });
    expect(machine.tell('reserve', 3, 5, 0)).toEqual([`pull ${BOSS} 1 5`]);
    machine.crash();
    machine.restart();
    expect(machine.tell('reserve', 4, 5, 0)).toEqual([`pull ${BOSS} 1 5`]);
  });
});

describe('a worker that is to leave', () => {
  const leave = `leave ${BOSS} 0 0 0`;

  test('says so with every heartbeat, takes nothing new, and is done when all is acknowledged', () => {
    const machine = new TestMachine({ heartbeatInterval: 100 });
    machine.worker.start(0);
    machine.tell('assign', 1, 1);
    machine.worker.leave(0);
    expect(machine.take()).toEqual([leave]);
    expect(machine.advance(0)).toEqual([leave, `heartbeat ${BOSS} 0`]);
    expect(machine.tell('assign', 2, 1)).toEqual([assigned(2, 1, absent)]);
    expect(machine.end(1)).toEqual([result(1, 1)]);
    expect(machine.tell('acknowledged', 1, 1)).toEqual(['drained']);
    expect(machine.advance(100).slice(-1)).toEqual([`heartbeat ${BOSS} 0`]);
  });

  test('is done at once when it has nothing, or when what it has is cancelled or given back', () => {
    const machine = new TestMachine();
    machine.worker.drain(0);
    expect(machine.take()).toEqual(['drained']);
    for (const flag of [0, 1]) {
      const one = new TestMachine({ slots: 0 });
      one.tell('assign', 1, 1);
      one.worker.drain(0);
      expect(one.take()).toEqual([]);
      expect(one.tell('cancel', 1, 1, flag).at(-1)).toBe('drained');
    }
  });

  test('has left when it crashes, which it is told once', () => {
    const machine = new TestMachine();
    machine.tell('assign', 1, 1);
    machine.worker.leave(0);
    expect([machine.crash(), machine.crash()]).toEqual([true, false]);
  });

  test('can go at once, with what it has', () => {
    const machine = new TestMachine();
    machine.worker.leaveAtOnce(0);
    expect(machine.take()).toEqual([`leave ${BOSS} 0 0 1`]);
  });
});

describe('hibernation', () => {
  const sleeper = (slots = 1) => {
    const machine = new TestMachine({ hibernateAfter: 100, queueLimit: 1, slots });
    machine.worker.mayHibernate(0);
    machine.advance(100);
    return machine;
  };

  test('begins after long idleness, not while a result is unacknowledged, and ends for a task', () => {
    const machine = new TestMachine({ hibernateAfter: 100, ackTimeout: 1000 });
    machine.tell('assign', 1, 1);
    machine.end(1);
    expect(machine.advance(199)).toEqual([]);
    machine.tell('acknowledged', 1, 1);
    expect(machine.advance(200)).toEqual(['hibernates']);
    expect([machine.worker.isHibernating(0), machine.worker.isAwake(0)]).toEqual([true, false]);
    expect(machine.tell('assign', 2, 1)).toEqual([assigned(2, 1), 'accepted 2', 'is to wake', 'delayed 2']);
    expect([machine.worker.isHibernating(0), machine.worker.isAwake(0)]).toEqual([false, false]);
    machine.worker.woken(0);
    expect(machine.take()).toEqual(['begin 2']);
  });

  test('sets no timer while the worker executes', () => {
    const machine = new TestMachine({ hibernateAfter: 100 });
    machine.worker.mayHibernate(0);
    machine.tell('assign', 1, 1);
    machine.advance(100);
    expect(machine.timers).toBe(0);
  });

  test('what waits for the waking may fill the slots, and the queue besides', () => {
    const machine = sleeper(2);
    machine.take();
    const answers = [1, 2, 3, 4].map((task) => machine.tell('assign', task, 1)[0]);
    expect(answers).toEqual([assigned(1, 1), assigned(2, 1), assigned(3, 1), assigned(4, 1, absent)]);
  });

  test('comes again where the task was taken back in the meantime', () => {
    const machine = sleeper();
    machine.tell('assign', 1, 1);
    machine.tell('cancel', 1, 1);
    machine.worker.woken(0);
    machine.take();
    expect(machine.advance(200)).toEqual(['hibernates']);
  });

  test('does not begin while the worker stands still, and counts anew when it goes on', () => {
    const machine = new TestMachine({ hibernateAfter: 100 });
    machine.worker.mayHibernate(0);
    machine.advance(50);
    machine.pause();
    expect(machine.advance(150)).toEqual([]);
    machine.resume();
    expect(machine.advance(249)).toEqual([]);
    expect(machine.advance(250)).toEqual(['hibernates']);
  });

  test('a worker that is started again while it stands still is not idle before it goes on', () => {
    const machine = new TestMachine({ hibernateAfter: 100 });
    machine.crash();
    machine.pause();
    machine.restart();
    expect(machine.advance(200)).toEqual([]);
    machine.resume();
    expect(machine.advance(300)).toEqual(['hibernates']);
  });

  test('a worker that crashed is awake, and idle from its restart on', () => {
    const machine = sleeper();
    machine.crash();
    machine.advance(130);
    machine.take();
    machine.restart();
    expect(machine.worker.isAwake(0)).toBe(true);
    expect(machine.advance(229)).toEqual([]);
    expect(machine.advance(230)).toEqual(['hibernates']);
  });
});

describe('a pair of coordinators', () => {
  const OTHER = 91;

  test('a new leader is followed, and told of every result that is not acknowledged', () => {
    const machine = new TestMachine({ slots: 2 });
    for (const task of [1, 2]) machine.tell('assign', task, 1);
    machine.end(1);
    expect(machine.tell('lead', 3, OTHER)).toEqual([`heartbeat ${OTHER} 0`, `result ${OTHER} 1 1 1`]);
    expect(machine.end(2)).toEqual([`result ${OTHER} 2 1 1`]);
  });

  test('one of an older generation is not, nor is one that leads already told of results', () => {
    const machine = new TestMachine();
    machine.tell('assign', 1, 1);
    machine.end(1);
    machine.tell('lead', 3, BOSS);
    expect(machine.tell('lead', 3, OTHER)).toEqual([`heartbeat ${BOSS} 0`]);
    expect(machine.tell('lead', 4, BOSS)).toEqual([`heartbeat ${BOSS} 0`]);
    expect(machine.generation(0)).toBe(4);
  });

  test('is decided by witnesses, and by no other worker', () => {
    const heard: unknown[] = [];
    const witness = { onBallot: (...ballot: unknown[]) => heard.push(ballot) };
    const machine = new TestMachine({ count: 2, witnesses: new Map([[1, witness]]) });
    machine.tell('ballot', 3, 8, 1, 0);
    machine.tell('ballot', 4, 9, 0, 1, OTHER);
    expect(heard).toEqual([[OTHER, 4, 9, false]]);
  });
});

describe('several workers', () => {
  test('share an instance and nothing else', () => {
    const machine = new TestMachine({ count: 2 });
    machine.tell('assign', 1, 1, 0, 0);
    machine.tell('assign', 1, 2, 0, 1);
    expect([machine.inSlots(0), machine.inSlots(1)]).toEqual([[1], [1]]);
    machine.crash(0);
    machine.take();
    expect(machine.end(1, success, 1)).toEqual([`1: result ${BOSS} 1 2 1`]);
  });
});

test('a message that workers do not handle is an error that names kind, sender and receiver', () => {
  const machine = new TestMachine({ count: 2 });
  expect(() => machine.tell('assigned', 1, 2, 3, 1)).toThrow(
    'process 1 has got scheduling.assigned from process 90, and handles no such messages',
  );
});
