import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { powerOfDChoices } from '../../../../src/modules/scheduling/algorithms/power-of-d-choices.ts';
import { OpenSet } from '../../../../src/modules/scheduling/indexes.ts';
import { DistinctSample } from '../../../../src/modules/scheduling/sampling.ts';
import { generator } from '../../port.ts';
import { Bench, expectSound, history, mostLooks } from './support.ts';

describe('a sample of distinct members', () => {
  const { workers } = new Bench(powerOfDChoices, { workers: 20 });
  const set = new OpenSet(workers);
  for (let worker = 0; worker < 20; worker++) set.update(worker);

  test.prop([fc.integer({ min: 1, max: 30 }), fc.integer()])('has as many as asked for', (size, seed) => {
    const sample = new DistinctSample(size);
    sample.draw(set, size, generator(seed));
    const drawn = [...sample.members.subarray(0, sample.size)];
    expect(drawn).toHaveLength(Math.min(size, 20));
    expect(new Set(drawn).size).toBe(drawn.length);
    for (const worker of drawn) expect(workers.isOpen(worker)).toBe(true);
  });

  test('has every pair equally often', () => {
    const sample = new DistinctSample(2);
    const random = generator(7);
    const seen = new Map<string, number>();
    const draws = 38_000;
    for (let i = 0; i < draws; i++) {
      sample.draw(set, 2, random);
      const pair = [...sample.members].sort((a, b) => a - b).join(' ');
      seen.set(pair, (seen.get(pair) ?? 0) + 1);
    }
    // 190 pairs, 200 times each: chi-square with 189 degrees of freedom, mean 189, standard deviation 19.4.
    expect(seen.size).toBe(190);
    let chiSquare = 0;
    for (const count of seen.values()) chiSquare += ((count - 200) * (count - 200)) / 200;
    expect(Math.abs(chiSquare - 189)).toBeLessThan(5 * 19.4);
  });
});

describe('power of d choices', () => {
  test('takes the less loaded of two', () => {
    // The first draw out of 0..1 gives 0, the second out of 0..2 gives 2.
    const bench = new Bench(powerOfDChoices, { workers: 3, draws: [0.1, 0.9, 0.1, 0.9] });
    bench.give(100, 0);
    bench.give(101, 1);
    expect(bench.choose(1)).toBe(2);
    bench.give(102, 2);
    bench.give(103, 2);
    expect(bench.choose(1)).toBe(0);
  });

  test('counts tasks per slot', () => {
    const bench = new Bench(powerOfDChoices, { workers: [{ slots: 1 }, { slots: 4 }] });
    bench.give(100, 0);
    for (let task = 0; task < 3; task++) bench.give(task, 1);
    expect(bench.choose(9)).toBe(1);
  });

  test('breaks ties at random', () => {
    const bench = new Bench(powerOfDChoices, { workers: 4, parameters: { d: 4 }, seed: 3 });
    const chosen = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) chosen[bench.choose(i)]++;
    for (const count of chosen) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(750));
  });

  test('never takes the most loaded when d = 2', () => {
    const bench = new Bench(powerOfDChoices, { workers: 3 });
    bench.give(100, 1);
    for (let i = 0; i < 200; i++) expect(bench.choose(i)).not.toBe(1);
  });

  test('with d as large as the swarm is the least loaded', () => {
    const bench = new Bench(powerOfDChoices, { workers: 10, parameters: { d: 64 } });
    for (let i = 0; i < 9; i++) bench.give(100 + i, i);
    for (let i = 0; i < 20; i++) expect(bench.choose(i)).toBe(9);
  });

  test.prop([history, fc.integer({ min: 1, max: 5 })])('chooses soundly', (one, d) => {
    expectSound(powerOfDChoices, one, { d });
  });

  test('looks at as many workers as it must', () => {
    expect(mostLooks(powerOfDChoices, 500)).toBeLessThan(30);
  });
});
