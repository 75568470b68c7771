/** What each distribution algorithm is about, by worked example. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { directory, generator } from '../port.ts';
import { Bench } from './support.ts';

const workers = (count: number) => Array.from({ length: count }, () => ({}));
const zeros = (count: number) => Array.from({ length: count }, () => 0);

describe('round_robin', () => {
  example('goes around, past those that are closed', () => {
    const scene = new Bench('round_robin', workers(4), { agentQueue: 5 });
    expect(scene.giveAll(zeros(5))).toEqual([0, 1, 2, 3, 0]);
    scene.trust(1, false);
    expect(scene.giveAll(zeros(3))).toEqual([2, 3, 0]);
    scene.trust(1, true);
    expect(scene.giveAll(zeros(2))).toEqual([1, 2]);
  });

  test.prop([fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 500 })], { numRuns: 50 })(
    'is fair: over open workers, counts differ by at most one',
    (count, tasks) => {
      const scene = new Bench('round_robin', workers(count));
      const given = new Array<number>(count).fill(0);
      for (const worker of scene.giveAll(zeros(tasks))) given[worker]++;
      expect(Math.max(...given) - Math.min(...given)).toBeLessThanOrEqual(1);
    },
  );

  example('has a circle of its own for every set of required capabilities', () => {
    const tasks = directory({ 1: { requirement: 1 } }, [0, 1]);
    const scene = new Bench('round_robin', [{}, { capabilities: 1 }, {}, { capabilities: 1 }], { tasks });
    expect(scene.giveAll([0, 1, 0, 1, 0, 1, 0])).toEqual([0, 1, 1, 3, 2, 1, 3]);
  });
});

describe('random', () => {
  example('takes the worker that the number points at', () => {
    const draws = [0, 0.249, 0.25, 0.999];
    const scene = new Bench('random', workers(4), { random: () => draws.shift() ?? 0 });
    expect(scene.giveAll(zeros(4))).toEqual([0, 0, 1, 3]);
  });

  example('is uniform', () => {
    const scene = new Bench('random', workers(10), { random: generator(2024) });
    scene.trust(3, false);
    const given = new Array<number>(10).fill(0);
    const draws = 9000;
    for (let i = 0; i < draws; i++) given[scene.algorithm.choose(0)]++;
    expect(given[3]).toBe(0);
    const expected = draws / 9;
    const distance = given
      .filter((_, worker) => worker !== 3)
      .reduce((sum, count) => sum + ((count - expected) * (count - expected)) / expected, 0);
    // Chi-square with 8 degrees of freedom: 26.1 is exceeded once in a thousand, below 0.86 it falls as rarely.
    expect(distance).toBeLessThan(26.1);
    expect(distance).toBeGreaterThan(0.86);
  });
});

describe('capability_match', () => {
  const tasks = directory({ 1: { requirement: 1 } }, [0, 0b001]);
  const team = [
    { capabilities: 0b111 },
    { capabilities: 0b011 },
    { capabilities: 0b001 },
    { capabilities: 0 },
  ];

  example('keeps specialists for what only they can do', () => {
    const scene = new Bench('capability_match', team, { tasks, agentQueue: 0 });
    expect(scene.giveAll([0, 0, 1, 1, 0])).toEqual([3, 2, 1, 0, -1]);
  });

  example('goes to a less close match when the closer one is loaded more than the slack above it', () => {
    const scene = new Bench('capability_match', team, { tasks, parameters: { slack: 2 } });
    // Worker 2 takes three; at 3 > 2 + 0 worker 1 takes one, and at 3 against 1 worker 0 takes one.
    expect(scene.giveAll([1, 1, 1, 1, 1, 1])).toEqual([2, 2, 2, 1, 0, 2]);
  });

  example('takes the least loaded among equally close ones', () => {
    const scene = new Bench('capability_match', [{}, {}, {}]);
    scene.load(0, 2);
    scene.load(1, 1);
    expect(scene.giveAll([0, 0])).toEqual([2, 1]);
  });
});

describe('affinity', () => {
  const tasks = directory(
    { 1: { affinity: 7 }, 2: { affinity: 8 }, 3: { affinity: 7, requirement: 1 } },
    [0, 1],
  );
  const team = [{}, {}, { capabilities: 1 }, {}];

  example('sends a key where it was last, others to the least loaded', () => {
    const scene = new Bench('affinity', team, { tasks });
    // Key 7 to worker 0, key 8 to worker 1; one task more at each is no reason to leave.
    expect(scene.giveAll([1, 2, 1, 2, 0])).toEqual([0, 1, 0, 1, 2]);
  });

  example('leaves an overloaded worker, and stays at the new one', () => {
    const scene = new Bench('affinity', team, { tasks });
    scene.giveAll([1, 1]);
    // Load 2 against 0, mean 1/2: 2 / max(1, 1/2) > 1.
    expect(scene.give(1)).toBe(1);
    scene.load(0, -2);
    expect(scene.give(1)).toBe(1);
  });

  example('measures the excess against the mean load per slot', () => {
    // 100 slots, 200 outstanding: the mean is 2 a slot. 4 a slot against 1 is 3/2 of the mean: too much.
    const scene = new Bench('affinity', [{ slots: 10 }, { slots: 30 }, { slots: 60 }], { tasks });
    scene.load(1, 30);
    scene.load(2, 131);
    expect(scene.give(1)).toBe(0);
    scene.load(0, 38);
    expect([0, 1, 2].map((worker) => scene.loadOf(worker))).toEqual([3.9, 1, 131 / 60]);
    expect(scene.workers.totalOutstanding).toBe(200);
    // 3.9 - 1 = 2.9 > 2.
    expect(scene.give(1)).toBe(1);
    // Now at home there, with nothing to complain of.
    expect(scene.give(1)).toBe(1);
  });

  example('with beta 0 stays whatever the load, as long as the worker is open and capable', () => {
    const scene = new Bench('affinity', team, { tasks, parameters: { beta: 0 } });
    expect(scene.giveAll([1, 1, 1, 1])).toEqual([0, 0, 0, 0]);
    // Task 3 has the same key but requires what worker 0 lacks; the key moves with it.
    expect(scene.giveAll([3, 1])).toEqual([2, 2]);
    scene.trust(2, false);
    expect(scene.give(1)).toBe(1);
  });
});
