/** Whatever is lost, repeated, reordered or crashes between coordinators and workers: each task ends exactly once. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { s } from '../port.ts';
import { type Plan, Swarm } from './swarm.ts';

const CALM = s(60);

function check(plan: Plan): void {
  const swarm = new Swarm(plan);
  swarm.run();
  const once = Array.from({ length: plan.tasks }, (_, task) => [task, 1]);
  const sorted = (counts: Map<number, number>) => [...counts].sort(([x], [y]) => x - y);
  expect(sorted(swarm.finished)).toEqual(once);
  expect(sorted(swarm.announced)).toEqual(once);
  // Retries do not run out: every end is a success, and so somebody succeeded.
  expect(swarm.executed.size).toBe(plan.tasks);
}

const crash = fc.record({
  at: fc.integer({ min: 0, max: CALM }),
  node: fc.nat(20),
  length: fc.oneof(fc.integer({ min: 0, max: s(1) }), fc.integer({ min: 0, max: s(15) })),
});

const plans = (leaves: fc.Arbitrary<number[]>): fc.Arbitrary<Plan> =>
  fc.record({
    seed: fc.integer(),
    leaves,
    slots: fc.integer({ min: 1, max: 2 }),
    tasks: fc.integer({ min: 1, max: 8 }),
    failures: fc.constantFrom(0, 0.3),
    refusals: fc.constantFrom(0, 0.3),
    crashes: fc.array(crash, { maxLength: 8 }),
    calmFrom: fc.constant(CALM),
  });

const few = fc.integer({ min: 1, max: 3 });

describe('each task ends exactly once', () => {
  test.prop([plans(few.map((workers) => [workers]))], { numRuns: 150 })('under one coordinator', check);

  test.prop([plans(fc.array(few, { minLength: 2, maxLength: 3 }))], { numRuns: 150 })(
    'under coordinators below a coordinator',
    check,
  );
});

describe('recovery from the durable store', () => {
  const plan: Plan = {
    seed: 4,
    leaves: [2, 1],
    slots: 1,
    tasks: 4,
    failures: 0.2,
    refusals: 0.1,
    crashes: [],
    // Perfect from the start: only the crash goes wrong.
    calmFrom: 0,
  };

  /** Every half second of the first forty. Node 0 is the root, node 1 a coordinator below it, node 3 a worker below that. */
  const moments = Array.from({ length: 80 }, (_, i) => i * 0.5);

  example.each([0, 1, 3])('of node %i, whenever it crashes', (node) => {
    for (const moment of moments) {
      check({ ...plan, crashes: [{ at: s(moment) + 3, node, length: 0 }] });
      check({ ...plan, crashes: [{ at: s(moment) + 12_345, node, length: s(8) }] });
    }
  });
});
