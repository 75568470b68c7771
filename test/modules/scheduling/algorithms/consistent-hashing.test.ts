import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { consistentHashing } from '../../../../src/modules/scheduling/algorithms/consistent-hashing.ts';
import { HashRing, keyHash } from '../../../../src/modules/scheduling/hash-ring.ts';
import { Bench, type BenchSettings, expectSound, type History, history, mostLooks } from './support.ts';

/** Task numbers with these affinity keys, in order. */
const keyed = (keys: readonly number[]) =>
  Object.fromEntries(keys.map((affinity, task) => [task, { affinity }]));
const keys = (count: number) => keyed(Array.from({ length: count }, (_, i) => i + 1));

/** The order in which a key meets the workers on the ring: each in turn is taken away when it is chosen. */
function walk(settings: BenchSettings, task: number): number[] {
  const bench = new Bench(consistentHashing, settings);
  const order: number[] = [];
  for (let worker = bench.choose(task); worker >= 0; worker = bench.choose(task)) {
    order.push(worker);
    bench.trust(worker, false);
  }
  return order;
}

describe('where a key belongs', () => {
  test('is the same worker while nobody is full', () => {
    const bench = new Bench(consistentHashing, {
      workers: 10,
      tasks: keyed([5, 5, 5, 6]),
      parameters: { epsilon: 1000 },
    });
    const home = bench.assign(0);
    expect([bench.assign(1), bench.assign(2)]).toEqual([home, home]);
  });

  test('does not depend on the seed or on what went before', () => {
    const settings = { workers: 50, tasks: keys(20) };
    const first = new Bench(consistentHashing, { ...settings, seed: 1 });
    const second = new Bench(consistentHashing, { ...settings, seed: 2 });
    second.give(100, 3);
    second.finish(100);
    for (let task = 0; task < 20; task++) expect(second.choose(task)).toBe(first.choose(task));
  });

  test('tasks without a key are spread', () => {
    const bench = new Bench(consistentHashing, { workers: 20 });
    const chosen = new Set(Array.from({ length: 200 }, (_, task) => bench.choose(task)));
    expect(chosen.size).toBeGreaterThan(15);
  });

  test('hashes of keys and of tasks are unrelated, and fill the range', () => {
    const seen = new Set<number>();
    let sum = 0;
    for (let key = 0; key < 1000; key++) {
      for (const kind of [0, 1]) {
        const hash = keyHash(kind, key);
        expect(hash).toBeGreaterThanOrEqual(0);
        expect(hash).toBeLessThan(2 ** 32);
        seen.add(hash);
        sum += hash / 2 ** 32;
      }
    }
    expect(seen.size).toBe(2000);
    // The mean of 2000 uniform numbers has a standard deviation of 0.0065.
    expect(Math.abs(sum / 2000 - 0.5)).toBeLessThan(0.03);
  });
});

describe('when workers come and go', () => {
  const settings = { workers: 30, tasks: keys(300), parameters: { epsilon: 1000 } };
  const homes = (bench: Bench) => Array.from({ length: 300 }, (_, task) => bench.choose(task));

  test.prop([fc.uniqueArray(fc.nat(29), { minLength: 1, maxLength: 10 })])(
    'only keys of those that went move, and come back with them',
    (gone) => {
      const bench = new Bench(consistentHashing, settings);
      const before = homes(bench);
      for (const worker of gone) bench.trust(worker, false);
      for (const [task, home] of homes(bench).entries()) {
        if (gone.includes(before[task])) expect(gone).not.toContain(home);
        else expect(home).toBe(before[task]);
      }
      for (const worker of gone) bench.trust(worker, true);
      expect(homes(bench)).toEqual(before);
    },
  );

  /** Where `count` keys are when each has a task outstanding, without some workers. */
  function placed(epsilon: number, count: number, gone: readonly number[]): number[] {
    const bench = new Bench(consistentHashing, { workers: 50, tasks: keys(count), parameters: { epsilon } });
    for (const worker of gone) bench.trust(worker, false);
    return Array.from({ length: count }, (_, task) => bench.assign(task));
  }

  test('few keys move even when bounds bind', () => {
    const before = placed(0.5, 1000, []);
    let moved = 0;
    for (let worker = 0; worker < 10; worker++) {
      const after = placed(0.5, 1000, [worker]);
      moved += after.filter((home, task) => home !== before[task]).length;
    }
    // One of 50 workers has about 20 of 1000 keys; the theorem allows a constant number of further moves for each. Hashing
    // modulo the number of workers would move 980.
    expect(moved / 10).toBeLessThan(20 * 3);
  });
});

describe('bounds', () => {
  test('hold a hot key to its share', () => {
    // One key, 40 tasks, 10 workers, epsilon 0.25: at most ceil(1.25 x 4) = 5 anywhere, so on 8 workers at least.
    const bench = new Bench(consistentHashing, { workers: 10, tasks: keyed(new Array(40).fill(3)) });
    for (let task = 0; task < 40; task++) bench.assign(task);
    const loads = [...bench.workers.outstanding];
    expect(Math.max(...loads)).toBe(5);
    expect(loads.filter((load) => load > 0)).toHaveLength(8);
  });

  test('with epsilon 0 spread evenly', () => {
    const bench = new Bench(consistentHashing, { workers: 7, tasks: keys(35), parameters: { epsilon: 0 } });
    for (let task = 0; task < 35; task++) bench.assign(task);
    expect([...bench.workers.outstanding]).toEqual(new Array(7).fill(5));
  });

  test('grow with slots', () => {
    const workers = [{ slots: 1 }, { slots: 3 }];
    const bench = new Bench(consistentHashing, { workers, tasks: keys(40), parameters: { epsilon: 0 } });
    for (let task = 0; task < 40; task++) bench.assign(task);
    expect([...bench.workers.outstanding]).toEqual([10, 30]);
  });

  test('a worker at its bound is not below it, however the bound is rounded', () => {
    // Mean load with the new task 25 / 11, bound 2.5 for each slot: 1.1 * 25 / 11 is a little more than that in floating point.
    const drawn = [
      [1, 2],
      [3, 8],
      [2, 7],
      [2, 5],
      [3, 2],
    ].map(([slots, load]) => ({ slots, load }));
    const settings = { workers: drawn, tasks: keys(20), parameters: { epsilon: 0.1, virtual_nodes: 1 } };
    const bench = new Bench(consistentHashing, settings);
    for (const [worker, { load }] of drawn.entries()) for (let i = 0; i < load; i++) bench.give(1000, worker);
    for (let task = 0; task < 20; task++) expect([0, 4]).toContain(bench.choose(task));
  });

  const load = fc.integer({ min: 0, max: 12 });
  test.prop([
    fc.array(fc.record({ slots: fc.integer({ min: 1, max: 3 }), load }), { minLength: 1, maxLength: 25 }),
    fc.constantFrom(0, 0.1, 0.25, 1, 3),
    fc.integer({ min: 1, max: 80 }),
  ])('the key walks to the first below its capacity', (drawn, epsilon, virtual_nodes) => {
    const settings = { workers: drawn, tasks: keys(20), parameters: { epsilon, virtual_nodes } };
    const bench = new Bench(consistentHashing, settings);
    bench.choose(0);
    for (const [worker, { load }] of drawn.entries()) {
      for (let i = 0; i < load; i++) bench.give(1000, worker);
    }
    const { outstanding, slots, totalOutstanding, totalSlots } = bench.workers;
    for (let task = 0; task < 20; task++) {
      const isBelow = (worker: number) =>
        outstanding[worker] <
        Math.ceil(((1 + epsilon) * (totalOutstanding + 1) * slots[worker]) / totalSlots - 1e-9);
      expect(bench.choose(task)).toBe(walk(settings, task).find(isBelow));
    }
  });
});

describe('the ring', () => {
  /** A history in which the ring is asked before every step, so that its bounds are raised and lowered again and again. */
  test.prop([history, fc.integer({ min: 1, max: 40 })])('agrees with one built anew', (one, nodes) => {
    const bench = new Bench(consistentHashing, { workers: one.workers, agentQueue: one.agentQueue });
    const { workers } = bench;
    const ring = new HashRing(workers, 0, nodes);
    const update = (worker: number) => ring.update(worker);
    for (let worker = 0; worker < workers.count; worker++) update(worker);
    for (const [i, step] of one.steps.entries()) {
      const fresh = new HashRing(workers, 0, nodes);
      for (let worker = 0; worker < workers.count; worker++) fresh.update(worker);
      const hash = keyHash(0, i);
      const found = ring.find(hash, 0.25);
      expect(found).toBe(fresh.find(hash, 0.25));
      if (step.kind === 'trust') {
        const worker = step.worker % workers.count;
        workers.setTrusted(worker, step.trusted);
        update(worker);
      } else if (step.kind === 'finish') {
        const worker = step.which % workers.count;
        workers.addOutstanding(worker, -workers.outstanding[worker]);
        update(worker);
      } else if (found >= 0) {
        workers.addOutstanding(found, 1);
        update(found);
      }
    }
  });

  test('gives workers shares in proportion to their slots', () => {
    const bench = new Bench(consistentHashing, { workers: [{ slots: 1 }, { slots: 4 }] });
    const ring = new HashRing(bench.workers, 0, 2000);
    for (const worker of [0, 1]) ring.update(worker);
    let second = 0;
    for (let key = 0; key < 10_000; key++) second += ring.find(keyHash(0, key), 1e6);
    // 4000 places: the share of the second is 0.8 within a few times 1/sqrt(4000).
    expect(Math.abs(second / 10_000 - 0.8)).toBeLessThan(0.05);
  });
});

describe('consistent hashing', () => {
  test.prop([history, fc.constantFrom(0, 0.25, 2), fc.integer({ min: 1, max: 20 })])(
    'chooses soundly',
    (one: History, epsilon, virtual_nodes) => {
      expectSound(consistentHashing, one, { epsilon, virtual_nodes });
    },
  );

  test('looks at few workers', () => {
    expect(mostLooks(consistentHashing, 500)).toBeLessThan(30);
    expect(mostLooks(consistentHashing, 2000)).toBeLessThan(30);
  });
});
