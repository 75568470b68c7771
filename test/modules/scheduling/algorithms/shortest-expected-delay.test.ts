import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { shortestExpectedDelay } from '../../../../src/modules/scheduling/algorithms/shortest-expected-delay.ts';
import { ServiceTimes } from '../../../../src/modules/scheduling/service-times.ts';
import { WorkerTable } from '../../../../src/modules/scheduling/workers.ts';
import { s } from '../../port.ts';
import { Bench, expectSound, history, mostLooks, play } from './support.ts';

describe('shortest expected delay by declared rates', () => {
  test('gives a fast worker as many tasks as it is faster, less one', () => {
    const bench = new Bench(shortestExpectedDelay, { workers: [{ speed: 1 }, { speed: 3 }] });
    // Delays of the fast one: 1/3, 2/3, 1 (a tie: the slow one has been unchanged for longer), 4/3 against 2.
    expect([0, 1, 2, 3, 4].map((task) => bench.assign(task))).toEqual([1, 1, 0, 1, 1]);
  });

  test('counts slots as speed', () => {
    const bench = new Bench(shortestExpectedDelay, { workers: [{ slots: 4 }, { speed: 2 }] });
    expect([0, 1, 2].map((task) => bench.assign(task))).toEqual([0, 1, 0]);
  });

  test.prop([history])('nobody open has a lesser delay', (one) => {
    play(shortestExpectedDelay, one, {}, (bench, task, chosen) => {
      if (chosen < 0) return;
      const { outstanding, slots, speed } = bench.workers;
      const delay = (worker: number) => (outstanding[worker] + 1) / slots[worker] / speed[worker];
      const least = Math.min(...bench.candidates(task).map(delay));
      expect(delay(chosen)).toBe(least);
    });
  });

  test.prop([history, fc.constantFrom('declared', 'learned')])('chooses soundly', (one, rate) => {
    expectSound(shortestExpectedDelay, one, { rate });
  });

  test.each(['declared', 'learned'])('looks at few workers with %s rates', (rate) => {
    // A heap of 500 moves a member over at most 9 levels.
    expect(mostLooks(shortestExpectedDelay, 500, { rate })).toBeLessThan(60);
  });
});

describe('learned service times', () => {
  const table = (slots: number, count = 1) =>
    new WorkerTable(
      Array.from({ length: count }, (_, process) => ({
        process,
        slots,
        queueLimit: Infinity,
        capabilities: 0,
        serves: 1,
        speed: 1,
      })),
      Infinity,
    );
  let now = 0;
  const change = (workers: WorkerTable, times: ServiceTimes, by: number, worker = 0) => {
    workers.addOutstanding(worker, by);
    times.update(worker);
    if (by < 0) times.finished(worker);
  };

  test('are the times between results of a busy worker', () => {
    now = 0;
    const workers = table(1);
    const times = new ServiceTimes(workers, () => now, 0.5);
    expect([times.of(0), times.work]).toEqual([0, 1]);
    change(workers, times, 1);
    change(workers, times, 1);
    now = s(4);
    change(workers, times, -1);
    expect(times.of(0)).toBe(s(4));
    // Two more seconds for the next one: the mean of 4 and 2.
    now = s(6);
    change(workers, times, -1);
    expect(times.of(0)).toBe(s(3));
    // Idle time does not count.
    now = s(100);
    change(workers, times, 1);
    now = s(103);
    change(workers, times, -1);
    expect(times.of(0)).toBe(s(3));
  });

  test('count every busy slot', () => {
    now = 0;
    const workers = table(2);
    const times = new ServiceTimes(workers, () => now, 1);
    for (let i = 0; i < 3; i++) change(workers, times, 1);
    // Two slots for three seconds, then two slots for one, then one slot for two.
    now = s(3);
    change(workers, times, -1);
    expect(times.of(0)).toBe(s(6));
    now = s(4);
    change(workers, times, -1);
    expect(times.of(0)).toBe(s(2));
    now = s(6);
    change(workers, times, -1);
    expect(times.of(0)).toBe(s(2));
  });

  test('start from what others took', () => {
    now = 0;
    const workers = table(1, 2);
    const times = new ServiceTimes(workers, () => now, 0.25);
    change(workers, times, 1);
    now = s(8);
    change(workers, times, -1);
    change(workers, times, 1, 1);
    now = s(12);
    change(workers, times, -1, 1);
    // A quarter of the way from 8 to 4.
    expect([times.of(0), times.of(1)]).toEqual([s(8), s(7)]);
    expect(times.work).toBe(s(6));
  });

  test('are not spoilt by the loss of a worker', () => {
    now = 0;
    const workers = table(1);
    const times = new ServiceTimes(workers, () => now, 1);
    change(workers, times, 1);
    now = s(50);
    workers.setTrusted(0, false);
    times.update(0);
    workers.addOutstanding(0, -1);
    times.update(0);
    now = s(90);
    workers.setTrusted(0, true);
    times.update(0);
    change(workers, times, 1);
    now = s(92);
    change(workers, times, -1);
    expect(times.of(0)).toBe(s(2));
  });
});

describe('shortest expected delay by learned rates', () => {
  test('finds out who is fast, whatever was declared', () => {
    const bench = new Bench(shortestExpectedDelay, {
      workers: [{ speed: 1 }, { speed: 1 }],
      parameters: { rate: 'learned', smoothing: 0.5 },
    });
    // Worker 0 takes 4 s a task, worker 1 takes 1 s.
    const took = [4, 1];
    for (let task = 0; task < 12; task++) {
      bench.give(task, task % 2);
      bench.now += s(took[task % 2]);
      bench.finish(task);
    }
    expect([20, 21, 22, 23].map((task) => bench.assign(task))).toEqual([1, 1, 1, 0]);
  });

  test('a worker that has shown nothing counts as its declared speed says', () => {
    const bench = new Bench(shortestExpectedDelay, {
      workers: [{ speed: 1 }, { speed: 2 }],
      parameters: { rate: 'learned' },
    });
    bench.give(0, 0);
    bench.now = s(10);
    bench.finish(0);
    // Worker 0 takes 10 s, so a task would take worker 1 five.
    expect([1, 2, 3].map((task) => bench.assign(task))).toEqual([1, 0, 1]);
  });
});
