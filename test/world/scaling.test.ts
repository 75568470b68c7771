/** Agents that come and go in whole worlds, under real scaling policies. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Registry } from '../../src/modules/registry.ts';
import type { ScalingPolicyEntry } from '../../src/modules/scaling/policy.ts';
import { SCALING_POLICIES } from '../../src/modules/scaling/registry.ts';
import { BUILT_IN } from '../../src/world/core/registries.ts';
import { fleet } from '../../src/world/fleet/provision.ts';
import type { ScalingSpec, WorldSpec } from '../../src/world/spec/spec.ts';
import { World } from '../../src/world/world.ts';
import { chaos } from './chaos.ts';
import {
  backlog,
  constant,
  group,
  type Heard,
  links,
  listener,
  type Overrides,
  task,
  worldSpec,
} from './spec.ts';

const HEALTH = { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 5 } };

/** Wants what a list says, one entry a period; the last for ever. */
function planned(plan: readonly number[], period = 10): ScalingPolicyEntry {
  return {
    name: 'planned',
    description: 'what a list says',
    source: 'a test',
    parameters: {},
    create() {
      let place = 0;
      return { period: period * 1e6, decide: () => plan[Math.min(place++, plan.length - 1)] };
    },
  };
}

const scaling = (more: Partial<ScalingSpec> = {}): ScalingSpec => ({
  policy: 'planned',
  parameters: {},
  initial: 1,
  startup: constant(3),
  victims: 'drain',
  cost: 2,
  ...more,
});

function run(spec: WorldSpec, plan: readonly number[], period?: number): { world: World; heard: Heard[] } {
  const scalingPolicies = new Registry('scaling policy', [
    ...SCALING_POLICIES.entries(),
    planned(plan, period),
  ]);
  const heard: Heard[] = [];
  const registries = { ...BUILT_IN, scalingPolicies };
  const world = new World(spec, (view) => listener(view, heard), 0, registries);
  world.advance(400_000);
  return { world, heard };
}

const scene = (overrides: Overrides = {}, more: Partial<ScalingSpec> = {}) =>
  worldSpec({
    health: HEALTH,
    network: { links: links({ latency: constant(0.1) }) },
    agents: { groups: [group({ count: 4 })] },
    scaling: scaling(more),
    workloads: [backlog(12, { task: task({ service: constant(10) }) })],
    ...overrides,
  });

const starts = (heard: readonly Heard[]) =>
  heard.filter(([event]) => event === 'taskStarted').map(([, time, , agent]) => [time, agent]);

describe('an agent that is started', () => {
  test('joins with its first heartbeat, after its start-up time, and then gets tasks', () => {
    const { world, heard } = run(scene(), [3]);
    expect(world.progress).toBe('finished');
    // Decided at 10 s, up at 13, heard of at 13.1, given a task at 13.2.
    expect(starts(heard).slice(0, 4)).toEqual([
      [0.2, 0],
      [10.4, 0],
      [13.2, 1],
      [13.2, 2],
    ]);
    // 12 tasks by 1, later 3 agents.
    expect(world.tasks.ended).toBe(12);
    expect(heard.filter(([event]) => /Detected|Suspected/.test(String(event)))).toEqual([]);
  });

  test('is provided from the decision on, and paid for', () => {
    const { world } = run(scene({ duration: 40, workloads: [] }), [3, 3, 1]);
    // One agent for 40 s, two more from 10 s to 30 s.
    const { mean, most, hours, cost, scaleOuts, scaleIns, reversals } =
      world.part(fleet)?.scaler?.report() ?? {};
    expect(hours).toBeCloseTo((40 + 2 * 20) / 3600, 9);
    expect(mean).toBeCloseTo(2, 9);
    expect({ most, scaleOuts, scaleIns, reversals }).toEqual({
      most: 3,
      scaleOuts: 1,
      scaleIns: 1,
      reversals: 1,
    });
    expect(cost).toBeCloseTo(((40 + 2 * 20) / 3600) * 2, 9);
  });

  test('and given up before it is there never comes', () => {
    const { world, heard } = run(scene({ duration: 100 }, { startup: constant(15) }), [2, 1]);
    expect(starts(heard).every(([, agent]) => agent === 0)).toBe(true);
    expect(world.parts.processes.absent[1]).toBe(1);
  });
});

describe('an agent that is to go', () => {
  test('does what it has when it is drained, and takes nothing new', () => {
    // The order to go comes at 20 s, while both are at their second task.
    const { world, heard } = run(scene({}, { initial: 2 }), [2, 1]);
    expect(world.progress).toBe('finished');
    const ends = heard.filter(([event]) => event === 'executionEnded');
    expect(ends.map((end) => end[4])).not.toContain(2);
    expect(world.tasks.ended).toBe(12);
    const gone = starts(heard).filter(([, agent]) => agent === 1);
    expect(gone).toHaveLength(2);
    expect(world.parts.oracle.violations).toBe(0);
  });

  test('loses what it has when it is stopped, and the tasks run elsewhere', () => {
    const { world, heard } = run(scene({}, { initial: 2, victims: 'youngest' }), [2, 1]);
    expect(world.progress).toBe('finished');
    const aborted = heard.filter(([event, , , , outcome]) => event === 'executionEnded' && outcome === 2);
    expect(aborted.map(([, time, , agent]) => [time, agent])).toEqual([[20, 1]]);
    // No detector had to notice: it said goodbye, and its task was assigned anew.
    expect(heard.filter(([event]) => event === 'failureDetected')).toEqual([]);
    expect(heard.filter(([event]) => event === 'taskRetried').map(([, time]) => time)).toEqual([20.1]);
    expect(world.parts.oracle.violations).toBe(0);
  });

  test('can come back', () => {
    const { world, heard } = run(
      scene({ workloads: [backlog(40, { task: task({ service: constant(10) }) })] }),
      [4, 1, 4],
    );
    expect(world.progress).toBe('finished');
    const last = starts(heard).filter(([time]) => Number(time) > 40);
    expect(new Set(last.map(([, agent]) => agent))).toEqual(new Set([0, 1, 2, 3]));
  });
});

test('a crashed agent is replaced up to the set point', () => {
  const faults = [
    {
      kind: 'crash' as const,
      name: 'crash',
      schedule: { kind: 'at' as const, times: [12] },
      duration: null,
      factor: 1,
      target: { processes: 'agents' as const, count: 1, fraction: 1, region: null, zone: null, group: null },
    },
  ];
  const { world } = run(scene({ faults }, { initial: 4 }), [3, 3], 5);
  expect(world.progress).toBe('finished');
  expect(world.tasks.ended).toBe(12);
  expect(world.parts.oracle.violations).toBe(0);
});

test('without scaling nobody is ever absent, and nothing is reported', () => {
  const { world } = run(scene({ scaling: null }), [1]);
  expect(world.part(fleet)).toBeNull();
  expect(world.parts.processes.absent.some((one) => one === 1)).toBe(false);
});

const numRuns = Number(process.env.CHAOS ?? 100);
const seed = process.env.CHAOS_SEED === undefined ? 20_250 : Number(process.env.CHAOS_SEED);
const plans = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 });
const victims = fc.constantFrom('drain', 'idle_first', 'youngest', 'cheapest');

describe('whatever comes, goes and breaks', () => {
  test.prop([chaos, plans, victims, fc.integer({ min: 0, max: 6 })], { numRuns, seed, timeout: 0 })(
    'every task ends exactly once',
    (drawn, plan, who, initial) => {
      const groups = drawn.agents.groups.map((one) => ({ ...one, capabilities: ['a', 'b'] }));
      const most = groups.reduce((sum, { count }) => sum + count, 0);
      const spec: WorldSpec = {
        ...drawn,
        agents: { groups },
        health: HEALTH,
        scheduler: { ...drawn.scheduler, queue_limit: null },
        scaling: scaling({ victims: who, initial: Math.min(initial, most) }),
      };
      const { world } = run(spec, plan, 7);
      expect(world.progress).toBe('finished');
      expect(world.lostTasks()).toBe(0);
      const { duplicated, violations, examples } = world.parts.oracle;
      expect({ duplicated, violations, examples }).toEqual({ duplicated: 0, violations: 0, examples: [] });
    },
  );
});
