import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type Candidates, PersistentPool } from '../../../src/modules/spawning/persistent-pool.ts';
import { poolFigures } from '../../../src/planning/pool.ts';
import type { PlannedWave } from '../../../src/planning/types.ts';

/** Agents from 0 up to a limit, all of which fit. */
function upTo(limit: number): Candidates {
  let next = 0;
  return { fits: () => true, create: () => (next < limit ? next++ : -1) };
}

/** Waves one after the other, one task for each agent. */
function play(sizes: readonly number[]): { pool: PersistentPool; taken: number[][] } {
  const pool = new PersistentPool();
  const candidates = upTo(Infinity);
  const taken = sizes.map((size) => {
    const agents = pool.take(size, candidates);
    for (const agent of agents) pool.completed(agent);
    pool.release(agents);
    return [...agents];
  });
  return { pool, taken };
}

test('the example of the document: six files read, consolidated, cleaned up', () => {
  const { pool, taken } = play([6, 1, 1]);
  expect(taken).toEqual([[0, 1, 2, 3, 4, 5], [0], [1]]);
  const { reuseByWaves, reuseBySlots, efficiency, ...report } = pool.report();
  expect(report).toEqual({ size: 6, waves: 3, tasksPerAgent: 8 / 6 });
  // 66 % and 25 %, as it says; of efficiency it says 83 %, but its function gives 66 %.
  expect(Math.floor(reuseByWaves * 100)).toBe(66);
  expect(reuseBySlots).toBe(0.25);
  expect(Math.floor((efficiency ?? 0) * 100)).toBe(66);
});

describe('agents that are still at work', () => {
  test('are not taken: the pool grows by what is missing', () => {
    const pool = new PersistentPool();
    const candidates = upTo(10);
    expect(pool.take(3, candidates)).toEqual([0, 1, 2]);
    pool.release([1]);
    expect(pool.take(3, candidates)).toEqual([1, 3, 4]);
    expect(pool.report().size).toBe(5);
  });

  test('and when there can be no more, a wave gets fewer', () => {
    const pool = new PersistentPool();
    const candidates = upTo(4);
    pool.take(3, candidates);
    expect(pool.take(3, candidates)).toEqual([3]);
    expect(pool.take(3, candidates)).toEqual([]);
  });
});

test('agents that cannot do the work of a wave are left alone', () => {
  const pool = new PersistentPool();
  let next = 0;
  const odd = { fits: (agent: number) => agent % 2 === 1, create: () => 2 * next++ + 1 };
  expect(pool.take(2, upTo(10))).toEqual([0, 1]);
  pool.release([0, 1]);
  next = 1;
  expect(pool.take(2, odd)).toEqual([1, 3]);
  expect(pool.report()).toMatchObject({ size: 3, reuseByWaves: 0.5, reuseBySlots: 0.25 });
});

test('nothing is known of a pool that was never used', () => {
  expect(new PersistentPool().report()).toEqual({
    size: 0,
    waves: 0,
    reuseByWaves: 0,
    reuseBySlots: 0,
    tasksPerAgent: 0,
    efficiency: null,
  });
});

const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 });

test.prop([sizes])('agrees with what the plan of the same waves says', (drawn) => {
  const waves = drawn.map((agents, i) => ({ agents, startMinutes: i, durationMinutes: 1 }) as PlannedWave);
  const planned = poolFigures(waves);
  const { size, reuseByWaves, reuseBySlots } = play(drawn).pool.report();
  expect({ size, reuseByWaves, reuseBySlots }).toEqual({
    size: planned.poolSize,
    reuseByWaves: planned.reuseByWaves,
    reuseBySlots: planned.reuseBySlots,
  });
});

test.prop([sizes])(
  'tasks are spread as evenly as waves allow: no two agents of a first wave differ by more than one',
  (drawn) => {
    const { pool, taken } = play([30, ...drawn]);
    const done = new Array<number>(pool.report().size).fill(0);
    for (const agent of taken.flat()) done[agent]++;
    expect(Math.max(...done) - Math.min(...done)).toBeLessThanOrEqual(1);
  },
);
