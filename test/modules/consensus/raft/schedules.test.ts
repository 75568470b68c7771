import { expect, test } from 'vitest';
import { runSchedule } from './network/schedule.ts';

/** How many; a release is judged by 10,000. */
const COUNT = Number(process.env.RAFT_SCHEDULES ?? 300);

test(`${COUNT} schedules of faults break no invariant, leave histories linearizable, and end in everything committed`, () => {
  const sum = { committed: 0, elections: 0, changes: 0, installed: 0, operations: 0, answered: 0 };
  for (let seed = 1; seed <= COUNT; seed++) {
    try {
      const result = runSchedule(seed);
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += result[key];
    } catch (error) {
      throw new Error(`schedule ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
  // The schedules are worth something: leaders change, and clients are answered all the same.
  expect(sum.elections).toBeGreaterThan(3 * COUNT);
  expect(sum.committed).toBeGreaterThan(10 * COUNT);
  expect(sum.changes).toBeGreaterThan(2 * COUNT);
  expect(sum.installed).toBeGreaterThan(COUNT);
  expect(sum.answered).toBeGreaterThan(0.5 * sum.operations);
});
