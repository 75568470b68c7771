import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { weighted } from '../../../../src/modules/scheduling/algorithms/weighted.ts';
import { s } from '../../port.ts';
import { Bench, expectSound, history, mostLooks } from './support.ts';

/** All workers are candidates, so that nothing is left to chance but ties. */
const everybody = { candidates: 64 };

describe('weighted', () => {
  test('by load alone takes the least loaded', () => {
    const parameters = { ...everybody, latency: 0, affinity: 0 };
    const bench = new Bench(weighted, { workers: [{ slots: 2 }, { slots: 1 }, { slots: 4 }], parameters });
    bench.give(100, 0);
    bench.give(101, 1);
    bench.give(102, 2);
    // Loads 1/2, 1 and 1/4; then 1/2, 1 and 3/4.
    expect(bench.choose(1)).toBe(2);
    bench.give(103, 2);
    bench.give(104, 2);
    expect(bench.choose(1)).toBe(0);
  });

  test('by latency alone takes the fastest', () => {
    const bench = new Bench(weighted, { workers: 3, parameters: { ...everybody, load: 0, affinity: 0 } });
    for (const [worker, seconds] of [3, 1, 2].entries()) {
      bench.give(worker, worker);
      bench.now += s(seconds);
      bench.finish(worker);
    }
    for (let task = 10; task < 15; task++) expect(bench.assign(task)).toBe(1);
  });

  test('a quick failure is no merit', () => {
    const bench = new Bench(weighted, { workers: 2, parameters: { ...everybody, load: 0, affinity: 0 } });
    bench.give(0, 0);
    bench.now += s(2);
    bench.finish(0);
    bench.give(1, 1);
    bench.now += s(1);
    bench.finish(1);
    bench.give(2, 0);
    bench.finish(2, false);
    expect(bench.choose(3)).toBe(1);
  });

  test('what was learned of a latency fades', () => {
    const bench = new Bench(weighted, { workers: 2, parameters: { ...everybody, load: 0.5, fading: 10 } });
    bench.give(0, 0);
    bench.now += s(4);
    bench.finish(0);
    bench.give(1, 1);
    bench.now += s(1);
    bench.finish(1);
    bench.give(2, 1);
    // Latencies are 4 s and 1 s, their mean 2.5 s. Worker 0: 0.5 x (1 + 10/11 x 0.6) = 0.77; worker 1: 0.5 x 1 + 0.5 x 0.4 = 0.7.
    expect(bench.choose(3)).toBe(1);
    // Worker 0: 0.5 x (1 + 10/71 x 0.6) = 0.54; worker 1: 0.5 x 1 + 0.5 x (1 - 10/70 x 0.6) = 0.96.
    bench.now += s(60);
    expect(bench.choose(3)).toBe(0);
  });

  test('by affinity stays with the worker that knows the key', () => {
    const tasks = { 0: { affinity: 7 }, 1: { affinity: 7 }, 2: { affinity: 8 } };
    const bench = new Bench(weighted, {
      workers: 4,
      tasks,
      parameters: { latency: 0, affinity: 20, memory: 4 },
    });
    const home = bench.assign(0);
    expect(bench.choose(1)).toBe(home);
    // One of four remembered tasks had the key: 20 / 4 = 5 outweighs a load of 4, but not of 6.
    for (let i = 0; i < 3; i++) bench.give(100 + i, home);
    expect(bench.choose(1)).toBe(home);
    expect(bench.choose(2)).not.toBe(home);
    for (let i = 0; i < 3; i++) bench.give(200 + i, home);
    expect(bench.choose(1)).not.toBe(home);
  });

  test('a key whose worker is not among the candidates is found all the same', () => {
    const tasks = Object.fromEntries(Array.from({ length: 50 }, (_, task) => [task, { affinity: 9 }]));
    const bench = new Bench(weighted, { workers: 1000, tasks, parameters: { candidates: 1, load: 0 } });
    const home = bench.assign(0);
    for (let task = 1; task < 50; task++) expect(bench.assign(task)).toBe(home);
  });

  test.prop([history, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 })])(
    'chooses soundly',
    (one, candidates, memory) => {
      expectSound(weighted, one, { candidates, memory });
    },
  );

  test('looks at no more workers than it draws', () => {
    expect(mostLooks(weighted, 500, { candidates: 4 })).toBeLessThan(60);
    expect(mostLooks(weighted, 2000, { candidates: 4 })).toBeLessThan(60);
  });
});
