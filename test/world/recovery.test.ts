/** Agents that are recovered by a supervisor, in whole worlds. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { recoveryFacts, supervisorFacts } from '../../src/modules/recovery/vocabulary.ts';
import type { FaultSpec, RecoverySpec, WorldSpec } from '../../src/world/spec/spec.ts';
import { World } from '../../src/world/world.ts';
import { chaos } from './chaos.ts';
import {
  backlog,
  constant,
  group,
  type Heard,
  listener,
  type Overrides,
  pool,
  region,
  s,
  selector,
  task,
  worldSpec,
} from './spec.ts';

const remedy = { works: 1, timeout: 30, cost: 0 };

const recovery = (more: Partial<RecoverySpec> = {}): RecoverySpec => ({
  mode: 'act',
  restart_below: 3,
  replace_below: 7,
  attempts: 3,
  backoff: 0,
  backoff_limit: 0,
  patience: 0,
  restart: { ...remedy, time: constant(4) },
  replacement: {
    ...remedy,
    boot: constant(20),
    spares: 0,
    take: constant(2),
    transfer: constant(1),
    spare_cost: 0,
  },
  quarantine: { ...remedy, timeout: 600, time: constant(100) },
  people: { time: constant(1000), cost: 0 },
  proving: 3,
  proving_limit: 60,
  budget: { share: 1, least: 1 },
  crash_loop: { incidents: 5, window: 600 },
  ramp: { time: 10, steps: 2, initial: 0.5 },
  ...more,
});

const crash = (more: Partial<FaultSpec> = {}): FaultSpec =>
  ({
    kind: 'crash',
    name: 'crash',
    target: selector({ count: 1 }),
    factor: 1,
    schedule: { kind: 'at', times: [10] },
    duration: null,
    ...more,
  }) as FaultSpec;

const HEALTH = { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 5 } };

function scene(more: Partial<RecoverySpec> = {}, overrides: Overrides = {}): WorldSpec {
  return worldSpec({
    health: HEALTH,
    duration: 300,
    agents: { groups: [group({ count: 1, slots: 4 })] },
    recovery: recovery(more),
    // More than can be done: it is the agents that are looked at.
    workloads: [backlog(200, { task: task({ service: constant(10) }) })],
    faults: [crash()],
    ...overrides,
  });
}

interface Said {
  readonly world: World;
  readonly heard: Heard[];
  /** What the recovery said: name, second, words. */
  readonly said: string[];
}

function run(spec: WorldSpec): Said {
  const heard: Heard[] = [];
  const said: string[] = [];
  const world = new World(spec, (view) => {
    for (const [name, fact] of [...Object.entries(recoveryFacts), ...Object.entries(supervisorFacts)])
      view.facts.on(fact, ((_by: number, ...words: number[]) => {
        const given = words.slice(0, fact.words.length);
        said.push([name, (view.now / 1e6).toFixed(0), ...given].join(' '));
      }) as never);
    return listener(view, heard);
  });
  world.advance(2_000_000);
  return { world, heard, said };
}

const startsOf = (heard: readonly Heard[], from: number, to: number) =>
  heard.filter(([event, time]) => event === 'taskStarted' && time >= from && time < to).length;

describe('an agent that crashes for good', () => {
  test('is restarted, proves itself, and is given its tasks in steps', () => {
    const { said, heard } = run(scene());
    // Heartbeats come on the full second of its phase: what follows from them is within a second.
    expect(said.map((line) => line.replace(/ \d+/, ''))).toEqual([
      'isolated 0',
      'began 0 1 1 1',
      'begun 0 1',
      'ended 0 1 0',
      'returned 0',
      expect.stringMatching(/^healthy 0 /),
    ]);
    const at = (name: string) => Number(said.find((line) => line.startsWith(`${name} `))?.split(' ')[1]);
    const isolated = at('isolated');
    expect(isolated).toBeGreaterThanOrEqual(14);
    expect(isolated).toBeLessThanOrEqual(15);
    // 4 s of restart, 3 s of proving, then two steps of 5 s.
    expect(at('returned') - isolated).toBe(7);
    expect(at('healthy') - isolated).toBe(17);
    expect(startsOf(heard, 10, isolated + 6.5)).toBe(0);
    // Half of its four slots, then three of them.
    expect(startsOf(heard, isolated + 6.5, isolated + 11.5)).toBe(2);
  });

  test('stays down without recovery', () => {
    const { world, heard } = run({ ...scene(), recovery: null });
    expect(world.progress).toBe('stalled');
    expect(startsOf(heard, 10, Infinity)).toBe(0);
  });

  test('is replaced where a restart does not help, sooner out of a spare', () => {
    const restart = { ...remedy, works: 0, time: constant(4) };
    const replacement = recovery().replacement;
    const fresh = run(scene({ restart })).said;
    const pooled = run(scene({ restart, replacement: { ...replacement, spares: 1 } })).said;
    const delay = (said: readonly string[]) => {
      const at = (start: string) => Number(said.find((line) => line.startsWith(start))?.split(' ')[1]);
      return at('returned') - at('isolated');
    };
    expect(fresh.some((line) => /^ended \d+ 0 1 1$/.test(line))).toBe(true);
    expect(fresh.some((line) => /^ended \d+ 0 2 0$/.test(line))).toBe(true);
    expect(delay(fresh)).toBe(4 + 20 + 1 + 3);
    expect(delay(pooled)).toBe(4 + 2 + 1 + 3);
  });

  test('goes to people after three attempts, and comes back when they have dealt with it', () => {
    const useless = { ...remedy, works: 0, time: constant(1) };
    const { said } = run(
      scene(
        {
          restart: useless,
          replacement: { ...recovery().replacement, works: 0 },
          quarantine: useless,
          people: { time: constant(50), cost: 0 },
        },
        { duration: 200 },
      ),
    );
    const names = said.map((line) => line.split(' ')[0]);
    expect(names.filter((name) => name === 'began')).toHaveLength(3);
    expect(said.some((line) => /^escalated \d+ 0 0 3$/.test(line))).toBe(true);
    expect(names.slice(names.indexOf('escalated'))).toEqual([
      'escalated',
      'begun',
      'ended',
      'returned',
      'healthy',
    ]);
  });

  test('is only looked at in observe mode', () => {
    const { said, heard } = run(scene({ mode: 'observe' }));
    expect(said.map((line) => line.split(' ')[0])).toEqual(['wouldAct']);
    expect(startsOf(heard, 10, Infinity)).toBe(0);
  });
});

describe('a region that is out', () => {
  const outage = {
    kind: 'region_outage',
    name: 'out',
    region: 'far',
    zone: null,
    schedule: { kind: 'at', times: [10] },
    duration: constant(60),
  } as FaultSpec;
  const two = (more: Partial<RecoverySpec>) =>
    scene(more, {
      cluster: {
        regions: [
          region('home', { nodes: [pool({ count: 1 })] }),
          region('far', { nodes: [pool({ count: 1 })] }),
        ],
      },
      agents: { groups: [group({ count: 20 })] },
      faults: [outage],
    });

  test('is not brought up by anybody: a budget leaves its agents to come back by themselves', () => {
    const counts = [1, 0.1].map((share) => {
      const { said } = run(two({ budget: { share, least: 1 } }));
      const count = (name: string) => said.filter((line) => line.startsWith(`${name} `)).length;
      return { deferred: count('deferred'), began: count('began'), healthy: count('healthy') };
    });
    // Ten agents: each is restarted and replaced in vain, and analysed when the region is back.
    expect(counts[0]).toEqual({ deferred: 0, began: 30, healthy: 10 });
    expect(counts[1].deferred).toBeGreaterThan(0);
    expect(counts[1].healthy).toBe(10);
    expect(counts[1].began).toBeLessThan(15);
  });
});

describe('the coordinator crashes during a recovery', () => {
  test('and goes on with the same attempt', () => {
    const { said } = run(
      scene(
        {},
        {
          faults: [
            crash(),
            crash({
              name: 'coordinator',
              target: selector({ processes: 'coordinators' }),
              schedule: { kind: 'at', times: [16] },
              duration: constant(1),
            }),
          ],
        },
      ),
    );
    expect(said.filter((line) => line.startsWith('began '))).toHaveLength(1);
    expect(said.filter((line) => line.startsWith('begun '))).toHaveLength(1);
    expect(said.at(-1)).toMatch(/^healthy /);
  });
});

const settings = fc.record({
  share: fc.constantFrom(0.1, 0.5, 1),
  works: fc.constantFrom(0.3, 0.8, 1),
  ramp: fc.constantFrom(0, 5),
  timeout: fc.constantFrom(2, 10),
  mode: fc.constantFrom('act' as const, 'act' as const, 'observe' as const),
});

describe('whatever goes wrong', () => {
  test.prop([chaos, settings], { numRuns: 40 })(
    'nothing is lost, done twice or done by two',
    (spec, drawn) => {
      const { share, works, ramp, timeout, mode } = drawn;
      const { restart, replacement, quarantine } = recovery();
      const world = new World(
        {
          ...spec,
          health: { heartbeat_interval: 1, detector: 'fixed_timeout', parameters: { timeout: 3 } },
          recovery: recovery({
            mode,
            restart: { ...restart, works, timeout },
            replacement: { ...replacement, works, timeout: timeout + 20, spares: 1 },
            quarantine: { ...quarantine, works, time: constant(5) },
            people: { time: constant(20), cost: 0 },
            budget: { share, least: 1 },
            ramp: { time: ramp, steps: 2, initial: 0.5 },
          }),
        },
        (view) => listener(view, []),
      );
      for (let slice = 0; slice < 50 && world.progress === 'running'; slice++)
        world.advance(200_000, s(20_000));
      expect(world.lostTasks()).toBe(0);
      expect(world.parts.oracle.violations).toBe(0);
    },
  );
});
