/** Agents that are created while a run goes, kept over waves, and put to sleep, in whole worlds. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Registry } from '../../src/modules/registry.ts';
import { FLEET_STATE } from '../../src/modules/scaling/controller.ts';
import type { ScalingPolicyEntry } from '../../src/modules/scaling/policy.ts';
import { SCALING_POLICIES } from '../../src/modules/scaling/registry.ts';
import { BUILT_IN } from '../../src/world/core/registries.ts';
import { fleet } from '../../src/world/fleet/provision.ts';
import type { SpawningSpec, WavesWorkloadSpec, WorldSpec } from '../../src/world/spec/spec.ts';
import { World } from '../../src/world/world.ts';
import { chaos } from './chaos.ts';
import {
  backlog,
  constant,
  finish,
  group,
  type Heard,
  links,
  listener,
  type Overrides,
  observedWorld,
  task,
  uniform,
  worldSpec,
} from './spec.ts';

const HEALTH = { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 5 } };
const COMMON = { max_agents: null, per_wave: null, hibernate: null };
const TOGETHER = { size: 2, concurrency: null };

const sequential = (more: Partial<SpawningSpec> = {}) =>
  ({ mode: 'sequential', boot: constant(0.3), ...COMMON, ...more }) as SpawningSpec;
const batch = (more: Partial<SpawningSpec> = {}) =>
  ({ mode: 'batch', boot: constant(0.035), ...TOGETHER, gap: 0.001, ...COMMON, ...more }) as SpawningSpec;
const wave = (more: Partial<SpawningSpec> = {}) =>
  ({ mode: 'wave', boot: constant(0.035), ...TOGETHER, ...COMMON, ...more }) as SpawningSpec;
const pool = (more: Partial<SpawningSpec> = {}) =>
  ({
    mode: 'pool',
    boot: constant(0.04),
    take: constant(0.005),
    ...TOGETHER,
    ...COMMON,
    ...more,
  }) as SpawningSpec;

/** Five agents of 100 bytes, twenty tasks of ten seconds. Nothing takes time on the way. */
const scene = (spawning: SpawningSpec, overrides: Overrides = {}) =>
  worldSpec({
    health: HEALTH,
    agents: { groups: [group({ count: 5, memory: 100 })] },
    workloads: [backlog(20, { task: task({ service: constant(10) }) })],
    ...overrides,
    spawning,
  });

const waves = (sizes: readonly number[], agents: number | null = null): WavesWorkloadSpec => ({
  kind: 'waves',
  name: 'plan',
  region: null,
  start: 0,
  waves: sizes.map((tasks, i) => ({
    name: `wave ${i}`,
    tasks,
    agents,
    required_success: 1,
    task: task({ service: constant(10) }),
  })),
});

function run(spec: WorldSpec): { world: World; heard: Heard[] } {
  const { world, heard } = observedWorld(spec);
  finish(world);
  return { world, heard };
}

/** Times and values of a kind of event. */
const of = (heard: readonly Heard[], event: string) =>
  heard.filter(([name]) => name === event).map(([, ...rest]) => rest);
const starts = (heard: readonly Heard[]) => of(heard, 'taskStarted').map(([time, , agent]) => [time, agent]);
const spawned = (heard: readonly Heard[]) => of(heard, 'agentSpawned').map(([time]) => time);

describe('agents that are spawned at the start', () => {
  test.each([
    ['one after the other', sequential(), [0.3, 0.6, 0.9, 1.2, 1.5]],
    ['in batches of two', batch(), [0.035, 0.035, 0.071, 0.071, 0.107]],
    ['in batches, one at a time', batch({ concurrency: 1 }), [0.035, 0.07, 0.106, 0.141, 0.177]],
    ['in waves of two', wave(), [0.035, 0.035, 0.07, 0.07, 0.105]],
    ['from a pool of two spares', pool(), [0.005, 0.005, 0.04, 0.04, 0.04]],
  ])('%s: each begins to work as soon as it is up', (_, spawning, times) => {
    const { world, heard } = run(scene(spawning));
    expect(world.progress).toBe('finished');
    expect(spawned(heard)).toEqual(times);
    expect(starts(heard).slice(0, 5)).toEqual(times.map((time, agent) => [time, agent]));
    expect(world.tasks.ended).toBe(20);
    expect(world.parts.oracle.violations).toBe(0);
  });

  test('tell how long they took from the request, and how much of it was their own', () => {
    const { world, heard } = run(scene(sequential()));
    expect(of(heard, 'agentSpawned').slice(0, 3)).toEqual([
      [0.3, 0, 0.3e6, 0.3e6, 0],
      [0.6, 1, 0.6e6, 0.3e6, 0],
      [0.9, 2, 0.9e6, 0.3e6, 0],
    ]);
    expect(world.part(fleet)?.spawning?.mostWaiting).toBe(4);
  });

  test('hold memory from the beginning of their creation, spares from the start', () => {
    expect(of(run(scene(sequential())).heard, 'agentMemory')).toEqual([
      [0, 100],
      [0.3, 200],
      [0.6, 300],
      [0.9, 400],
      [1.2, 500],
    ]);
    const memory = of(run(scene(pool())).heard, 'agentMemory');
    // Two spares; they become agents; three more agents, and two spares in their place.
    expect(memory[0]).toEqual([0, 200]);
    expect(memory.slice(-1)).toEqual([[0, 700]]);
  });

  test('come under a tree of coordinators too', () => {
    const spec = scene(batch(), {
      coordination: { topology: 'tree', fanout: 2 },
      network: { links: links({ latency: constant(0.01) }) },
    });
    const { world } = run(spec);
    expect(world.progress).toBe('finished');
    expect(world.tasks.ended).toBe(20);
  });

  test('are waited for, however long they take', () => {
    const { world } = run(scene(sequential({ boot: constant(5 * 3600) }), { workloads: [backlog(1)] }));
    expect(world.progress).toBe('finished');
    expect(world.now).toBe((5 * 3600 + 1) * 1e6);
  });
});

describe('agents for each wave', () => {
  test('the example of the document: a pool of six spares 0.6 s and creates two agents fewer', () => {
    const six = { agents: { groups: [group({ count: 6, memory: 100 })] }, workloads: [waves([6, 1, 1])] };
    const kept = run(scene(sequential({ per_wave: 'pool' }), six));
    const fresh = run(scene(sequential({ per_wave: 'fresh' }), six));
    expect([spawned(kept.heard).length, spawned(fresh.heard).length]).toEqual([6, 8]);
    expect([kept.world.now, fresh.world.now]).toEqual([31.8e6, 32.4e6]);
    expect(kept.world.part(fleet)?.plan?.report()).toMatchObject({
      size: 6,
      reuseByWaves: 2 / 3,
      reuseBySlots: 0.25,
      tasksPerAgent: 8 / 6,
    });
    expect(fresh.world.part(fleet)?.plan?.report()).toBeNull();
    // After its wave a fresh agent holds nothing any more.
    expect(of(fresh.heard, 'agentMemory').slice(-3)).toEqual([
      [22.1, 0],
      [22.1, 100],
      [32.4, 0],
    ]);
  });

  test('are as many as the wave may use, and grow only when a later one needs more', () => {
    const { world, heard } = run(scene(batch({ per_wave: 'pool' }), { workloads: [waves([1, 4, 9], 3)] }));
    expect(world.progress).toBe('finished');
    expect(spawned(heard)).toHaveLength(3);
    expect(world.part(fleet)?.plan?.report()).toMatchObject({ size: 3, waves: 3, reuseByWaves: 2 / 3 });
  });

  test.each(['pool', 'fresh'] as const)('can do its work (%s)', (per_wave) => {
    const plan = waves([2, 3, 1]);
    const [read, write, check] = plan.waves.map((one, i) => ({
      ...one,
      task: { ...one.task, capabilities: [['read'], ['write'], ['read', 'write']][i] },
    }));
    const groups = [
      group({ name: 'readers', count: 2, capabilities: ['read'] }),
      group({ name: 'writers', count: 2, slots: 2, capabilities: ['write'] }),
      group({ name: 'both', capabilities: ['read', 'write'] }),
    ];
    const { world, heard } = run(
      scene(batch({ per_wave }), {
        agents: { groups },
        workloads: [{ ...plan, waves: [read, write, check] }],
      }),
    );
    expect(world.progress).toBe('finished');
    // Two readers; two writers, who could do four of its three tasks; the one who can do both.
    expect(of(heard, 'agentSpawned').map(([, agent]) => agent)).toEqual([0, 1, 2, 3, 4]);
    expect(world.parts.oracle.violations).toBe(0);
  });

  test('go in order when messages take time: no task is sent to one that is gone', () => {
    const { world, heard } = run(
      scene(batch({ per_wave: 'fresh' }), {
        workloads: [waves([5, 5, 5])],
        network: { links: links({ latency: uniform(0.001, 0.02) }) },
      }),
    );
    expect(world.tasks.ended).toBe(15);
    expect(of(heard, 'taskRetried')).toEqual([]);
    expect(spawned(heard)).toHaveLength(15);
    expect(world.parts.network.counters.dropped).toBe(0);
  });

  test('that are not up when their wave has ended never come', () => {
    const { world, heard } = run(
      scene(sequential({ boot: constant(15), per_wave: 'fresh' }), { workloads: [waves([2, 1])] }),
    );
    // At 25 s the first has done one task and takes the other; the second is up at 30 s, with nothing left to do.
    expect(spawned(heard)).toEqual([15, 30, 50]);
    expect(world.now).toBe(60e6);
    const early = run(
      scene(sequential({ boot: constant(30), per_wave: 'fresh' }), { workloads: [waves([2, 1])] }),
    );
    expect(spawned(early.heard)).toEqual([30, 80]);
  });
});

describe('under a scaling policy', () => {
  /** Wants five agents from 10 s on. */
  const policies = new Registry('scaling policy', [
    ...SCALING_POLICIES.entries(),
    {
      name: 'five',
      description: 'five',
      source: 'a test',
      parameters: {},
      create: () => ({ period: 10e6, decide: () => 5 }),
    },
  ]);
  const scaling = { policy: 'five', parameters: {}, initial: 1, startup: null, victims: 'drain', cost: 1 };
  const scaled = (spawning: SpawningSpec, plan?: readonly number[]) => {
    const heard: Heard[] = [];
    const scalingPolicies = plan ? new Registry('scaling policy', [planned(plan)]) : policies;
    const registries = { ...BUILT_IN, scalingPolicies };
    const spec = scene(spawning, { scaling: { ...scaling, policy: plan ? 'planned' : 'five' } });
    const world = new World(spec, (view) => listener(view, heard), 0, registries);
    return { world: finish(world), heard };
  };

  test('agents come as they are spawned, and are paid for from then on', () => {
    const { world, heard } = scaled(sequential({ boot: constant(2) }));
    expect(spawned(heard)).toEqual([12, 14, 16, 18]);
    expect(starts(heard).slice(1, 4)).toEqual([
      [10, 0],
      [12, 1],
      [14, 2],
    ]);
    const { now } = world;
    const hours = world.part(fleet)?.scaler?.report().hours ?? 0;
    expect(hours * 3600e6).toBeCloseTo(5 * now - (10 + 12 + 14 + 16) * 1e6, 0);
  });

  test('spares are there for the first, and made anew behind', () => {
    const { heard } = scaled(pool({ boot: constant(3), take: constant(0.5), size: 3 }));
    expect(of(heard, 'agentSpawned')).toEqual([
      [10.5, 1, 0.5e6, 0.5e6, 1],
      [10.5, 2, 0.5e6, 0.5e6, 1],
      [10.5, 3, 0.5e6, 0.5e6, 1],
      [13, 4, 3e6, 3e6, 0],
    ]);
    // One agent and three spares; the four on their way take three of these; three new spares.
    expect(of(heard, 'agentMemory').slice(-1)).toEqual([[10, 800]]);
  });

  test('those that are given up do not come, whether begun or not, and cost only what they took', () => {
    // Four more from 7 s on, one at a time, 10 s each; two of them are given up at 14 s, and at 21 s the third, which has been begun.
    const { world, heard } = scaled(sequential({ boot: constant(10) }), [5, 3, 1, 1]);
    expect(of(heard, 'agentSpawned').map(([time, agent]) => [time, agent])).toEqual([[17, 1]]);
    // Agent 1 from 7 s until it has done its task; agent 2 from 17 s to 21 s, when it was given up.
    const memory = of(heard, 'agentMemory');
    expect(memory.slice(1, 4)).toEqual([
      [7, 200],
      [17, 300],
      [21, 200],
    ]);
    expect(world.tasks.ended).toBe(20);
  });

  test('there are no more than there may be', () => {
    const { world, heard } = scaled(sequential({ boot: constant(2), max_agents: 3 }));
    expect(spawned(heard)).toEqual([12, 14]);
    // Two were refused at 10 s, and with every later decision again; one at the very end comes after the last task has ended.
    expect(world.part(fleet)?.spawning?.refused).toBe(2 * Math.floor((world.now - 1) / 10e6));
    expect(world.tasks.ended).toBe(20);
  });
});

describe('an agent with nothing to do', () => {
  const hibernate = { after: 20, wake: constant(0.5), memory: 10 };
  const one = (start: number, tasks = 1) =>
    backlog(tasks, { name: `at ${start}`, start, task: task({ service: constant(10) }) });
  const two = { agents: { groups: [group({ count: 1, slots: 2, queue_limit: 0, memory: 100 })] } };

  test('is suspended, frees its memory, and begins a later task after its waking', () => {
    const { world, heard } = run(
      scene(sequential({ hibernate }), { ...two, workloads: [one(0), one(100, 3)] }),
    );
    expect(starts(heard)).toEqual([
      [0.3, 0],
      // Both slots are filled as soon as it is awake; the third task waits at the coordinator.
      [100.5, 0],
      [100.5, 0],
      [110.5, 0],
    ]);
    expect(of(heard, 'agentMemory')).toEqual([
      [0, 100],
      [30.3, 10],
      [100, 100],
    ]);
    const asleep = of(heard, 'agentsChanged').filter(([, state]) => state === 5);
    expect(asleep).toEqual([
      [30.3, 5, 1],
      [100, 5, 0],
    ]);
    expect(world.parts.oracle.violations).toBe(0);
    expect(of(heard, 'failureDetected')).toEqual([]);
  });

  test('that crashes asleep comes back awake', () => {
    const target = {
      processes: 'agents' as const,
      count: null,
      fraction: 1,
      region: null,
      zone: null,
      group: null,
    };
    const schedule = { kind: 'at' as const, times: [50] };
    const faults = [
      { kind: 'crash' as const, name: 'crash', schedule, duration: constant(30), factor: 1, target },
    ];
    const { heard } = run(scene(sequential({ hibernate }), { ...two, faults, workloads: [one(0), one(90)] }));
    expect(of(heard, 'agentMemory')).toEqual([
      [0, 100],
      [30.3, 10],
      [50, 100],
    ]);
    expect(starts(heard).slice(-1)).toEqual([[90, 0]]);
  });

  test('stays awake where nothing is said of it', () => {
    const { world, heard } = run(scene(sequential(), { ...two, workloads: [one(0), one(100)] }));
    expect(world.parts.agents.sleepers).toBeNull();
    expect(starts(heard).slice(-1)).toEqual([[100, 0]]);
  });
});

test('without spawning nobody is absent, and nothing is told of memory', () => {
  const { world, heard } = run(worldSpec({ health: HEALTH }));
  expect(world.part(fleet)).toBeNull();
  expect(world.parts.agents.memory).toBeNull();
  expect(of(heard, 'agentMemory')).toEqual([]);
});

const numRuns = Number(process.env.CHAOS ?? 100);
const seed = process.env.CHAOS_SEED === undefined ? 20_251 : Number(process.env.CHAOS_SEED);

const boot = fc.constantFrom(constant(0), constant(0.3), uniform(0.01, 5));
const hibernation = fc.option(
  fc.record({
    after: fc.constantFrom(0.5, 3, 20),
    wake: fc.constantFrom(constant(0), constant(2), uniform(0.01, 8)),
    memory: fc.constant(10),
  }),
);
const few = fc.integer({ min: 1, max: 4 });
const spawnings = fc
  .record({
    mode: fc.constantFrom('sequential', 'batch', 'wave', 'pool'),
    boot,
    take: boot,
    size: few,
    gap: fc.constantFrom(0, 0.5),
    concurrency: fc.option(few),
    hibernate: hibernation,
    per_wave: fc.constantFrom(null, 'fresh', 'pool'),
  })
  .map((drawn) => ({ ...drawn, max_agents: null }) as SpawningSpec);
/** Changes of mind every 7 s; null: no policy scales. */
const plans = fc.option(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 }));

/** Wants what a list says, one entry every 7 s; the last for ever. */
function planned(plan: readonly number[]): ScalingPolicyEntry {
  let place = 0;
  const decide = () => plan[Math.min(place++, plan.length - 1)];
  return {
    name: 'planned',
    description: 'what a list says',
    source: 'a test',
    parameters: {},
    create: () => ({ period: 7e6, decide }),
  };
}

/** Bytes that agents and spares hold, told by what they are. */
function memoryOf(world: World, spares: number): [least: number, most: number] {
  const { agents } = world.parts;
  const states = world.part(fleet)?.fleet.state;
  let bytes = 0;
  for (let agent = 0; agent < agents.table.count; agent++) {
    if (states?.[agent] === FLEET_STATE.absent) continue;
    bytes += agents.sleepers?.isAsleep(agent) ? 10 : 100;
  }
  // Some that start may only wait for their turn.
  const starting = states?.filter((state) => state === FLEET_STATE.starting).length ?? 0;
  return [bytes - 100 * starting, bytes + 100 * spares];
}

describe('whatever is created, put to sleep, scaled and breaks', () => {
  test.prop([chaos, spawnings, plans], { numRuns, seed, timeout: 0 })(
    'every task ends exactly once, and memory is that of those who are there',
    (drawn, spawning, drawnPlan) => {
      // A peer that does not know all others may know nobody who has agents: there all come, and stay.
      const mayGo = drawn.coordination.mesh?.neighbourhood !== 'nearest';
      const plan = mayGo ? drawnPlan : null;
      // Whoever scales does not know who can do what.
      const able = plan && { capabilities: ['a', 'b'] };
      const groups = drawn.agents.groups.map((one) => ({ ...one, ...able, memory: 100 }));
      const wavesAlone = drawn.workloads.length === 1 && drawn.workloads[0].kind === 'waves' && plan === null;
      const perWave = mayGo ? spawning.per_wave : null;
      const scaling = {
        policy: 'planned',
        parameters: {},
        initial: 1,
        startup: null,
        victims: 'drain',
        cost: 1,
      };
      const spec: WorldSpec = {
        ...drawn,
        agents: { groups },
        health: HEALTH,
        scheduler: { ...drawn.scheduler, queue_limit: null },
        scaling: plan && scaling,
        spawning: { ...spawning, per_wave: wavesAlone ? perWave : null },
      };
      const policies = new Registry('scaling policy', plan ? [planned(plan)] : []);
      const heard: Heard[] = [];
      const registries = { ...BUILT_IN, scalingPolicies: policies };
      const world = new World(spec, (view) => listener(view, heard), 0, registries);
      world.advance(400_000);
      expect(world.progress).toBe('finished');
      expect(world.lostTasks()).toBe(0);
      const { duplicated, violations, examples } = world.parts.oracle;
      expect({ duplicated, violations, examples }).toEqual({ duplicated: 0, violations: 0, examples: [] });
      const [, last = 0] = of(heard, 'agentMemory').slice(-1)[0] ?? [];
      const [least, most] = memoryOf(world, spawning.mode === 'pool' ? spawning.size : 0);
      expect(last).toBeGreaterThanOrEqual(least);
      expect(last).toBeLessThanOrEqual(most);
      expect(Math.min(0, ...of(heard, 'agentMemory').map(([, bytes]) => bytes))).toBe(0);
    },
  );
});
