import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { prequal } from '../../../../src/modules/scheduling/algorithms/prequal.ts';
import { ProbePool } from '../../../../src/modules/scheduling/probe-pool.ts';
import { s } from '../../port.ts';
import { Bench, expectSound, history, mostLooks } from './support.ts';

const { workers } = new Bench(prequal, { workers: 40 });

function pool(capacity = 16, quantile = 0.75, maxAge = s(1)): ProbePool {
  return new ProbePool(workers, capacity, maxAge, quantile);
}

describe('the pool of probes', () => {
  test('chooses nobody with less than two probes', () => {
    const probes = pool();
    expect(probes.choose(0)).toBe(-1);
    probes.add(3, 0, 0, 0, 1);
    expect(probes.choose(0)).toBe(-1);
    probes.add(4, 0, 10, 0, 1);
    expect(probes.choose(0)).toBe(3);
  });

  test('takes the lowest latency among the cold', () => {
    const probes = pool();
    // The third smallest of 1, 2, 3, 9 is 3: only worker 0 is hot.
    probes.add(0, 9, 5, 0, 1);
    probes.add(1, 1, 30, 0, 1);
    probes.add(2, 2, 20, 0, 1);
    probes.add(3, 3, 10, 0, 1);
    expect(probes.choose(0)).toBe(3);
  });

  test('takes the fewest in flight when all are hot', () => {
    const probes = pool(16, 0);
    probes.add(0, 9, 5, 0, 1);
    probes.add(1, 2, 30, 0, 1);
    probes.add(2, 4, 20, 0, 1);
    expect(probes.choose(0)).toBe(1);
  });

  test('goes by latency alone when none is hot', () => {
    const probes = pool(16, 1);
    probes.add(0, 9, 5, 0, 1);
    probes.add(1, 2, 30, 0, 1);
    expect(probes.choose(0)).toBe(0);
  });

  test('knows a worker once, by its newest answer', () => {
    const probes = pool();
    probes.add(0, 0, 5, 0, 1);
    probes.add(1, 0, 8, 0, 1);
    probes.add(0, 0, 9, 0, 1);
    expect([probes.size, probes.choose(0)]).toEqual([2, 1]);
  });

  test('drops the oldest when it is full', () => {
    const probes = pool(2);
    probes.add(0, 0, 1, 0, 1);
    probes.add(1, 0, 2, 0, 1);
    probes.add(2, 0, 3, 0, 1);
    expect([probes.size, probes.choose(0)]).toEqual([2, 1]);
  });

  test('does not count old answers', () => {
    const probes = pool();
    probes.add(0, 0, 1, 0, 1);
    probes.add(1, 0, 2, 500_000, 1);
    probes.add(2, 0, 3, 600_000, 1);
    expect(probes.choose(s(1))).toBe(0);
    expect(probes.choose(s(1) + 1)).toBe(1);
    expect(probes.choose(s(1.5) + 1)).toBe(-1);
    probes.expire(s(1) + 1);
    expect(probes.size).toBe(2);
  });

  test('counts a use as one more in flight, and drops a probe after its last', () => {
    const probes = pool(16, 0);
    probes.add(0, 1, 0, 0, 2);
    probes.add(1, 2, 0, 0, 9);
    probes.add(2, 3, 0, 0, 9);
    probes.used(0);
    probes.used(7);
    // Now 2 each: the older answer stands.
    expect(probes.choose(0)).toBe(0);
    probes.used(0);
    expect([probes.size, probes.choose(0)]).toEqual([2, 1]);
  });

  test('the worst is the hottest, then the slowest of the cold', () => {
    const probes = pool();
    probes.add(0, 9, 5, 0, 1);
    probes.add(1, 1, 30, 0, 1);
    probes.add(2, 2, 20, 0, 1);
    probes.add(3, 3, 10, 0, 1);
    probes.removeWorst();
    // Of 1, 2, 3 the third smallest is 3: nobody is hot any more.
    probes.add(0, 3, 1, 0, 1);
    expect([probes.size, probes.choose(0)]).toEqual([4, 0]);
    probes.removeWorst();
    probes.removeOldest();
    expect([probes.size, probes.choose(0)]).toEqual([2, 0]);
    probes.removeOldest();
    probes.removeOldest();
    probes.removeOldest();
    probes.removeWorst();
    expect(probes.size).toBe(0);
  });

  test('leaves out workers that are not open', () => {
    const bench = new Bench(prequal, { workers: 3 });
    const probes = new ProbePool(bench.workers, 16, s(1), 0.84);
    for (const worker of [0, 1, 2]) probes.add(worker, 0, worker, 0, 1);
    bench.trust(0, false);
    expect(probes.choose(0)).toBe(1);
    bench.trust(1, false);
    expect(probes.choose(0)).toBe(-1);
  });

  const probe = fc.record({ worker: fc.nat(39), inFlight: fc.nat(8), latency: fc.nat(50) });
  test.prop([
    fc.uniqueArray(probe, { selector: ({ worker }) => worker, minLength: 2, maxLength: 16 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ])('chooses as the rule says', (drawn, quantile) => {
    const probes = pool(16, quantile);
    for (const { worker, inFlight, latency } of drawn) probes.add(worker, inFlight, latency, 0, 1);
    const sorted = drawn.map(({ inFlight }) => inFlight).sort((a, b) => a - b);
    const threshold = [-1, ...sorted][Math.ceil(quantile * drawn.length)];
    const cold = drawn.filter(({ inFlight }) => inFlight <= threshold);
    const best =
      cold.length > 0
        ? cold.reduce((a, b) => (b.latency < a.latency ? b : a))
        : drawn.reduce((a, b) => (b.inFlight < a.inFlight ? b : a));
    expect(probes.choose(0)).toBe(best.worker);
  });
});

describe('prequal', () => {
  test('probes three workers with each task, all different', () => {
    const bench = new Bench(prequal, { workers: 20 });
    for (let task = 0; task < 10; task++) {
      bench.assign(task);
      const probed = bench.probes.splice(0);
      expect(probed).toHaveLength(3);
      expect(new Set(probed).size).toBe(3);
    }
  });

  test('sends parts of probes as they add up', () => {
    const bench = new Bench(prequal, { workers: 20, parameters: { r_probe: 1.5 } });
    const sent = [0, 1, 2, 3].map((task) => {
      bench.assign(task);
      return bench.probes.splice(0).length;
    });
    expect(sent).toEqual([1, 2, 1, 2]);
  });

  test('follows the answers, and counts what it sends on top of them', () => {
    const bench = new Bench(prequal, { workers: 20, parameters: { r_probe: 0, r_remove: 0, quantile: 0 } });
    bench.choose(0);
    bench.algorithm.probed?.(4, 1, 10);
    bench.algorithm.probed?.(9, 3, 10);
    expect([1, 2, 3, 4, 5].map((task) => bench.assign(task))).toEqual([4, 4, 4, 9, 4]);
  });

  test('goes by the answers, not by what it has assigned itself', () => {
    // Others may use the same workers: only they know.
    const bench = new Bench(prequal, { workers: 20, parameters: { r_probe: 0, r_remove: 0, quantile: 0 } });
    for (let i = 0; i < 6; i++) bench.give(100 + i, 4);
    bench.algorithm.probed?.(4, 0, 0);
    bench.algorithm.probed?.(9, 5, 0);
    expect(bench.choose(1)).toBe(4);
  });

  /** How many tasks in a row the probe of worker 1 is good for; the others look far busier. */
  function usesOf(bench: Bench): number {
    for (const [worker, inFlight] of [0, 1000, 1000].entries())
      bench.algorithm.probed?.(worker + 1, inFlight, 0);
    let uses = 0;
    for (; uses < 100 && bench.choose(0) === 1; uses++) bench.give(0, 1);
    return uses;
  }

  test('uses a probe as often as the formula says', () => {
    // (1 + 3) / ((1 - 4/20) x 3 - 0) = 1.67 uses, the fraction by chance: standard deviation 0.47.
    const parameters = { pool: 4, r_probe: 3, r_remove: 0, delta: 3, quantile: 0 };
    const bench = new Bench(prequal, { workers: 20, parameters, seed: 5 });
    bench.choose(0);
    const rounds = 2000;
    let sum = 0;
    for (let round = 0; round < rounds; round++) {
      const uses = usesOf(bench);
      expect(uses).toBeGreaterThanOrEqual(1);
      expect(uses).toBeLessThanOrEqual(2);
      sum += uses;
    }
    expect(Math.abs(sum / rounds - 4 / 2.4)).toBeLessThan(5 * (0.47 / Math.sqrt(rounds)));
  });

  test('uses a probe without end where the pool is as large as the swarm', () => {
    const bench = new Bench(prequal, { workers: 16, parameters: { r_remove: 0, quantile: 0 } });
    bench.choose(0);
    expect(usesOf(bench)).toBe(100);
  });

  test('drops the oldest and the worst in turn', () => {
    const parameters = { r_probe: 0, r_remove: 1, quantile: 0, delta: 1000 };
    const bench = new Bench(prequal, { workers: 40, parameters });
    bench.choose(0);
    for (const [worker, inFlight] of [5, 90, 7, 80, 6].entries())
      bench.algorithm.probed?.(worker, inFlight, 0);
    // After the first task the oldest (worker 0, which has got it) is gone, after the second the worst (worker 1).
    expect([bench.assign(1), bench.assign(2)]).toEqual([0, 4]);
    // Then the oldest (worker 2), then the worst (worker 3): one is too few.
    expect([bench.assign(3), bench.assign(4)]).toEqual([2, 4]);
    const chosen = new Set(Array.from({ length: 60 }, () => bench.choose(9)));
    expect(chosen.size).toBeGreaterThan(5);
  });

  test('a random open worker while the pool is empty', () => {
    const bench = new Bench(prequal, { workers: 4, draws: [0.6, 0.1] });
    expect([bench.choose(0), bench.choose(1)]).toEqual([2, 0]);
  });

  test.prop([history, fc.constantFrom(0.5, 1, 3), fc.constantFrom(0, 1)])(
    'chooses soundly',
    (one, r_probe, r_remove) => {
      expectSound(prequal, one, { r_probe, r_remove });
    },
  );

  test('looks at no more workers than it probes', () => {
    expect(mostLooks(prequal, 500)).toBeLessThan(120);
    expect(mostLooks(prequal, 2000)).toBeLessThan(120);
  });
});
