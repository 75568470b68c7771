/**
 * Whole worlds drawn at random, in which much goes wrong for a while. When it is over, everything that was promised must hold:
 * nothing lost, nothing counted twice, no broken invariant, and the same bytes every time.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, vi } from 'vitest';
import { TASK_STATE } from '../../src/world/core/task-table.ts';
import type { WorldSpec } from '../../src/world/spec/spec.ts';
import type { World } from '../../src/world/world.ts';
import { chaos, pairs, syncing } from './chaos.ts';
import { quietWorld } from './spec.ts';

/** More by hand: CHAOS=5000 npx vitest run test/world/chaos.test.ts */
const numRuns = Number(process.env.CHAOS ?? 120);
const seed = process.env.CHAOS_SEED === undefined ? 20_240 : Number(process.env.CHAOS_SEED);
const options = { numRuns, seed };
vi.setConfig({ testTimeout: 3_600_000 });

/** Far more than any drawn world needs; one that needs more goes in circles. */
const EVENTS = 150_000;

function run(spec: WorldSpec, slice = EVENTS): World {
  const world = quietWorld(spec);
  for (let events = 0; events < EVENTS && world.advance(slice) === 'running'; ) events += slice;
  return world;
}

function outcome(world: World) {
  const { state, count } = world.parts.tasks;
  const ended = (end: number) => state.slice(0, count).reduce((sum, one) => sum + (one === end ? 1 : 0), 0);
  const completed = ended(TASK_STATE.completed);
  const failed = ended(TASK_STATE.failed);
  return { completed, failed, count, open: world.tasks.open };
}

function check(spec: WorldSpec): void {
  const world = run(spec);
  expect(world.progress).toBe('finished');
  expect(world.lostTasks()).toBe(0);
  const { duplicated, violations, examples } = world.parts.oracle;
  expect({ duplicated, violations, examples }).toEqual({ duplicated: 0, violations: 0, examples: [] });
  const { completed, failed, count, open } = outcome(world);
  expect(open).toBe(0);
  expect(completed + failed).toBe(count);
  // Retries do not run out here: only a full queue makes a task fail, or shedding.
  const { queue_limit, shedding } = spec.scheduler;
  if (queue_limit === null && !shedding) expect(failed).toBe(0);
}

describe('when all faults are over', () => {
  test.prop([chaos], options)('every task has ended exactly once', check);

  const half = { ...options, numRuns: Math.ceil(numRuns / 2) };
  test.prop([pairs], half)('every task has ended exactly once, whoever of two coordinators leads', check);
  test.prop([syncing], half)('every task has ended exactly once, though disks take their time', check);
});

describe('the same world', () => {
  const few = { ...options, numRuns: Math.ceil(numRuns / 4) };

  test.prop([chaos, fc.integer({ min: 1, max: 997 })], few)(
    'runs alike at once and in slices',
    (spec, slice) => {
      const whole = run(spec);
      const sliced = run(spec, slice);
      expect(sliced.parts.kernel.fingerprint()).toBe(whole.parts.kernel.fingerprint());
      expect(sliced.now).toBe(whole.now);
      expect(outcome(sliced)).toEqual(outcome(whole));
    },
  );

  test.prop([chaos], few)('runs differently under another seed', (spec) => {
    const world = run(spec);
    // By then every agent that is up has sent a heartbeat, at a time of its own.
    fc.pre(world.now >= 1e6);
    const other = run({ ...spec, seed: `${spec.seed}, another` });
    expect(other.parts.kernel.fingerprint()).not.toBe(world.parts.kernel.fingerprint());
  });
});
