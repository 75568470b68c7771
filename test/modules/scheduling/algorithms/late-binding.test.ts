import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { lateBinding } from '../../../../src/modules/scheduling/algorithms/late-binding.ts';
import { Bench, expectSound, history, mostLooks } from './support.ts';

describe('where reservations go', () => {
  test.prop([fc.integer(), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 60 })])(
    'for one task, to all workers before any gets a second',
    (seed, workers, reservations) => {
      const bench = new Bench(lateBinding, { workers, seed });
      const got = new Array(workers).fill(0);
      for (let i = 0; i < reservations; i++) {
        got[bench.assign(1)]++;
        expect(Math.max(...got) - Math.min(...got)).toBeLessThanOrEqual(1);
      }
    },
  );

  test('for the next task, to anybody', () => {
    const bench = new Bench(lateBinding, { workers: 5, seed: 3 });
    const got = [0, 0, 0, 0, 0];
    for (let task = 0; task < 5000; task++) {
      const [one, other] = [bench.assign(task), bench.assign(task)];
      expect(one).not.toBe(other);
      got[one]++;
      got[other]++;
    }
    for (const count of got) expect(Math.abs(count - 2000)).toBeLessThan(5 * Math.sqrt(5000 * 0.4 * 0.6));
  });

  test('while workers come and go, never twice to the same before all', () => {
    const bench = new Bench(lateBinding, { workers: 6, seed: 8 });
    const drawn = [bench.assign(1), bench.assign(1)];
    const [rest] = [0, 1, 2, 3, 4, 5].filter((worker) => !drawn.includes(worker));
    bench.trust(drawn[0], false);
    bench.trust(rest, false);
    bench.trust(rest, true);
    for (let i = 0; i < 4; i++) drawn.push(bench.assign(1));
    expect(new Set(drawn.slice(1)).size).toBe(5);
  });

  test.prop([history])('is to open and capable workers', (one) => {
    expectSound(lateBinding, one);
  });

  test('is decided with few looks', () => {
    expect(mostLooks(lateBinding, 500)).toBeLessThan(20);
  });
});
