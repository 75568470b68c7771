import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { joinIdleQueue } from '../../../../src/modules/scheduling/algorithms/join-idle-queue.ts';
import { Bench, expectSound, history, mostLooks, play } from './support.ts';

describe('join idle queue', () => {
  test('gives tasks to idle workers, the longest idle first', () => {
    const bench = new Bench(joinIdleQueue, { workers: 3 });
    expect([0, 1, 2].map((task) => bench.assign(task))).toEqual([0, 1, 2]);
    bench.finish(1);
    bench.finish(0);
    expect([3, 4].map((task) => bench.assign(task))).toEqual([1, 0]);
  });

  test('or the last to become idle first', () => {
    const bench = new Bench(joinIdleQueue, { workers: 3, parameters: { order: 'lifo' } });
    // Workers enter in order of number, so the last is on top.
    expect([0, 1, 2].map((task) => bench.assign(task))).toEqual([2, 1, 0]);
    bench.finish(1);
    bench.finish(0);
    expect([3, 4].map((task) => bench.assign(task))).toEqual([2, 1]);
  });

  test('a worker is idle while it has a free slot', () => {
    const bench = new Bench(joinIdleQueue, { workers: [{ slots: 2 }, { slots: 1 }] });
    expect([0, 1, 2].map((task) => bench.assign(task))).toEqual([0, 1, 0]);
  });

  test('a random one when nobody is idle', () => {
    const bench = new Bench(joinIdleQueue, { workers: 2, draws: [0.6, 0.4] });
    for (const worker of [0, 1]) bench.give(100 + worker, worker);
    expect([bench.choose(1), bench.choose(2)]).toEqual([1, 0]);
  });

  test('a lost worker leaves the queue and comes back at its end', () => {
    const bench = new Bench(joinIdleQueue, { workers: 3 });
    expect(bench.choose(0)).toBe(0);
    bench.trust(0, false);
    expect(bench.choose(0)).toBe(1);
    bench.trust(0, true);
    expect([0, 1, 2].map((task) => bench.assign(task))).toEqual([1, 2, 0]);
  });

  test.prop([history, fc.constantFrom('fifo', 'lifo')])('chooses soundly', (one, order) => {
    expectSound(joinIdleQueue, one, { order });
  });

  test.prop([history])('nobody waits while a capable worker is idle', (one) => {
    play(joinIdleQueue, one, {}, (bench, task, chosen) => {
      const idle = bench.candidates(task).filter((worker) => bench.load(worker) < 1);
      if (idle.length > 0) expect(idle).toContain(chosen);
    });
  });

  test('looks at few workers', () => {
    expect(mostLooks(joinIdleQueue, 500)).toBeLessThan(20);
  });
});
