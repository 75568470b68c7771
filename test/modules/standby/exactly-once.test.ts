/** Whatever is lost, repeated, reordered, cut off or crashes among a pair of coordinators and their workers: each task ends exactly once. */
import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { s } from '../port.ts';
import { PairSwarm, type Plan } from './swarm.ts';

const CALM = s(90);

function check(plan: Plan): PairSwarm {
  const swarm = new PairSwarm(plan);
  swarm.run();
  const sorted = (counts: Map<number, number>) => [...counts].sort(([x], [y]) => x - y);
  const all = Array.from({ length: plan.tasks }, (_, task) => task);
  expect(sorted(swarm.recorded)).toEqual(all.map((task) => [task, 1]));
  expect(sorted(swarm.finished)).toEqual(all.filter((task) => task % 2 === 1).map((task) => [task, 1]));
  expect(swarm.executed.size).toBe(plan.tasks);
  // Generations follow each other, each with one leader.
  const generations = swarm.changes.map((change) => Number(change.split(' ')[2]));
  expect(generations).toEqual(generations.map((_, i) => i + 1));
  return swarm;
}

const length = fc.oneof(fc.integer({ min: 0, max: s(1) }), fc.integer({ min: 0, max: s(25) }));
const crash = fc.record({
  at: fc.integer({ min: 0, max: CALM }),
  // Most of the time one of the pair.
  node: fc.oneof(fc.nat(1), fc.nat(6)),
  length,
});
const cut = fc.record({
  at: fc.integer({ min: 0, max: CALM }),
  side: fc.integer({ min: 1, max: 255 }),
  length,
  oneWay: fc.boolean(),
});

const plans: fc.Arbitrary<Plan> = fc.record({
  seed: fc.integer(),
  workers: fc.constantFrom(1, 3, 5),
  tasks: fc.integer({ min: 1, max: 24 }),
  noise: fc.constantFrom(0, 0.2),
  delay: fc.constantFrom(s(0.02), s(2)),
  crashes: fc.array(crash, { maxLength: 8 }),
  pauses: fc.array(fc.record({ at: fc.integer({ min: 0, max: CALM }), node: fc.nat(1), length }), {
    maxLength: 4,
  }),
  cuts: fc.array(cut, { maxLength: 6 }),
  calmFrom: fc.constant(CALM),
});

const QUIET: Plan = {
  seed: 4,
  workers: 3,
  tasks: 12,
  noise: 0,
  delay: s(0.02),
  crashes: [],
  pauses: [],
  cuts: [],
  calmFrom: 0,
};

describe('each task ends exactly once', () => {
  test.prop([plans], { numRuns: 150 })('whatever goes wrong', (plan) => {
    check(plan);
  });

  example('when nothing goes wrong, and nobody changes roles', () => {
    expect(check(QUIET).changes).toEqual([]);
  });

  example('when the leader stands still for long, and the standby takes over', () => {
    const swarm = check({ ...QUIET, pauses: [{ at: s(10), node: 0, length: s(20) }] });
    // The second leads generation 1 alone, and generation 2 once the first is back.
    expect(swarm.changes).toEqual(['2 1 1', '2 2 2']);
  });

  example('when the two lose sight of each other, and the leader goes on alone until they meet again', () => {
    const swarm = check({
      ...QUIET,
      calmFrom: CALM,
      cuts: [{ at: s(10), side: 2, length: s(20), oneWay: false }],
    });
    expect(swarm.changes).toEqual(['1 0 1', '1 2 2']);
  });

  example('when the leader alone is cut off from everybody', () => {
    const swarm = check({
      ...QUIET,
      calmFrom: CALM,
      cuts: [{ at: s(10), side: 1, length: s(20), oneWay: false }],
    });
    expect(swarm.changes).toEqual(['2 1 1', '2 2 2']);
  });

  example('when no majority can be reached: nobody goes on, and all is made up for later', () => {
    const swarm = check({
      ...QUIET,
      calmFrom: CALM,
      // The second of the pair and one of three workers on one side, and two more workers down.
      crashes: [2, 3].map((node) => ({ at: s(9), node, length: s(30) })),
      cuts: [{ at: s(10), side: 2, length: s(20), oneWay: false }],
    });
    expect(swarm.changes).toEqual([]);
  });

  // When the protocol changes on purpose, run with `-u` and read what has changed.
  example('word for word, when the leader crashes with a task under way and comes back', async () => {
    const swarm = check({ ...QUIET, seed: 7, tasks: 6, crashes: [{ at: s(21), node: 0, length: s(9) }] });
    await expect(`${swarm.story.join('\n')}\n`).toMatchFileSnapshot('golden/takeover.txt');
  });

  example.each([0, 1])('whenever coordinator %i crashes', (node) => {
    for (let at = s(0.5) + 3; at < s(40); at += s(2.1)) {
      check({ ...QUIET, crashes: [{ at, node, length: 0 }] });
      check({ ...QUIET, crashes: [{ at, node, length: s(20) }] });
    }
  });
});
